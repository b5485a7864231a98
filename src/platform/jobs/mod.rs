//! The job queue: work that follows from a change and runs after its commit, at least once: mails, reminders, exports.
//!
//! How to add a kind: a [`Kind`] in the feature's `routes.rs` (`registry.add(Kind { … })`), and [`add`] inside the transaction of the
//! change. Each kind has its own worker, which is notified when the transaction is committed. A failed job is retried with increasing
//! delays; after the kind's `give_up` it is dead, with its error, and an admin can retry it. A server that stops while it runs a job
//! leaves it locked; another takes it when the lock has expired, so a handler may see a job twice.
//!
//! A kind whose jobs do not depend on each other is a [`Kind::simple`], with a function for one of them.
//!
//! A kind may limit the runs of one group per hour (mails: to one recipient). Jobs above the limit are held until another run is
//! allowed, and then run together as one batch. Urgent jobs are not held.

pub mod store;
mod worker;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use self::store::{Dead, Grouped};
pub use self::worker::{run_due, start};
use super::app::App;
use super::clock::Clock;
use super::cursor;
use super::db::{Signal, Tx};
use super::fold;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Job, Page};

/// A finished job is kept this long, to look it up. Dead ones are not deleted.
const RETENTION: Duration = Duration::days(30);
/// A kind of job.
pub struct Kind {
    /// Its name in the database.
    pub name: &'static str,
    /// Returns whether jobs of this kind can run with these settings; if not they wait.
    pub ready: fn(&App) -> bool,
    /// Returns the max runs of one group per hour, if they are limited.
    pub limit: fn(&App) -> Option<u32>,
    /// How long a run may take before another server takes over its jobs.
    pub lock: Duration,
    /// How long a job is retried before it is dead.
    pub give_up: Duration,
    /// Runs a batch and returns the outcome of each of its jobs, in their order.
    pub run: for<'a> fn(&'a App, &'a Batch) -> BoxFuture<'a, Vec<Outcome>>,
}

impl Kind {
    /// A kind of jobs without limit, each of which takes less than a minute; change what is different. `run` calls [`each`].
    pub fn simple(
        name: &'static str,
        give_up: Duration,
        run: for<'a> fn(&'a App, &'a Batch) -> BoxFuture<'a, Vec<Outcome>>,
    ) -> Self {
        Self { name, ready: |_| true, limit: |_| None, lock: Duration::minutes(1), give_up, run }
    }
}

/// Runs each job of a batch, the oldest first, with its payload read from JSON. One that cannot be read is dead; after an error it is
/// retried.
pub fn each<'a, T, F>(batch: &'a Batch, run: impl Fn(T) -> F + Send + 'a) -> BoxFuture<'a, Vec<Outcome>>
where
    T: DeserializeOwned + Send,
    F: Future<Output = Result<Outcome>> + Send + 'a,
{
    async move {
        let mut outcomes = Vec::with_capacity(batch.payloads.len());
        for payload in &batch.payloads {
            outcomes.push(match serde_json::from_str(payload) {
                Err(error) => Outcome::Dead(error.to_string()),
                Ok(payload) => run(payload).await.unwrap_or_else(|error| Outcome::Later(error.to_string())),
            });
        }
        outcomes
    }
    .boxed()
}

/// Jobs that run together: one, or the held jobs of a group, the oldest first.
pub struct Batch {
    /// The same in every attempt.
    pub id: Uuid,
    /// Never empty.
    pub payloads: Vec<String>,
}

/// The outcome of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Done, and the row is deleted: nothing of it may be kept.
    Forget,
    /// To be retried; the text is the reason, for the operator.
    Later(String),
    /// No retry will succeed; the text is the reason.
    Dead(String),
}

/// A new job.
pub struct NewJob<'a> {
    pub kind: &'static str,
    pub payload: String,
    /// The group that the kind's limit counts; empty if there is none.
    pub group: &'a str,
    /// Not held by the limit.
    pub urgent: bool,
    /// Only one unfinished job of a kind has this key; a second one is not added.
    pub dedupe: Option<&'a str>,
    /// When the job is due; `None`: at once.
    pub run_at: Option<DateTime<Utc>>,
}

impl<'a> NewJob<'a> {
    /// Returns a job that runs at once, without limit.
    pub const fn new(kind: &'static str, payload: String) -> Self {
        Self { kind, payload, group: "", urgent: false, dedupe: None, run_at: None }
    }

