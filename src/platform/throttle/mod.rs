//! Guessing is made slow: after some free attempts each further one has to wait, twice as long every time, up to a limit. Kept in the
//! database, so that every server counts the same and a restart forgives nothing. Never a permanent lock, which would let anybody
//! lock anybody out.
//!
//! An attempt counts before it is judged, so that a thousand at once are a thousand; the right answer takes it back.
//!
//! Who signs in is judged by one of two sets of counters, as OWASP's "Device cookies" describes:
//! - A browser that has signed in to this account before (`session/device.rs`): by its own counter, for this account, alone. Whatever
//!   strangers do, it is not slowed; whoever steals its cookie gets that counter and no more.
//! - Everybody else, a stranger: by a counter for the account from this network address, with few free attempts, and by two kinds
//!   of shared counters, with many. One is the account's, over all addresses: it stops a guess that is spread over many. The others
//!   are the address's (the /64 and the /48 of `IPv6`): they count the accounts that were guessed at from there, each once, so that
//!   one guest who guesses does not stop everybody behind a practice's address.
//!
//! Shared counters are not one person's, so they forget by and by, and their waits are short.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use self::store::Throttle;
use super::app::App;
use super::db::Tx;
use super::http::client::Counted;
use crate::base::error::{AppError, Code, Result};

/// Without a failure for this long, a key is forgotten; a shared one forgets its free attempts evenly in this time.
const FORGET: Duration = Duration::hours(24);
/// The longest wait of one person, and of all who share a counter.
const MAX_WAIT: Duration = Duration::minutes(15);
const LONGEST_SHARED: Duration = Duration::minutes(1);
/// What a shared counter counts at most beyond its free attempts: enough for the longest wait.
const BEYOND: u32 = 10;
/// A /48 has this many times the free attempts of a /64: some providers share one between several customers.
const WIDE: u32 = 10;

/// Registrations that cost no waiting: of one mail address, from one network address.
const REGISTRATIONS: u32 = 3;
const REGISTRATIONS_FROM: u32 = 40;
/// New passwords from one network address whose strength is looked at without waiting: each may cost a core 100 ms.
const NEW_PASSWORDS_FROM: u32 = 100;

/// A counter: what it counts, how many cost nothing, and whether people share it.
#[derive(Clone)]
struct Counter {
    key: String,
    free: u32,
    shared: bool,
}

impl Counter {
    const fn own(key: String, free: u32) -> Self {
        Self { key, free, shared: false }
    }

    const fn shared(key: String, free: u32) -> Self {
        Self { key, free, shared: true }
    }

    /// How long to wait after the `failures`-th failure.
    fn delay(&self, failures: i32) -> Duration {
        let beyond = i64::from(failures) - i64::from(self.free);
        if beyond <= 0 {
            return Duration::zero();
        }
        let doublings = u32::try_from(beyond - 1).unwrap_or(u32::MAX).min(20);
        Duration::seconds(2_i64.pow(doublings)).min(if self.shared { LONGEST_SHARED } else { MAX_WAIT })
    }

    /// What still counts at `now` of the row as it was left.
    fn at(&self, row: Throttle, now: DateTime<Utc>) -> Throttle {
        let none = Throttle { failures: 0, last_at: now, until: row.until };
        if row.failures <= 0 || now - row.last_at >= FORGET {
            return none;
        }
        if !self.shared {
            return row;
        }
        let each = (FORGET.num_seconds() / i64::from(self.free.max(1))).max(1);
        let forgotten = ((now - row.last_at).num_seconds() / each).max(0);
        let failures = i64::from(row.failures) - forgotten;
        if failures <= 0 {
            return none;
        }
        let failures = i32::try_from(failures).unwrap_or(row.failures);
        Throttle { failures, last_at: row.last_at + Duration::seconds(each * forgotten), ..row }
    }

    /// The row with one failure more.
    fn one_more(&self, row: Throttle, now: DateTime<Utc>) -> Throttle {
        let most = i32::try_from(self.free.saturating_add(BEYOND)).unwrap_or(i32::MAX);
        let failures = row.failures.saturating_add(1);
        let failures = if self.shared { failures.min(most) } else { failures };
        let last_at = if self.shared { row.last_at } else { now };
        Throttle { failures, last_at, until: now + self.delay(failures) }
    }
}

/// Who tries to sign in.
pub struct Who<'a> {
    /// The account, as it was named; it need not exist.
    pub account: &'a str,
    /// The browser's own name, where it has signed in to this account before.
    pub device: Option<&'a str>,
    pub from: &'a Counted,
}

/// An attempt that has been counted.
#[derive(Clone)]
pub struct Attempt {
    /// `None` where limits are off.
    counters: Option<Counters>,
}

#[derive(Clone)]
struct Counters {
    /// The person's: the device's for this account, or the account's from this address.
    own: Counter,
    /// The account's over all addresses; a known device is not counted there.
    account: Option<Counter>,
    /// The address's, each counting an account once.
    addresses: Vec<Counter>,
}

