//! Codes that verify a phone number: six digits, for ten minutes and five tries, one at a time for each account.
//!
//! A code is computed from its id with the practice's key, so neither the database nor a queued job contains one. Each message costs
//! money: a day allows few for one account, few for one number, and so many for the practice as the settings say.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::store;
pub use super::store::{Due, Open};
use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Id, PhoneCode, User};
use crate::platform::app::App;
use crate::platform::db::{Conn, Tx, lock};

/// How long a code can be used.
pub const TTL: Duration = Duration::minutes(10);
/// Tries for a code.
pub const MAX_TRIES: i32 = 5;
/// Codes for one account, and for one number, which several accounts may share, in a day.
const PER_ACCOUNT: i64 = 5;
const PER_NUMBER: i64 = 6;
const DAY: Duration = Duration::hours(24);
/// Rows are kept as long as they are counted.
const RETENTION: Duration = Duration::hours(25);
/// The id that is locked while the codes for a number are counted; combined with the number.
const NUMBERS: u128 = 0x0193_5f2e_0b5c_7000_9a6d_51c8_77f2_3e10;

/// The phone number that a code is for.
pub struct Number<'a> {
    /// As its owner typed it.
    pub phone: &'a str,
    /// The same as `+33123456789` (E.164).
    pub e164: &'a str,
}

/// The result of a try.
pub enum Tried {
    /// The phone number as its owner typed it.
    Right(String),
    Wrong,
    /// There is no code that could be tried: it was used, is too old, or was tried too often.
    None,
}

/// Creates a code for an account that the transaction has locked; its earlier one ends.
///
/// # Errors
/// [`Code::TooMany`] with the seconds to wait.
pub async fn create(tx: &mut Tx, app: &App, user: Id<User>, number: &Number<'_>) -> Result<Id<PhoneCode>> {
    let now = app.clock.now();
    lock::lock(tx, number_lock(number.e164)).await?;
    if app.settings.limits {
        let sent = store::sent(tx, user, number.e164, now - DAY).await?;
        let full = [
            (sent.to_account, PER_ACCOUNT, sent.to_account_since),
            (sent.to_number, PER_NUMBER, sent.to_number_since),
            (sent.by_practice, i64::from(app.settings.max_sms_per_day), sent.by_practice_since),
        ];
        if let Some((_, _, since)) = full.into_iter().find(|(count, max, _)| count >= max) {
            let wait = (since.unwrap_or(now) + DAY - now).num_seconds().max(0) + 1;
            return Err(AppError { retry_after: u32::try_from(wait).ok(), ..Code::TooMany.into() });
        }
    }
    store::end(tx, user, now).await?;
    let id = app.clock.new_id();
    store::insert(tx, id, user, number, now, now + TTL).await?;
    Ok(id)
}

/// Digits of the number, so that two accounts that share it wait for each other. Another number with the same last digits only waits.
fn number_lock(e164: &str) -> Uuid {
    let digits = e164.chars().filter_map(|c| c.to_digit(10)).fold(0_u128, |sum, digit| sum * 10 + u128::from(digit));
    Uuid::from_u128(NUMBERS ^ (digits & 0xffff_ffff_ffff))
}

/// Returns the account's code that can be tried now.
///
/// # Errors
/// Database errors.
pub async fn open(conn: &mut Conn, user: Id<User>, now: DateTime<Utc>) -> Result<Option<Open>> {
    store::open(conn, user, MAX_TRIES, now).await
}

/// Tries a code. The try is counted, so the transaction must be committed, whatever the result.
///
/// # Errors
/// Database errors.
pub async fn attempt(tx: &mut Tx, app: &App, user: Id<User>, typed: &str) -> Result<Tried> {
    let now = app.clock.now();
    let Some(tried) = store::count_try(tx, user, MAX_TRIES, now).await? else { return Ok(Tried::None) };
    if verify_slices_are_equal(app.keys.phone_code(tried.id).as_bytes(), typed.as_bytes()).is_err() {
        return Ok(Tried::Wrong);
    }
    store::end(tx, user, now).await?;
    Ok(Tried::Right(tried.phone))
}

/// Ends the account's code, because its number changes.
///
/// # Errors
/// Database errors.
pub async fn end(tx: &mut Tx, user: Id<User>, now: DateTime<Utc>) -> Result<()> {
    store::end(tx, user, now).await
}

/// Returns whom a code is for, if it can still be used: otherwise it need not be sent.
///
/// # Errors
/// Database errors.
pub async fn due(conn: &mut Conn, id: Id<PhoneCode>, now: DateTime<Utc>) -> Result<Option<Due>> {
    store::due(conn, id, now).await
}

/// Deletes up to `max` codes that are no longer counted; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_old(tx, now - RETENTION, max).await
}

/// Deletes all codes of an account, because it is deleted.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    store::erase(tx, user).await
}
