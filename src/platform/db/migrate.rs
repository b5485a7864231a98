//! The migrations of the tables: `migrations/sqlite` and `migrations/postgres` have the same file names.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;

use super::{Db, DbError};

/// The migrations for SQLite.
pub static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
/// The migrations for PostgreSQL.
pub static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

impl Db {
    /// Migrates the tables to this version of Praxis; does nothing if they are up to date.
    ///
    /// # Errors
    /// If a migration fails, or the database was created by a newer Praxis.
    pub async fn migrate(url: &str) -> Result<(), DbError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = super::sqlite_options(Path::new(path));
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
            let done = SQLITE.run(&pool).await;
            pool.close().await;
            Ok(done?)
        } else {
            let pool = PgPoolOptions::new().max_connections(1).connect(url).await?;
            let done = POSTGRES.run(&pool).await;
            pool.close().await;
            Ok(done?)
        }
    }
}