    /// Returns the same job, counted in `group`.
    #[must_use]
    pub fn in_group(self, group: &'a str, urgent: bool) -> Self {
        Self { group, urgent, ..self }
    }

    /// Returns the same job, due at `at`, and only once for each `key`.
    #[must_use]
    pub fn at(self, at: DateTime<Utc>, key: &'a str) -> Self {
        Self { run_at: Some(at), dedupe: Some(key), ..self }
    }
}

/// Adds a job, in the transaction of the change.
pub fn add(tx: &mut Tx, clock: &Clock, job: NewJob<'_>) {
    let now = clock.now();
    let NewJob { kind, payload, group, urgent, dedupe, run_at } = job;
    let run_at = run_at.unwrap_or(now);
    store::add(tx, store::New { id: clock.new_id(), kind, payload, group, urgent, dedupe, run_at }, now);
    tx.after_commit(Signal::Jobs);
}

/// Deletes the unfinished job with this key; `false` if there is none.
///
/// # Errors
/// Database errors.
pub async fn cancel(tx: &mut Tx, kind: &str, key: &str) -> Result<bool> {
    tx.flush().await?;
    store::cancel(tx, kind, key).await
}

/// Returns a page of the dead jobs, the latest first.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor; database errors.
pub async fn dead(app: &App, after: Option<&str>, limit: usize) -> Result<Page<Dead>> {
    let (at, id) = match cursor::after::<(DateTime<Utc>, Uuid)>(after)? {
        Some((at, id)) => (cursor::reachable(at)?, id),
        None => (app.clock.now() + Duration::days(1), Uuid::max()),
    };
    let mut conn = app.read().await?;
    let max = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut items = store::list_dead(&mut conn, (at, id), max).await?;
    let next_cursor = cursor::cut(&mut items, limit, |job| (job.dead_at, job.id.uuid()))?;
    Ok(Page { items, next_cursor })
}

/// Gives up the unfinished jobs of a group, for the demo practice.
///
/// # Errors
/// Database errors.
pub async fn give_up(tx: &mut Tx, kind: &str, group: &str, at: DateTime<Utc>, error: &str) -> Result<()> {
    tx.flush().await?;
    store::give_up(tx, kind, group, at, error).await
}

/// Retries a dead job.
///
/// # Errors
/// [`Code::NotFound`] for one that is not dead, or that another with its key has replaced; database errors.
pub async fn retry(tx: &mut Tx, clock: &Clock, id: Id<Job>) -> Result<()> {
    tx.flush().await?;
    let retried = store::retry(tx, id, clock.now()).await?;
    tx.after_commit(Signal::Jobs);
    if retried { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Returns all jobs of a group that are still stored, the oldest first, to remove from them what must not be kept.
///
/// # Errors
/// Database errors.
pub async fn of_group(tx: &mut Tx, kind: &str, group: &str) -> Result<Vec<Grouped>> {
    tx.flush().await?;
    store::of_group(tx, kind, group).await
}

/// Returns the payloads of one kind that contain `word`, for the same purpose.
///
/// # Errors
/// Database errors.
pub async fn containing(tx: &mut Tx, kind: &str, word: &str) -> Result<Vec<String>> {
    tx.flush().await?;
    store::containing(tx, kind, &fold::containing(word)).await
}

/// Replaces the payload of a job.
///
/// # Errors
/// Database errors.
pub async fn replace(tx: &mut Tx, id: Id<Job>, payload: &str) -> Result<()> {
    store::replace(tx, id, payload).await
}

/// Deletes a job, whatever its state.
///
/// # Errors
/// Database errors.
pub async fn delete(tx: &mut Tx, id: Id<Job>) -> Result<()> {
    store::delete(tx, id).await
}

/// Deletes all jobs of the group, and those whose payload contains one of `words`, whatever their state. Jobs of the kind `except` stay:
/// one of them may be running.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, except: &str, group: &str, words: &[&str]) -> Result<()> {
    tx.flush().await?;
    for word in words {
        store::erase(tx, except, group, &fold::containing(word)).await?;
    }
    Ok(())
}

/// Deletes up to `max` jobs that finished long ago; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_done(tx, now - RETENTION, max).await
}
