//! One task deletes expired rows, in small transactions, so that other writers do not wait long, and files that a crash left unfinished.
//!
//! How to add one: a function `sweep(tx, now, max)` that finds expired rows by an index, deletes at most `max` of them and returns their
//! number; on PostgreSQL it skips locked rows (`FOR UPDATE SKIP LOCKED`). Then a line in [`SWEPT`]. Every server sweeps; rows deleted
//! by one are not found by the others.

use std::time::Duration as Pause;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::app::App;
use super::db::Tx;
use super::http::flash;
use super::{events, factor, idempotency, jobs, links, session, sms, throttle};
use crate::base::error::{Code, Result};

/// What a feature sweeps besides rows, registered in its `routes.rs`. It looks at everything that is stored, so it runs seldom.
pub struct Sweeper {
    pub name: &'static str,
    pub run: for<'a> fn(&'a App) -> BoxFuture<'a, Result<()>>,
}

type Sweep = for<'t> fn(&'t mut Tx, DateTime<Utc>, i64) -> BoxFuture<'t, Result<u64>>;

/// Every table whose rows expire, and its sweep function.
const SWEPT: [(&str, Sweep); 9] = [
    ("events", |tx, now, max| events::sweep(tx, now, max).boxed()),
    ("flashes", |tx, now, max| flash::sweep(tx, now, max).boxed()),
    ("idempotency_keys", |tx, now, max| idempotency::sweep(tx, now, max).boxed()),
    ("jobs", |tx, now, max| jobs::sweep(tx, now, max).boxed()),
    ("links", |tx, now, max| links::sweep(tx, now, max).boxed()),
    ("phone_codes", |tx, now, max| sms::codes::sweep(tx, now, max).boxed()),
    ("second_factor_setups", |tx, now, max| factor::sweep(tx, now, max).boxed()),
    ("sessions", |tx, now, max| session::sweep(tx, now, max).boxed()),
    ("throttles", |tx, now, max| throttle::sweep(tx, now, max).boxed()),
];

/// The time between two sweeps.
const INTERVAL: Pause = Pause::from_secs(10 * 60);
/// Max rows per transaction, and the pause after it for other writers.
const BATCH: u32 = 200;
const PAUSE: Pause = Pause::from_millis(50);

/// How many sweeps of rows there are for one by the features' sweepers: these run every six hours.
const ROUNDS: u32 = 36;

/// Deletes all expired rows and abandoned files.
///
/// # Errors
/// The error of the first that failed; the others are swept anyway.
pub async fn sweep(app: &App) -> Result<()> {
    let rows = sweep_rows(app).await;
    rows.and(sweep_features(app).await)
}

async fn sweep_features(app: &App) -> Result<()> {
    let mut outcome = Ok(());
    for sweeper in app.registry.all::<Sweeper>() {
        if let Err(error) = (sweeper.run)(app).await {
            tracing::warn!(%error, what = sweeper.name, "it could not be removed");
            outcome = outcome.and(Err(error));
        }
    }
    outcome
}

async fn sweep_rows(app: &App) -> Result<()> {
    let mut outcome = Ok(());
    for (table, one) in SWEPT {
        if let Err(error) = sweep_table(app, one).await {
            tracing::warn!(%error, table, "old rows could not be removed");
            outcome = outcome.and(Err(error));
        }
    }
    if let Err(error) = app.blobs.sweep().await {
        tracing::warn!(%error, "unfinished files could not be removed");
        outcome = outcome.and(Err(Code::Internal.into()));
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

/// Starts the task, which runs until the app stops.
pub fn start(app: App) {
    let tasks = app.tasks.clone();
    tasks.spawn(async move {
        for round in 0_u32.. {
            // Errors have been logged, and the next sweep tries again.
            sweep_rows(&app).await.ok();
            // Not at once: a start has enough to do.
            if round % ROUNDS == 1 {
                sweep_features(&app).await.ok();
            }
            if app.stopping.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_none() {
                return;
            }
        }
    });
}
