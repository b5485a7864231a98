//! Slows down guessing: after some free attempts each further one has to wait, twice as long every time, up to a maximum. The counters
//! are in the database, so that all servers share them and a restart does not reset them. There is no permanent lockout, which would
//! let anybody lock anybody out.
//!
//! An attempt is counted before it is checked, so that a thousand concurrent ones count as a thousand; a successful one is taken back.
//!
//! A sign-in is limited by one of two sets of counters, as OWASP's "Device cookies" describes:
//! - A browser that has signed in to this account before (`session/device.rs`): only by its own counter for this account. Strangers
//!   cannot slow it down; whoever steals its cookie gets that counter and no more.
//! - Everybody else, a stranger: by a counter for the account from this network address, with few free attempts, and by two kinds
//!   of shared counters, with many. One is for the account, over all addresses: it stops guessing that is spread over many addresses.
//!   The others are for the address (the /64 and the /48 of `IPv6`): they count the accounts that were guessed at from there, each
//!   once, so that one guest who guesses does not block everybody behind a practice's address.
//!
//! Shared counters do not belong to one person, so they decrease over time, and their waits are short.

pub mod store;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use self::store::Throttle;
use super::app::App;
use super::db::Tx;
use super::fold::containing;
use super::http::client::Counted;
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Id, User};

/// A counter is reset after this long without a failure; a shared one decreases by its free attempts in this time, evenly.
const RESET_AFTER: Duration = Duration::hours(24);
/// Max wait of one person, and of all who share a counter.
const MAX_DELAY: Duration = Duration::minutes(15);
const MAX_SHARED_DELAY: Duration = Duration::minutes(1);
/// Max count of a shared counter above its free attempts: enough for the max wait.
const BEYOND: u32 = 10;
/// A /48 has this many times the free attempts of a /64: some providers share one between several customers.
const WIDE: u32 = 10;

/// Registrations without waiting: of one email address, from one network address.
const REGISTRATIONS: u32 = 3;
const REGISTRATIONS_FROM: u32 = 40;
/// Forgotten passwords without waiting: of one email address, from one network address.
const FORGOTTEN: u32 = 3;
const FORGOTTEN_FROM: u32 = 40;
/// Codes for phone numbers from one network address without waiting.
const SMS_FROM: u32 = 20;
/// Wrong codes of a second factor without waiting, of one account from all unknown browsers. Who tries one knows the password, so that
/// nobody else can make the owner wait.
const CODES: u32 = 20;
/// Checks of a new password's strength from one network address without waiting: each may take 100 ms of CPU time.
const NEW_PASSWORDS_FROM: u32 = 100;

/// Files that one account sends without waiting, per day: decoding a picture may take a second of CPU time.
const UPLOADS: u32 = 100;

/// A counter: what it counts, its free attempts, and whether it is shared.
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

    /// Returns how long to wait after the `failures`-th failure.
    fn delay(&self, failures: i32) -> Duration {
        let beyond = i64::from(failures) - i64::from(self.free);
        if beyond <= 0 {
            return Duration::zero();
        }
        let doublings = u32::try_from(beyond - 1).unwrap_or(u32::MAX).min(20);
        Duration::seconds(2_i64.pow(doublings)).min(if self.shared { MAX_SHARED_DELAY } else { MAX_DELAY })
    }

    /// Returns what still counts of the row at `now`.
    fn at(&self, row: Throttle, now: DateTime<Utc>) -> Throttle {
        let none = Throttle { failures: 0, last_at: now, until: row.until };
        if row.failures <= 0 || now - row.last_at >= RESET_AFTER {
            return none;
        }
        if !self.shared {
            return row;
        }
        let each = (RESET_AFTER.num_seconds() / i64::from(self.free.max(1))).max(1);
        let forgotten = ((now - row.last_at).num_seconds() / each).max(0);
        let failures = i64::from(row.failures) - forgotten;
        if failures <= 0 {
            return none;
        }
        let failures = i32::try_from(failures).unwrap_or(row.failures);
        Throttle { failures, last_at: row.last_at + Duration::seconds(each * forgotten), ..row }
    }

    /// Returns the row with one more failure.
    fn one_more(&self, row: Throttle, now: DateTime<Utc>) -> Throttle {
        let max = i32::try_from(self.free.saturating_add(BEYOND)).unwrap_or(i32::MAX);
        let failures = row.failures.saturating_add(1);
        let failures = if self.shared { failures.min(max) } else { failures };
        let last_at = if self.shared { row.last_at } else { now };
        Throttle { failures, last_at, until: now + self.delay(failures) }
    }
}

/// Who tries to sign in.
pub struct Who<'a> {
    /// The account, as entered; it may not exist.
    pub account: &'a str,
    /// The browser's own name, if it has signed in to this account before.
    pub device: Option<&'a str>,
    pub from: &'a Counted,
}

/// An attempt that has been counted.
#[derive(Clone)]
pub struct Attempt {
    /// `None` if limits are off.
    counters: Option<Counters>,
}

#[derive(Clone)]
struct Counters {
    /// For one person: the device's for this account, or the account's from this address.
    own: Counter,
    /// For the account over all addresses; a known device is not counted there.
    account: Option<Counter>,
    /// For the address; each counts an account once.
    addresses: Vec<Counter>,
}

