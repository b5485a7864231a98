//! How writes are committed.
//!
//! SQLite has one writer. Callers queue instead of competing for its lock: one task takes the waiting jobs (up to [`BATCH`]), gives each
//! a savepoint inside one transaction, commits once, and only then answers all of them. A job that fails is rolled back to its
//! savepoint and does not affect the others. So one fdatasync covers many bookings.
//!
//! PostgreSQL has many writers: each job has its own transaction.

use std::mem::swap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::conn::{Conn, Engine, Signals, Tx};
use super::{DbError, with_conn};

/// Max jobs per commit.
const BATCH: usize = 64;
/// Max waiting jobs; further callers wait up to [`QUEUE_TIMEOUT`] and then get [`DbError::Overloaded`].
const QUEUE: usize = 1024;
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT job_0";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";

/// The statements that set a savepoint after another one, and that roll back to it.
struct Savepoint {
    set: &'static str,
    undo: &'static str,
}

// Two names in turn: a rollback to a savepoint that could not be set fails, and cannot undo the work of the job before.
static JOB_0: Savepoint = Savepoint { set: "RELEASE SAVEPOINT job_1; SAVEPOINT job_0", undo: "ROLLBACK TO SAVEPOINT job_0" };
static JOB_1: Savepoint = Savepoint { set: "RELEASE SAVEPOINT job_0; SAVEPOINT job_1", undo: "ROLLBACK TO SAVEPOINT job_1" };

/// A write with its waiting caller.
trait Job: Send {
    /// Its first statement sets its savepoint: [`Tx::first`].
    fn sets_savepoint(&self) -> bool;
    /// Runs the write; `false` requests a rollback.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Sends the caller the result of the write, or why the commit failed.
    fn answer(self: Box<Self>, committed: Result<(), DbError>);
}

struct Pending<F, T, E> {
    sets_savepoint: bool,
    work: Option<F>,
    done: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

/// Runs `work`, and turns a panic in it into an error, so that the writer keeps running.
async fn guarded<T, E, F>(tx: &mut Tx, work: F) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
    E: From<DbError>,
{
    match AssertUnwindSafe(async { work(tx).await }).catch_unwind().await {
        Ok(done) => done,
        Err(_) => Err(DbError::Panicked.into()),
    }
}

impl<F, T, E> Job for Pending<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn sets_savepoint(&self) -> bool {
        self.sets_savepoint
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        async move {
            let Some(work) = self.work.take() else { return false };
            let done = guarded(tx, work).await;
            let keep = done.is_ok();
            self.done = Some(done);
            keep
        }
        .boxed()
    }

    fn answer(self: Box<Self>, committed: Result<(), DbError>) {
        let answer = match (self.done, committed) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(done)), Ok(())) => Ok(done),
            (None, Ok(())) => Err(DbError::Closed.into()),
        };
        // A cancelled caller needs no answer; the commit stays.
        drop(self.caller.send(answer));
    }
}

/// SQLite's write queue. Cheap to clone.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Message>);

enum Message {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

impl Queue {
    pub(super) fn start(pool: SqlitePool, signals: Signals) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(serve(pool, receiver, signals));
        Self(sender)
    }

    pub(super) async fn run<T, E, F>(&self, sets_savepoint: bool, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job = Message::Job(Box::new(Pending { sets_savepoint, work: Some(work), done: None, caller }));
        self.0.send_timeout(job, QUEUE_TIMEOUT).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => DbError::Overloaded,
            mpsc::error::SendTimeoutError::Closed(_) => DbError::Closed,
        })?;
        answer.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// Answers all waiting jobs, then ends.
    pub(super) async fn close(&self) {
        let (done, finished) = oneshot::channel();
        if self.0.send(Message::Close(done)).await.is_ok() {
            drop(finished.await);
        }
    }
}

async fn serve(pool: SqlitePool, mut queue: mpsc::Receiver<Message>, signals: Signals) {
    let mut waiting = Vec::with_capacity(BATCH);
    let mut closing: Option<oneshot::Sender<()>> = None;
    while closing.is_none() && queue.recv_many(&mut waiting, BATCH).await > 0 {
        let mut jobs = Vec::with_capacity(waiting.len());
        for message in waiting.drain(..) {
            match message {
                Message::Job(job) => jobs.push(job),
                Message::Close(done) => closing = Some(done),
            }
        }
        if !jobs.is_empty() {
            commit_together(&pool, jobs, &signals).await;
        }
    }
    queue.close();
    while let Ok(message) = queue.try_recv() {
        if let Message::Job(job) = message {
            commit_together(&pool, vec![job], &signals).await;
        }
    }
    if let Ok(mut connection) = pool.acquire().await
        && let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await
    {
        tracing::warn!(%error, "the write-ahead log was not folded in; the next start does it");
    }
    pool.close().await;
    if let Some(done) = closing {
        done.send(()).ok();
    }
}

