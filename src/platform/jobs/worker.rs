//! The workers: they claim the jobs that are due, run them, and record what came of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use uuid::Uuid;

use super::store::{self, Due};
use super::{Batch, Kind, Outcome};
use crate::base::error::Result;
use crate::platform::app::App;
use crate::platform::clock::random;
use crate::platform::db::{Tx, lock};

/// Max jobs of one kind that are claimed at once.
const MAX_CLAIMED: i64 = 32;
/// How often a worker polls, for jobs that are due later.
const POLL_INTERVAL: Pause = Pause::from_secs(2);
/// The period in which the runs of one group are counted.
const HOUR: Duration = Duration::hours(1);
/// The id that a server locks while it claims jobs of limited kinds.
const CLAIMING: Uuid = Uuid::from_u128(0x0193_5f2e_0b5c_7000_8a3d_6c2f_90e1_47ab);

/// Starts a worker for each kind, which runs until the app stops.
pub fn start(app: &App) {
    for (number, kind) in app.registry.all::<Kind>().iter().enumerate() {
        if (kind.ready)(app) {
            app.tasks.spawn(work(app.clone(), number));
        } else {
            tracing::warn!(kind = kind.name, "jobs of this kind wait: the settings that they need are missing");
        }
    }
}

/// Runs the jobs of the registry's kind with this index.
async fn work(app: App, number: usize) {
    let mut added = app.db.jobs_added();
    while let Some(kind) = app.registry.all::<Kind>().get(number) {
        if app.stopping.is_cancelled() {
            return;
        }
        added.mark_unchanged();
        match run_due(&app, kind).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, kind = kind.name, "jobs cannot be read"),
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            changed = added.changed() => drop(changed),
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }
}

/// Returns the delay of a retry: it doubles from five seconds to an hour, with a jitter of up to a quarter, so that a service that
/// recovers is not overloaded.
fn pause(attempts: i32) -> Duration {
    let [byte] = random::<1>();
    let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(0);
    let seconds = (5 * 2_i64.pow(doublings)).min(3600);
    Duration::milliseconds(seconds * 1000 + seconds * 250 * i64::from(byte) / 255)
}

/// A batch with its rows.
struct Claimed {
    id: Uuid,
    rows: Vec<Due>,
}

impl Claimed {
    fn one(row: Due) -> Self {
        Self { id: row.id.uuid(), rows: vec![row] }
    }

    fn batch(id: Uuid, mut rows: Vec<Due>) -> Self {
        rows.sort_by_key(|row| row.id);
        Self { id, rows }
    }
}

/// The parameters of [`take`].
#[derive(Clone, Copy)]
struct Claim {
    kind: &'static str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: Option<u32>,
}

/// Claims the jobs that are due and may run now; returns the number of due jobs, and the batches.
async fn take(tx: &mut Tx, claim: Claim) -> Result<(usize, Vec<Claimed>)> {
    let Claim { kind, now, until, limit } = claim;
    tx.flush().await?;
    if limit.is_some() {
        // One server at a time: two would count the same runs before either has added its own.
        lock::lock(tx, CLAIMING).await?;
    }
    let mut due = store::claim(tx, kind, now, until, MAX_CLAIMED).await?;
    due.sort_by_key(|row| row.id);
    let (looked_at, mut batches) = (due.len(), Vec::new());
    let (mut known, mut fresh) = (BTreeSet::new(), BTreeMap::<String, Vec<Due>>::new());
    for row in due {
        match row.batch_id {
            Some(batch) => {
                if known.insert(batch) {
                    batches.push(Claimed::batch(batch, store::batch(tx, batch, until).await?));
                }
            }
            None if row.admitted_at.is_some() => batches.push(Claimed::one(row)),
            // Jobs without a group are not counted together.
            None if limit.is_none() || row.urgent || row.group_key.is_empty() => {
                store::admit(tx, row.id, now).await?;
                batches.push(Claimed::one(row));
            }
            None => fresh.entry(row.group_key.clone()).or_default().push(row),
        }
    }
    if let Some(limit) = limit {
        for (group, rows) in fresh {
            batches.extend(within_limit(tx, claim, &group, rows, limit).await?);
        }
    }
    Ok((looked_at, batches))
}

