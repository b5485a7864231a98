//! What a store function takes: a connection or a transaction.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, SqlSafeStr, SqlStr, Sqlite, SqliteConnection};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use super::append::{Rows, Table, Value};
use crate::base::model::{Id, User};

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine<S, P> {
    Sqlite(S),
    Postgres(P),
}

/// Expands the same expression for both databases: `with_conn!(conn.engine(), c => sqlx::query(SQL).execute(c).await)`.
macro_rules! with_conn {
    ($engine:expr, $c:ident => $body:expr) => {
        match $engine {
            $crate::platform::db::Engine::Sqlite($c) => $body,
            $crate::platform::db::Engine::Postgres($c) => $body,
        }
    };
}
pub(crate) use with_conn;

/// A read connection.
pub struct Conn(Engine<PoolConnection<Sqlite>, PoolConnection<Postgres>>);

impl Conn {
    pub(super) const fn new(connection: Engine<PoolConnection<Sqlite>, PoolConnection<Postgres>>) -> Self {
        Self(connection)
    }

    pub const fn is_postgres(&self) -> bool {
        matches!(self.0, Engine::Postgres(_))
    }

    /// The connection itself, for [`with_conn!`].
    pub fn engine(&mut self) -> Engine<&mut SqliteConnection, &mut PgConnection> {
        match &mut self.0 {
            Engine::Sqlite(c) => Engine::Sqlite(c),
            Engine::Postgres(c) => Engine::Postgres(c),
        }
    }
}

/// What others in this process wait for, raised after the transaction that asked for it was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// Jobs were added.
    Jobs,
    /// This person's journal has new events.
    News(Id<User>),
    /// Whatever shows this is out of date: ask again.
    Changed(Topic),
    /// Anything may have changed: another server could not be heard.
    Everything,
}

/// A signal, and whether a commit of this server has raised it.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    pub signal: Signal,
    pub is_own: bool,
}

/// Something that several people look at, of a kind that a feature names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    pub kind: &'static str,
    /// Of the one that it is about; nil where there is only one.
    pub id: Uuid,
}

/// Signals that a slow reader may be behind before it has to ask for everything anew.
const MAX_BEHIND: usize = 1024;

#[derive(Clone)]
pub(super) struct Signals {
    jobs: watch::Sender<()>,
    others: broadcast::Sender<Notice>,
    version: Arc<AtomicU64>,
}

impl Default for Signals {
    fn default() -> Self {
        Self { jobs: watch::Sender::new(()), others: broadcast::Sender::new(MAX_BEHIND), version: Arc::default() }
    }
}

impl Signals {
    /// After a commit, before the caller is notified.
    pub(super) fn raise(&self, signals: &[Signal], is_own: bool) {
        self.version.fetch_add(1, Ordering::AcqRel);
        for signal in signals {
            match signal {
                Signal::Jobs => self.jobs.send_modify(|()| {}),
                // Without anybody who waits there is nobody to tell.
                other => drop(self.others.send(Notice { signal: *other, is_own })),
            }
        }
    }

    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    pub(super) fn jobs(&self) -> watch::Receiver<()> {
        self.jobs.subscribe()
    }

    pub(super) fn others(&self) -> broadcast::Receiver<Notice> {
        self.others.subscribe()
    }
}

/// A connection inside a transaction: it may write. Only `Db::write` creates one.
pub struct Tx {
    conn: Conn,
    pub(super) signals: Vec<Signal>,
    pub(super) rows: Rows,
    /// SQLite: what sets this job's savepoint, until it has been executed.
    pub(super) opening: Option<&'static str>,
}

impl Tx {
    pub(super) fn new(conn: Conn) -> Self {
        Self { conn, signals: Vec::new(), rows: Rows::default(), opening: None }
    }

    /// Closes the connection with its open transaction, instead of returning it to the pool.
    pub(super) fn discard(self) {
        match self.conn.0 {
            Engine::Sqlite(connection) => drop(connection.detach()),
            Engine::Postgres(connection) => drop(connection.detach()),
        }
    }

    /// Returns the job's first statement, which also sets its savepoint; see [`Db::write_from`](super::Db::write_from). Its parameters must
    /// be numbered (`$1`).
    pub fn first(&mut self, statement: &'static str) -> SqlStr {
        match self.opening.take() {
            None => statement.into_sql_str(),
            Some(opening) => AssertSqlSafe(format!("{opening}; {statement}")).into_sql_str(),
        }
    }

    /// The same with a second statement, which has the same parameters: one round trip for both. SQLite only.
    pub fn first_two(&mut self, statement: &'static str, second: &'static str) -> SqlStr {
        AssertSqlSafe(format!("{}; {second}", self.first(statement).as_str())).into_sql_str()
    }

    /// Adds a row to an append-only table, before the commit at the latest; see [`append`](super::append).
    pub fn append<const N: usize>(&mut self, table: &'static Table, values: [Value; N]) {
        self.rows.push(table, values);
    }

    /// Writes the appended rows now, for a statement that reads or changes their tables.
    ///
    /// # Errors
    /// Database errors.
    pub async fn flush(&mut self) -> Result<(), sqlx::Error> {
        self.rows.flush(self.conn.engine()).await
    }

    /// Raises `signal` once this transaction is committed.
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
        // Anything else would run in the savepoint of the job before, whose work its rollback would undo.
        assert!(self.opening.is_none(), "a write by `write_from` begins with `Tx::first`");
        &mut self.conn
    }
}
