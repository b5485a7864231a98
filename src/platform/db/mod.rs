//! The same SQL for two databases: SQLite (a file, the default) and PostgreSQL.
//!
//! How to add a query:
//! 1. In the feature's `store.rs`, a `const` with the statement (`$1` parameters; a test checks that both engines can prepare it).
//! 2. A function beside it: reads take `&mut Conn`, writes take `&mut Tx`, so a write outside a transaction does not compile.
//! 3. In it, `with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(id).fetch_optional(c).await)`.
//!
//! A service reads with `db.read().await?` and writes with
//! `db.write(move |tx| async move { … }.boxed()).await?`; when that returns `Ok`, it is on disk.

pub mod append;
mod conn;
pub mod copy;
mod ids;
pub mod lock;
pub mod migrate;
mod writer;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor};
use tokio::sync::{broadcast, watch};

pub(crate) use conn::with_conn;
pub use conn::{Conn, Engine, Notice, Signal, Topic, Tx};

/// Why a database operation failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("the write queue is full")]
    Overloaded,
    #[error("the database is shutting down")]
    Closed,
    #[error("a write panicked")]
    Panicked,
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// The practice's database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Engine<SqlitePool, PgPool>,
    writer: Engine<writer::Queue, ()>,
    signals: conn::Signals,
}

/// SQLite needs these settings on every connection; PostgreSQL stores them.
fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A successful response means: it is on disk.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(512)
        // No mapped file (`mmap_size`): the writer would map it anew whenever it grows, which costs a quarter of the bookings.
        // Copies pages back every 16 MB instead of every 4: many of them change with each commit.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
}

/// PostgreSQL only; see [`Db::analyze`].
const ANALYZE: &str = "ANALYZE";

impl Db {
    /// Opens the database at `url`: `sqlite:/path/to/file` or `postgres://…`. Does not migrate.
    ///
    /// # Errors
    /// If the file cannot be opened or the server cannot be reached.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbError> {
        let signals = conn::Signals::default();
        if let Some(path) = url.strip_prefix("sqlite:") {
            let options = sqlite_options(Path::new(path));
            // The writer first: it creates the file and enables the write-ahead log.
            let write =
                SqlitePoolOptions::new().max_connections(1).test_before_acquire(false).idle_timeout(None).max_lifetime(None);
            // What a savepoint would restore is kept in memory, not in a temporary file.
            // What is deleted is overwritten, so that nobody finds it in the file.
            let options_of_writer = options.clone().pragma("temp_store", "MEMORY").pragma("secure_delete", "ON");
            let write = write.connect_with(options_of_writer).await?;
            let read = SqlitePoolOptions::new()
                .max_connections(connections)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None);
            let read = read.connect_with(options.pragma("query_only", "ON")).await?;
            let queue = writer::Queue::start(write, signals.clone());
            Ok(Self { pools: Engine::Sqlite(read), writer: Engine::Sqlite(queue), signals })
        } else {
            let options = PgConnectOptions::from_str(url)?.statement_cache_capacity(512).application_name("praxis");
            let pool = PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(10))
                .test_before_acquire(false)
                // A restarted server leaves dead connections behind; a ping before each use would double the cost of every read.
                .before_acquire(|connection, meta| {
                    Box::pin(async move { Ok(meta.idle_for < Duration::from_secs(2) || connection.ping().await.is_ok()) })
                })
                .after_connect(|connection, _| Box::pin(async move { connection.execute("SET TIME ZONE 'UTC'").await.map(|_| ()) }))
                .connect_with(options)
                .await?;
            Ok(Self { pools: Engine::Postgres(pool), writer: Engine::Postgres(()), signals })
        }
    }

    /// A read connection.
    ///
    /// # Errors
    /// If none is free within the pool's timeout or the server cannot be reached.
    pub async fn read(&self) -> Result<Conn, DbError> {
        Ok(Conn::new(match &self.pools {
            Engine::Sqlite(pool) => Engine::Sqlite(pool.acquire().await?),
            Engine::Postgres(pool) => Engine::Postgres(pool.acquire().await?),
        }))
    }

    /// Runs `work` in one transaction. `Ok` means committed and on disk; any error means that nothing was changed.
    ///
    /// On SQLite the jobs of all callers queue for one connection and share commits (see `writer.rs`).
    ///
    /// # Errors
    /// The error of `work`, or a database error.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_as(false, work).await
    }

    /// Like [`write`](Self::write), for frequent writes: `work` executes [`Tx::first`] before any other statement, which saves SQLite's
    /// writer a round trip.
    ///
    /// # Errors
    /// See [`write`](Self::write).
    pub async fn write_from<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_as(true, work).await
    }

    async fn write_as<T, E, F>(&self, sets_savepoint: bool, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match (&self.writer, &self.pools) {
            (Engine::Sqlite(queue), _) => queue.run(sets_savepoint, work).await,
            (Engine::Postgres(()), Engine::Postgres(pool)) => {
                let connection = pool.acquire().await.map_err(DbError::from)?;
                writer::alone(Conn::new(Engine::Postgres(connection)), &self.signals, work).await
            }
            (Engine::Postgres(()), Engine::Sqlite(_)) => Err(DbError::Closed.into()),
        }
    }

    /// Updates PostgreSQL's statistics after many rows were written at once. It does so itself a minute later, and until then plans for
    /// empty tables. SQLite uses its indexes without it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn analyze(&self) -> Result<(), DbError> {
        if let Engine::Postgres(pool) = &self.pools {
            sqlx::query(ANALYZE).execute(pool).await?;
        }
        Ok(())
    }

    /// Is changed by every commit of this server that adds jobs.
    pub fn jobs_added(&self) -> watch::Receiver<()> {
        self.signals.jobs()
    }

    /// What this server's commits change for others; see `platform::events`.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.signals.others()
    }

    /// Passes on what another server's commit has changed.
    pub fn raise(&self, signal: Signal) {
        self.signals.raise(&[signal], false);
    }

    /// The number of this server's commits: what was read at one version is current at the same version, unless another server wrote.
    pub fn version(&self) -> u64 {
        self.signals.version()
    }

    /// The engine, for logs and for the few statements that must differ.
    pub const fn engine(&self) -> Engine<(), ()> {
        match self.pools {
            Engine::Sqlite(_) => Engine::Sqlite(()),
            Engine::Postgres(_) => Engine::Postgres(()),
        }
    }

    /// Finishes the queue, checkpoints the write-ahead log and closes.
    pub async fn close(&self) {
        match (&self.pools, &self.writer) {
            (Engine::Sqlite(readers), Engine::Sqlite(queue)) => {
                // The checkpoint cannot complete while there are readers.
                readers.close().await;
                queue.close().await;
            }
            (Engine::Sqlite(pool), Engine::Postgres(())) => pool.close().await,
            (Engine::Postgres(pool), _) => pool.close().await,
        }
    }
}