/// Returns the new jobs of a group that the limit allows now; the others are held, and later run as one batch.
async fn within_limit(tx: &mut Tx, claim: Claim, group: &str, rows: Vec<Due>, limit: u32) -> Result<Vec<Claimed>> {
    let Claim { kind, now, until, .. } = claim;
    let admitted = store::admitted(tx, kind, group, now - HOUR, i64::from(limit)).await?;
    let room = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(admitted.len());
    if room > 0 && store::any_held(tx, kind, group).await? {
        // The new ones join them, so that the order is kept.
        let Some(batch) = rows.first().map(|row| row.id.uuid()) else { return Ok(Vec::new()) };
        let gathered = store::gather(tx, (kind, group), batch, now, until).await?;
        return Ok(vec![Claimed::batch(batch, gathered)]);
    }
    let is_full = rows.len() > room;
    let mut batches = Vec::new();
    for row in rows.into_iter().take(room) {
        store::admit(tx, row.id, now).await?;
        batches.push(Claimed::one(row));
    }
    if is_full {
        // Another run is allowed when the oldest of the counted runs is an hour old.
        store::hold(tx, kind, group, admitted.last().copied().unwrap_or(now) + HOUR).await?;
    }
    Ok(batches)
}

/// Runs a batch and returns the outcome of each job. If the handler panics, they are retried.
async fn run(app: &App, kind: &Kind, claimed: Claimed) -> Vec<(Due, Outcome)> {
    let Claimed { id, rows } = claimed;
    let batch = Batch { id, payloads: rows.iter().map(|row| row.payload.clone()).collect() };
    let ran = std::panic::AssertUnwindSafe((kind.run)(app, &batch)).catch_unwind().await;
    let mut outcomes = ran.unwrap_or_default().into_iter();
    rows.into_iter()
        .map(|row| (row, outcomes.next().unwrap_or_else(|| Outcome::Later("the handler panicked".to_owned()))))
        .collect()
}

/// Runs the due jobs of a kind; returns their number.
///
/// # Errors
/// Database errors.
pub async fn run_due(app: &App, kind: &Kind) -> Result<usize> {
    let now = app.clock.now();
    let claim = Claim { kind: kind.name, now, until: now + kind.lock, limit: (kind.limit)(app) };
    let (looked_at, batches) = app.write(move |tx| async move { take(tx, claim).await }.boxed()).await?;
    if batches.is_empty() {
        return Ok(looked_at);
    }
    let ran = futures::future::join_all(batches.into_iter().map(|batch| run(app, kind, batch))).await;
    let (now, give_up, name) = (app.clock.now(), kind.give_up, kind.name);
    app.write(move |tx| {
        async move {
            for (row, outcome) in ran.into_iter().flatten() {
                match outcome {
                    Outcome::Done => store::done(tx, row.id, now).await?,
                    Outcome::Forget => store::delete(tx, row.id).await?,
                    Outcome::Dead(error) => {
                        tracing::error!(job = %row.id, kind = name, error, "a job can never succeed");
                        store::dead(tx, row.id, now, &error).await?;
                    }
                    Outcome::Later(error) if now - row.admitted_at.unwrap_or(row.created_at) > give_up => {
                        tracing::error!(job = %row.id, kind = name, error, "a job was given up");
                        store::dead(tx, row.id, now, &error).await?;
                    }
                    Outcome::Later(error) => {
                        tracing::warn!(job = %row.id, kind = name, error, "a job will be tried again");
                        store::again(tx, row.id, now + pause(row.attempts), &error).await?;
                    }
                }
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(looked_at)
}
