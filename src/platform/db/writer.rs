//! How writes are committed.
//!
//! SQLite has one writer. Instead of letting callers fight for its lock, they queue: one task takes what waits (up to
//! [`BATCH`] jobs), gives each a savepoint inside one transaction, commits once, and only then answers all of them. A job that
//! fails is rolled back to its savepoint and disturbs no other. One fdatasync then carries many bookings.
//!
//! PostgreSQL has many writers: each job is a transaction of its own.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::conn::{Conn, Engine, Signals, Tx};
use super::{DbError, with_conn};

/// Jobs that share a commit at most.
const BATCH: usize = 64;
/// Jobs that may wait; beyond, callers wait up to [`QUEUE_TIMEOUT`] and are then told that the server is overloaded.
const QUEUE: usize = 1024;
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT job";
const COMMIT: &str = "COMMIT";
const ROLLBACK: &str = "ROLLBACK";
const NEXT: &str = "RELEASE SAVEPOINT job; SAVEPOINT job";
const UNDO: &str = "ROLLBACK TO SAVEPOINT job";

/// A piece of work and the caller who waits for it.
trait Job: Send {
    /// Does the work; `false` asks for it to be undone.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// Tells the caller: the work's own answer, or why the commit failed.
    fn answer(self: Box<Self>, committed: Result<(), DbError>);
}

struct Pending<F, T, E> {
    work: Option<F>,
    done: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

/// Runs `work`, and turns a panic in it into an error, so that the writer lives on.
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
        // A caller who hung up needs no answer; what was committed stays.
        drop(self.caller.send(answer));
    }
}

/// SQLite's queue. Cheap to clone.
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

    pub(super) async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job = Message::Job(Box::new(Pending { work: Some(work), done: None, caller }));
        self.0.send_timeout(job, QUEUE_TIMEOUT).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => DbError::Overloaded,
            mpsc::error::SendTimeoutError::Closed(_) => DbError::Closed,
        })?;
        answer.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// Answers everything that waits, then ends.
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
        // It may have got as far as the transaction.
        if execute(&mut tx, ROLLBACK).await.is_err() {
            tx.discard();
        }
        return refuse(jobs, &error);
    }
    let mut broken = None;
    for (place, job) in jobs.iter_mut().enumerate() {
        let before = tx.signals.len();
        let step = async {
            // Each step to SQLite's thread and back costs more than what it does there.
            if place > 0 {
                execute(&mut tx, NEXT).await?;
            }
            if !job.run(&mut tx).await {
                tx.signals.truncate(before);
                execute(&mut tx, UNDO).await?;
            }
            Ok(())
        };
        if let Err(error) = step.await {
            broken = Some(error);
            break;
        }
    }
    let end = match broken {
        None => execute(&mut tx, COMMIT).await,
        Some(error) => Err(error),
    };
    if let Err(error) = end {
        tracing::error!(%error, jobs = jobs.len(), "a batch of writes failed");
        if let Err(error) = execute(&mut tx, ROLLBACK).await {
            tracing::debug!(%error, "the transaction had ended by itself");
        }
        return refuse(jobs, &error);
    }
    signals.raise(&tx.signals);
    for job in jobs {
        job.answer(Ok(()));
    }
}

/// Tells every caller of a batch that nothing was written.
fn refuse(jobs: Vec<Box<dyn Job>>, error: &sqlx::Error) {
    for job in jobs {
        job.answer(Err(DbError::Sqlx(sqlx::Error::Protocol(error.to_string()))));
    }
}

async fn execute(tx: &mut Tx, statement: &'static str) -> Result<(), sqlx::Error> {
    with_conn!(tx.engine(), c => sqlx::query(statement).execute(c).await.map(|_| ()))
}

/// PostgreSQL: one transaction for one job. A connection whose rollback fails is thrown away, not returned to the pool.
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
            execute(inner, COMMIT).await.map_err(DbError::from)?;
            signals.raise(&inner.signals);
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

/// Holds a transaction; dropped before its end (a caller who hung up, a lost server), it closes the connection, which
/// rolls back.
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