fn refused(until: DateTime<Utc>, now: DateTime<Utc>) -> AppError {
    let seconds = u32::try_from((until - now).num_seconds().max(0) + 1).unwrap_or(u32::MAX);
    AppError { retry_after: Some(seconds), ..Code::TooMany.into() }
}

/// The counters of an address, `free` for the narrow one.
fn addresses(prefix: &str, from: &Counted, free: u32) -> Vec<Counter> {
    let narrow = Counter::shared(format!("{prefix}:{}", from.address), free);
    let wide = from.wide.map(|wide| Counter::shared(format!("{prefix}-48:{wide}"), free.saturating_mul(WIDE)));
    std::iter::once(narrow).chain(wide).collect()
}

fn counters(app: &App, who: &Who<'_>) -> Counters {
    let (account, settings) = (who.account, &app.settings);
    let free = settings.free_attempts;
    match who.device {
        Some(device) => {
            Counters { own: Counter::own(format!("device:{device}:{account}"), free), account: None, addresses: Vec::new() }
        }
        None => Counters {
            own: Counter::own(format!("from:{}:{account}", who.from.address), free),
            account: Some(Counter::shared(format!("account:{account}"), settings.free_attempts_account)),
            addresses: addresses("address", who.from, settings.free_attempts_address),
        },
    }
}

/// Counts an attempt to sign in, unless one of its counters has to wait.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn attempt(app: &App, who: &Who<'_>) -> Result<Attempt> {
    if !app.settings.limits {
        return Ok(Attempt { counters: None });
    }
    let counters = counters(app, who);
    let counted = counters.clone();
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            let own = take(tx, &counters.own, now).await?;
            // What this address has guessed at before is not counted there again.
            let first = own.failures == 0;
            add(tx, &counters.own, own, now).await?;
            if let Some(account) = &counters.account {
                let row = take(tx, account, now).await?;
                add(tx, account, row, now).await?;
            }
            for address in &counters.addresses {
                let row = take(tx, address, now).await?;
                if first {
                    add(tx, address, row, now).await?;
                }
            }
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(Attempt { counters: Some(counted) })
}

/// Counts a registration of the mail address `account`: each writes a mail, and nobody's box may be filled with them. A whole
/// reception registers behind one address, so that one has more for nothing.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn register(app: &App, account: &str, from: &Counted) -> Result<()> {
    let mut counters = vec![Counter::own(format!("registers:{account}"), REGISTRATIONS)];
    counters.extend(addresses("registers-from", from, REGISTRATIONS_FROM));
    count(app, counters).await
}

/// Counts a new password that is about to be looked at.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn new_password(app: &App, from: &Counted) -> Result<()> {
    count(app, addresses("new-password-from", from, NEW_PASSWORDS_FROM)).await
}

/// Counts one more for each counter; nothing is counted when one of them has to wait.
async fn count(app: &App, counters: Vec<Counter>) -> Result<()> {
    if !app.settings.limits {
        return Ok(());
    }
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            for counter in &counters {
                let row = take(tx, counter, now).await?;
                add(tx, counter, row, now).await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

/// The counter's row as it counts now, this transaction's until it ends; [`Code::TooMany`] while it has to wait.
async fn take(tx: &mut Tx, counter: &Counter, now: DateTime<Utc>) -> Result<Throttle> {
    let row = store::take(tx, &counter.key, now).await?;
    if row.until > now { Err(refused(row.until, now)) } else { Ok(counter.at(row, now)) }
}

async fn add(tx: &mut Tx, counter: &Counter, row: Throttle, now: DateTime<Utc>) -> Result<()> {
    store::put(tx, &counter.key, counter.one_more(row, now)).await
}

/// The attempt was right: the person's own counter starts afresh; the shared ones lose what was counted for it and nothing else,
/// for others may have guessed there, or the person at other accounts.
///
/// # Errors
/// The database's.
pub async fn forgive(tx: &mut Tx, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    let Some(counters) = &attempt.counters else { return Ok(()) };
    let own = store::take(tx, &counters.own.key, now).await?;
    let own_failures = counters.own.at(own, now).failures;
    store::remove(tx, &counters.own.key).await?;
    if let Some(account) = &counters.account {
        one_less(tx, account, now).await?;
    }
    // Another attempt that was right at the same moment may have taken it back already.
    if own_failures > 0 {
        for address in &counters.addresses {
            one_less(tx, address, now).await?;
        }
    }
    Ok(())
}

async fn one_less(tx: &mut Tx, counter: &Counter, now: DateTime<Utc>) -> Result<()> {
    let row = store::take(tx, &counter.key, now).await?;
    let left = counter.at(row, now);
    let failures = left.failures - 1;
    if failures <= 0 {
        return store::remove(tx, &counter.key).await;
    }
    let until = row.until.min(now + counter.delay(failures));
    store::put(tx, &counter.key, Throttle { failures, until, ..left }).await
}

/// Forgets what has not counted for a day, `most` rows at once; how many there were.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, most: i64) -> Result<u64> {
    store::forget_old(tx, now - FORGET, most).await
}