async fn commit_together(pool: &SqlitePool, mut jobs: Vec<Box<dyn Job>>, signals: &Signals) {
    let mut tx = match pool.acquire().await {
        Ok(connection) => Tx::new(Conn::new(Engine::Sqlite(connection))),
        Err(error) => return refuse(jobs, &error),
    };
    if let Err(error) = execute(&mut tx, BEGIN).await {
        // The transaction may have been started.
        if execute(&mut tx, ROLLBACK).await.is_err() {
            tx.discard();
        }
        return refuse(jobs, &error);
    }
    let mut broken = None;
    let (mut savepoint, mut next) = (&JOB_0, &JOB_1);
    for (place, job) in jobs.iter_mut().enumerate() {
        let before = tx.signals.len();
        let step = async {
            if place > 0 {
                swap(&mut savepoint, &mut next);
                // Each round trip to SQLite's thread costs more than the work there.
                if job.sets_savepoint() {
                    tx.opening = Some(savepoint.set);
                } else {
                    execute(&mut tx, savepoint.set).await?;
                }
            }
            tx.rows.begin();
            let keep = job.run(&mut tx).await;
            // Otherwise it has not executed a statement.
            let is_set = tx.opening.take().is_none();
            if !is_set {
                swap(&mut savepoint, &mut next);
            }
            if !keep {
                tx.signals.truncate(before);
                tx.rows.undo();
                if is_set {
                    execute(&mut tx, savepoint.undo).await?;
                }
            }
            Ok(())
        };
        if let Err(error) = step.await {
            broken = Some(error);
            break;
        }
    }
    let end = match broken {
        None => match tx.flush().await {
            Ok(()) => execute(&mut tx, COMMIT).await,
            Err(error) => Err(error),
        },
        Some(error) => Err(error),
    };
    if let Err(error) = end {
        tracing::error!(%error, jobs = jobs.len(), "a batch of writes failed");
        if let Err(error) = execute(&mut tx, ROLLBACK).await {
            tracing::debug!(%error, "the transaction had ended by itself");
        }
        return refuse(jobs, &error);
    }
    signals.raise(&tx.signals, true);
    for job in jobs {
        job.answer(Ok(()));
    }
}

/// Sends every caller of a batch the error: nothing was written.
fn refuse(jobs: Vec<Box<dyn Job>>, error: &sqlx::Error) {
    for job in jobs {
        job.answer(Err(DbError::Sqlx(sqlx::Error::Protocol(error.to_string()))));
    }
}

async fn execute(tx: &mut Tx, statement: &'static str) -> Result<(), sqlx::Error> {
    with_conn!(tx.engine(), c => sqlx::query(statement).execute(c).await.map(|_| ()))
}

/// PostgreSQL: one transaction per job. A connection whose rollback fails is closed, not returned to the pool.
pub(super) async fn alone<T, E, F>(conn: Conn, signals: &Signals, work: F) -> Result<T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    T: Send,
    E: From<DbError> + Send,
{
    let mut tx = Open { tx: Some(Tx::new(conn)) };
    let inner = tx.get()?;
    execute(inner, "BEGIN").await.map_err(DbError::from)?;
    match guarded(inner, work).await {
        Ok(done) => {
            // A failure here leaves `tx` unfinished: its connection is closed, which rolls back.
            inner.flush().await.map_err(DbError::from)?;
            execute(inner, COMMIT).await.map_err(DbError::from)?;
            signals.raise(&inner.signals, true);
            tx.finished();
            Ok(done)
        }
        Err(error) => {
            if execute(inner, ROLLBACK).await.is_ok() {
                tx.finished();
            }
            Err(error)
        }
    }
}

/// Holds a transaction. If it is dropped before its end (a cancelled caller, a lost server), it closes the connection, which rolls back.
struct Open {
    tx: Option<Tx>,
}

impl Open {
    fn get(&mut self) -> Result<&mut Tx, DbError> {
        self.tx.as_mut().ok_or(DbError::Closed)
    }

    fn finished(&mut self) {
        self.tx = None;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(tx) = self.tx.take() {
            tx.discard();
        }
    }
}