fn refused(until: DateTime<Utc>, now: DateTime<Utc>) -> AppError {
    let seconds = u32::try_from((until - now).num_seconds().max(0) + 1).unwrap_or(u32::MAX);
    AppError { retry_after: Some(seconds), ..Code::TooMany.into() }
}

/// Returns the counters of an address, with `free` attempts for the narrow one.
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

/// Returns the counters of codes: apart from those of passwords, whose right one takes back only itself.
fn code_counters(app: &App, who: &Who<'_>) -> Counters {
    let (account, free) = (who.account, app.settings.free_attempts);
    match who.device {
        Some(device) => {
            Counters { own: Counter::own(format!("code-device:{device}:{account}"), free), account: None, addresses: Vec::new() }
        }
        None => Counters {
            own: Counter::own(format!("code-from:{}:{account}", who.from.address), free),
            account: Some(Counter::own(format!("code-account:{account}"), CODES)),
            addresses: addresses("address", who.from, app.settings.free_attempts_address),
        },
    }
}

/// Counts an attempt to sign in, unless one of its counters has to wait. Returns the attempt.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn attempt(app: &App, who: &Who<'_>) -> Result<Attempt> {
    attempt_at(app, counters(app, who)).await
}

/// The same for a code of the second factor.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn code_attempt(app: &App, who: &Who<'_>) -> Result<Attempt> {
    attempt_at(app, code_counters(app, who)).await
}

async fn attempt_at(app: &App, counters: Counters) -> Result<Attempt> {
    if !app.settings.limits {
        return Ok(Attempt { counters: None });
    }
    let counted = counters.clone();
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            let own = take(tx, &counters.own, now).await?;
            // An account that was tried from this address before is not counted there again.
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

/// Counts a registration of the email address `account`: each sends a mail, and nobody's inbox may be flooded. A whole reception
/// registers from one network address, so that has more free attempts.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn register(app: &App, account: &str, from: &Counted) -> Result<()> {
    let mut counters = vec![Counter::own(format!("registers:{account}"), REGISTRATIONS)];
    counters.extend(addresses("registers-from", from, REGISTRATIONS_FROM));
    count(app, counters).await
}

/// Counts a request for a link to set a new password, which is a mail to the email address `account`, known or not.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn forgotten(app: &App, account: &str, from: &Counted) -> Result<()> {
    let mut counters = vec![Counter::own(format!("forgot:{account}"), FORGOTTEN)];
    counters.extend(addresses("forgot-from", from, FORGOTTEN_FROM));
    count(app, counters).await
}

/// Counts a code for a phone number; `platform::sms::codes` has the limits of accounts and numbers.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn sms(app: &App, from: &Counted) -> Result<()> {
    count(app, addresses("sms-from", from, SMS_FROM)).await
}

/// Counts a new password whose strength is about to be checked.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn new_password(app: &App, from: &Counted) -> Result<()> {
    count(app, addresses("new-password-from", from, NEW_PASSWORDS_FROM)).await
}

/// Counts a file that an account is about to send.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn upload(app: &App, user: Id<User>) -> Result<()> {
    count(app, vec![Counter::shared(format!("upload:{user}"), UPLOADS)]).await
}

/// Adds one to each counter; nothing is counted if one of them has to wait.
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

/// Returns the counter's row as it counts now, locked until this transaction ends; [`Code::TooMany`] while it has to wait.
async fn take(tx: &mut Tx, counter: &Counter, now: DateTime<Utc>) -> Result<Throttle> {
    let row = store::take(tx, &counter.key, now).await?;
    if row.until > now { Err(refused(row.until, now)) } else { Ok(counter.at(row, now)) }
}

async fn add(tx: &mut Tx, counter: &Counter, row: Throttle, now: DateTime<Utc>) -> Result<()> {
    store::put(tx, &counter.key, counter.one_more(row, now)).await
}

/// Takes back a successful attempt: the person's own counter is reset; the shared ones lose only what was counted for it, because
/// others may have guessed there, or the person at other accounts.
///
/// # Errors
/// Database errors.
pub async fn forgive(tx: &mut Tx, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    let Some(counters) = &attempt.counters else { return Ok(()) };
    let own = store::take(tx, &counters.own.key, now).await?;
    let own_failures = counters.own.at(own, now).failures;
    store::remove(tx, &counters.own.key).await?;
    if let Some(account) = &counters.account {
        one_less(tx, account, now).await?;
    }
    // Another successful attempt may have taken it back concurrently.
    if own_failures > 0 {
        for address in &counters.addresses {
            one_less(tx, address, now).await?;
        }
    }
    Ok(())
}

/// Resets a person's own counter of passwords, because they have proved in another way whose account it is.
///
/// # Errors
/// Database errors.
pub async fn reset(tx: &mut Tx, app: &App, who: &Who<'_>) -> Result<()> {
    store::remove(tx, &counters(app, who).own.key).await
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

/// Deletes all counters of an account, by its email address as in `users.email_key`.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, email_key: &str) -> Result<()> {
    store::erase(tx, &containing(email_key)).await
}

/// Deletes up to `max` counters that have not changed for a day; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now - RESET_AFTER, max).await
}
