//! Rows that have had their time are removed by one task, in small transactions, so that nobody waits for it for long.
//!
//! A recipe for what keeps rows for a time: a function `sweep(tx, now, max)` that removes at max `max` of them and says how many
//! there were, found by an index; on PostgreSQL it passes over rows that somebody holds (`FOR UPDATE SKIP LOCKED`). Then a line in
//! [`SWEPT`]. Each server sweeps; what one has removed the other does not find.

use std::time::Duration as Pause;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::app::App;
use super::db::Tx;
use super::http::flash;
use super::{idempotency, outbox, session, throttle};
use crate::base::error::Result;

type Sweep = for<'t> fn(&'t mut Tx, DateTime<Utc>, i64) -> BoxFuture<'t, Result<u64>>;

/// Every table whose rows end, and what removes them.
const SWEPT: [(&str, Sweep); 5] = [
    ("flashes", |tx, now, max| flash::sweep(tx, now, max).boxed()),
    ("idempotency_keys", |tx, now, max| idempotency::sweep(tx, now, max).boxed()),
    ("outbox", |tx, now, max| outbox::sweep(tx, now, max).boxed()),
    ("sessions", |tx, now, max| session::sweep(tx, now, max).boxed()),
    ("throttles", |tx, now, max| throttle::sweep(tx, now, max).boxed()),
];

/// How often.
const INTERVAL: Pause = Pause::from_secs(10 * 60);
/// Rows of one transaction, and the pause after it, in which others write.
const BATCH: u32 = 200;
const PAUSE: Pause = Pause::from_millis(50);

/// Removes all that has had its time.
///
/// # Errors
/// The database's, of the first table that failed; the others are swept.
pub async fn sweep(app: &App) -> Result<()> {
    let mut outcome = Ok(());
    for (table, one) in SWEPT {
        if let Err(error) = sweep_table(app, one).await {
            tracing::warn!(%error, table, "old rows could not be removed");
            outcome = outcome.and(Err(error));
        }
    }
    outcome
}

async fn sweep_table(app: &App, one: Sweep) -> Result<()> {
    let now = app.clock.now();
    loop {
        let removed = app.write(move |tx| one(tx, now, i64::from(BATCH))).await?;
        if removed < u64::from(BATCH) || app.stopping.is_cancelled() {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Begins to sweep, until the app stops.
pub fn start(app: App) {
    let tasks = app.tasks.clone();
    tasks.spawn(async move {
        loop {
            // What failed has been told to the log, and is tried again.
            sweep(&app).await.ok();
            if app.stopping.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_none() {
                return;
            }
        }
    });
}
