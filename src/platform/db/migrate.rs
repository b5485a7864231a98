//! The tables, made and changed step by step: `migrations/sqlite` and `migrations/postgres` hold the same names.

use sqlx::migrate::Migrator;

use super::{Db, DbError, On};

/// The steps for SQLite.
pub static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
/// The steps for PostgreSQL.
pub static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

impl Db {
    /// Brings the tables up to this version of Praxis; does nothing when they are.
    ///
    /// Opens a connection of its own through `url`, because the readers' are read-only.
    ///
    /// # Errors
    /// When a step fails, or the database was made by a newer Praxis.
    pub async fn migrate(url: &str) -> Result<(), DbError> {
        let db = Self::open(url, 1).await?;
        let done = match &db.pools {
            On::Sqlite(_) => {
                let path = url.strip_prefix("sqlite:").unwrap_or(url);
                let options = super::sqlite_options(std::path::Path::new(path));
                let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
                let done = SQLITE.run(&pool).await;
                pool.close().await;
                done
            }
            On::Postgres(pool) => POSTGRES.run(pool).await,
        };
        db.close().await;
        Ok(done?)
    }
}
