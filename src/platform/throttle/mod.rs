//! Guessing is made slow: after some free attempts each further one has to wait, twice as long every time, up to a quarter of
//! an hour. Kept in the database, so that every server counts the same and a restart forgives nothing. Never a permanent
//! lock, which would let anybody lock anybody out.
//!
//! An attempt counts before it is judged, so that a thousand at once are a thousand; the right answer takes it back.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use self::store::Throttle;
use super::app::App;
use super::db::Tx;
use crate::error::{AppError, Code, Result};

/// The longest wait.
const LONGEST: Duration = Duration::minutes(15);
/// Without a failure for this long, a key is forgotten.
const FORGET: Duration = Duration::hours(24);

/// Registrations that cost no waiting: of one mail address, from one network address.
const REGISTRATIONS: u32 = 3;
const REGISTRATIONS_FROM: u32 = 40;

/// An attempt that has been counted.
pub struct Attempt {
    /// `None` where limits are off.
    keys: Option<Keys>,
    free: u32,
}

struct Keys {
    account: String,
    address: String,
}

/// How long to wait after the `failures`-th failure, when `free` of them cost nothing.
fn delay(failures: i32, free: u32) -> Duration {
    let beyond = i64::from(failures) - i64::from(free);
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

/// Counts an attempt at `account` from `address`, unless one of the two has to wait.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn attempt(app: &App, account: &str, address: &str) -> Result<Attempt> {
    let free = app.settings.free_attempts;
    if !app.settings.limits {
        return Ok(Attempt { keys: None, free });
    }
    let keys = Keys { account: format!("account:{account}"), address: format!("address:{address}") };
    count(app, [(keys.account.clone(), free), (keys.address.clone(), free)]).await?;
    Ok(Attempt { keys: Some(keys), free })
}

/// Counts a registration of the mail address `account` from the network address `from`: each writes a mail, and nobody's box
/// may be filled with them. A whole reception registers behind one address, so that one has more for nothing.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn register(app: &App, account: &str, from: &str) -> Result<()> {
    if !app.settings.limits {
        return Ok(());
    }
    count(app, [(format!("registers:{account}"), REGISTRATIONS), (format!("registers-from:{from}"), REGISTRATIONS_FROM)]).await
}

/// Counts one more for each key, which has some for nothing; nothing is counted when one of them has to wait.
async fn count(app: &App, keys: [(String, u32); 2]) -> Result<()> {
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            store::forget_old(tx, now - FORGET).await?;
            for (key, free) in &keys {
                let row = store::take(tx, key, now).await?;
                if row.until > now {
                    return Err(refused(row.until, now));
                }
                let failures = row.failures.saturating_add(1);
                store::put(tx, key, Throttle { failures, last_at: now, until: now + delay(failures, *free) }).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

/// The attempt was right: its account starts afresh, and its address has one failure less, for others may have guessed there.
///
/// # Errors
/// The database's.
pub async fn forgive(tx: &mut Tx, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    let Some(Keys { account, address }) = &attempt.keys else { return Ok(()) };
    store::remove(tx, account).await?;
    let row = store::take(tx, address, now).await?;
    let failures = row.failures - 1;
    if failures <= 0 {
        return store::remove(tx, address).await;
    }
    store::put(tx, address, Throttle { failures, until: row.last_at + delay(failures, attempt.free), ..row }).await
}
