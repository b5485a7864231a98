//! Guessing is made slow: after some free attempts each further one has to wait, twice as long every time, up to a quarter of
//! an hour. Kept in the database, so that every server counts the same and a restart forgives nothing. Never a permanent
//! lock, which would let anybody lock anybody out.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use super::app::App;
use crate::error::{AppError, Code, Result};

/// The longest wait.
const LONGEST: Duration = Duration::minutes(15);
/// Without a failure for this long, a key is forgotten.
const FORGET: Duration = Duration::hours(24);

/// How long to wait after the `failures`-th failure, when `free` of them cost nothing.
fn delay(failures: i64, free: u32) -> Duration {
    let beyond = failures - i64::from(free);
    if beyond <= 0 {
        return Duration::zero();
    }
    let doublings = u32::try_from(beyond - 1).unwrap_or(u32::MAX).min(20);
    Duration::seconds(2_i64.pow(doublings)).min(LONGEST)
}

fn refused(until: DateTime<Utc>, now: DateTime<Utc>) -> AppError {
    let seconds = u32::try_from((until - now).num_seconds().max(0) + 1).unwrap_or(u32::MAX);
    AppError { retry_after: Some(seconds), ..Code::TooMany.into() }
}

/// Refuses while any of the keys has to wait.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn check(app: &App, keys: &[String]) -> Result<()> {
    if !app.settings.limits {
        return Ok(());
    }
    let now = app.clock.now();
    let mut conn = app.read().await?;
    for key in keys {
        if let Some(row) = store::find(&mut conn, key).await?
            && row.until > now
        {
            return Err(refused(row.until, now));
        }
    }
    Ok(())
}

/// Counts a failure against each key.
///
/// # Errors
/// The database's.
pub async fn failed(app: &App, keys: Vec<String>) -> Result<()> {
    if !app.settings.limits {
        return Ok(());
    }
    let (now, free) = (app.clock.now(), app.settings.free_attempts);
    app.write(move |tx| {
        async move {
            for key in keys {
                let before = store::find(tx, &key).await?.filter(|row| row.last_at + FORGET > now).map_or(0, |row| row.failures);
                let failures = before + 1;
                store::put(tx, &key, failures, now, now + delay(i64::from(failures), free)).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Forgets an account's failures after the right password.
///
/// # Errors
/// The database's.
pub async fn forgive(app: &App, key: String) -> Result<()> {
    let mut conn = app.read().await?;
    if store::find(&mut conn, &key).await?.is_none() {
        return Ok(());
    }
    drop(conn);
    app.write(move |tx| async move { store::remove(tx, &key).await }.boxed()).await
}
