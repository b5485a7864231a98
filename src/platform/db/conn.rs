//! What a store function is handed: a connection, or a transaction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};
use tokio::sync::Notify;

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// Writes the same expression for both databases: `on!(conn.on(), c => sqlx::query(SQL).execute(c).await)`.
macro_rules! on {
    ($on:expr, $c:ident => $body:expr) => {
        match $on {
            $crate::platform::db::On::Sqlite($c) => $body,
            $crate::platform::db::On::Postgres($c) => $body,
        }
    };
}
pub(crate) use on;

/// A connection that may read.
pub struct Conn(On<PoolConnection<Sqlite>, PoolConnection<Postgres>>);

impl Conn {
    pub(super) const fn new(connection: On<PoolConnection<Sqlite>, PoolConnection<Postgres>>) -> Self {
        Self(connection)
    }

    /// The connection itself, for [`on!`].
    pub fn on(&mut self) -> On<&mut SqliteConnection, &mut PgConnection> {
        match &mut self.0 {
            On::Sqlite(c) => On::Sqlite(c),
            On::Postgres(c) => On::Postgres(c),
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
            On::Sqlite(connection) => drop(connection.detach()),
            On::Postgres(connection) => drop(connection.detach()),
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
