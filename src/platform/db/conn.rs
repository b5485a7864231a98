//! What a store function is handed: a connection, or a transaction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};
use tokio::sync::Notify;

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// Writes the same expression for both databases: `with_conn!(conn.engine(), c => sqlx::query(SQL).execute(c).await)`.
macro_rules! with_conn {
    ($engine:expr, $c:ident => $body:expr) => {
        match $engine {
            $crate::platform::db::Engine::Sqlite($c) => $body,
            $crate::platform::db::Engine::Postgres($c) => $body,
        }
    };
}
pub(crate) use with_conn;

/// A connection that may read.
pub struct Conn(Engine<PoolConnection<Sqlite>, PoolConnection<Postgres>>);

impl Conn {
    pub(super) const fn new(connection: Engine<PoolConnection<Sqlite>, PoolConnection<Postgres>>) -> Self {
        Self(connection)
    }

    /// The connection itself, for [`with_conn!`].
    pub fn engine(&mut self) -> Engine<&mut SqliteConnection, &mut PgConnection> {
        match &mut self.0 {
            Engine::Sqlite(c) => Engine::Sqlite(c),
            Engine::Postgres(c) => Engine::Postgres(c),
        }
    }
}

/// What somebody in the house waits for, raised when the transaction that asked for it has been committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// There is post in the outbox.
    Outbox,
}

#[derive(Clone, Default)]
pub(super) struct Signals {
    outbox: Arc<Notify>,
    version: Arc<AtomicU64>,
}

impl Signals {
    /// After a commit, before anybody is told of it.
    pub(super) fn raise(&self, signals: &[Signal]) {
        self.version.fetch_add(1, Ordering::AcqRel);
        if signals.contains(&Signal::Outbox) {
            self.outbox.notify_one();
        }
    }

    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    pub(super) async fn wait(&self, signal: Signal) {
        match signal {
            Signal::Outbox => self.outbox.notified().await,
        }
    }
}

/// A connection inside a transaction: it may write. Only `Db::write` makes one.
pub struct Tx {
    conn: Conn,
    pub(super) signals: Vec<Signal>,
}

impl Tx {
    pub(super) const fn new(conn: Conn) -> Self {
        Self { conn, signals: Vec::new() }
    }

    /// Closes the connection with whatever stands open on it, instead of giving it back to the pool.
    pub(super) fn discard(self) {
        match self.conn.0 {
            Engine::Sqlite(connection) => drop(connection.detach()),
            Engine::Postgres(connection) => drop(connection.detach()),
        }
    }

    /// Raises `signal` once this transaction stands.
    pub fn after_commit(&mut self, signal: Signal) {
        if !self.signals.contains(&signal) {
            self.signals.push(signal);
        }
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
