//! Second factors: codes that change every thirty seconds (TOTP, RFC 6238), and recovery codes for whoever has lost the app.
//!
//! A secret waits in a setup until its owner has entered a code that it gives; only then is the factor on. The secret is stored encrypted
//! (`keys.rs`), a recovery code as a hash. A code works once: a factor stores the time step of the last one that was accepted, and the
//! statement that accepts a code takes only a later step, so of two requests with the same code one is accepted.
//!
//! Between the right password and the code, a sign-in is a token (`pending.rs`), which opens nothing else.

pub mod base32;
pub mod keys;
pub mod pending;
pub mod store;
pub mod totp;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::app::App;
use super::clock::random;
use super::db::{Conn, Tx};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Role, User};

/// How long a sign-in waits for its code, and a setup for its first one.
pub const TTL: Duration = Duration::minutes(15);
/// Recovery codes of an account.
pub const RECOVERY_CODES: usize = 10;
/// A recovery code has 120 bits: at 112 and more, a hash without salt is enough (ASVS 5.0 §6.5.2).
const RECOVERY_BYTES: usize = 15;
/// Characters in a group of a recovery code.
const GROUP: usize = 4;
/// What a secret is encrypted for.
const SECRET: &str = "secret";
/// The digits of a code.
const DIGITS: usize = 6;

/// Returns whether accounts of this role have to have a second factor.
pub fn is_required(app: &App, role: Role) -> bool {
    app.settings.require_second_factor && app.demo.is_none() && matches!(role, Role::Doctor | Role::Admin)
}

/// Returns whether the account has a second factor.
///
/// # Errors
/// Database errors.
pub async fn is_on(conn: &mut Conn, user: Id<User>) -> Result<bool> {
    Ok(store::find(conn, user).await?.is_some())
}

/// Returns how many recovery codes of the account are left.
///
/// # Errors
/// Database errors.
pub async fn codes_left(conn: &mut Conn, user: Id<User>) -> Result<u32> {
    Ok(u32::try_from(store::count_codes(conn, user).await?).unwrap_or_default())
}

/// Begins a setup with a new secret, which replaces that of the same session or sign-in.
///
/// # Errors
/// Database errors.
pub async fn begin(tx: &mut Tx, app: &App, id: Uuid, user: Id<User>) -> Result<()> {
    let sealed = app.keys.factor.seal(SECRET, user, &random::<{ totp::SECRET }>())?;
    store::put_setup(tx, id, user, &sealed, app.clock.now() + TTL).await
}

/// Returns the secret of a setup that `user` has begun in this session or sign-in, and that has not expired.
///
/// # Errors
/// Database errors.
pub async fn setup(conn: &mut Conn, app: &App, id: Uuid, user: Id<User>) -> Result<Option<Vec<u8>>> {
    let sealed = store::find_setup(conn, id, user, app.clock.now()).await?;
    sealed.map(|sealed| app.keys.factor.open(SECRET, user, &sealed)).transpose()
}

/// Turns the factor of a setup on, if `typed` is a code of its secret, and ends all setups of the account. Returns the new recovery codes;
/// `None` for a wrong code.
///
/// # Errors
/// [`Code::FactorExpired`] without a setup, [`Code::FactorActive`] if the account has a factor.
pub async fn confirm(tx: &mut Tx, app: &App, id: Uuid, user: Id<User>, typed: &str) -> Result<Option<Vec<String>>> {
    let now = app.clock.now();
    if is_on(tx, user).await? {
        return Err(Code::FactorActive.into());
    }
    let secret = setup(tx, app, id, user).await?.ok_or(Code::FactorExpired)?;
    let Some(step) = totp::step_of(&secret, &plain(typed), now, i64::MIN) else { return Ok(None) };
    let sealed = app.keys.factor.seal(SECRET, user, &secret)?;
    // A concurrent confirmation may have been first.
    if !store::insert(tx, user, &sealed, now, step).await? {
        return Err(Code::FactorActive.into());
    }
    store::delete_setups(tx, user).await?;
    renew_codes(tx, app, user).await.map(Some)
}

/// What a correct code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    Code,
    RecoveryCode,
}

/// Checks a code of the app or a recovery code, and uses it up. `None` for a wrong one, for one that was used before, and for an account
/// without a factor.
///
/// # Errors
/// Database errors.
pub async fn accept(tx: &mut Tx, app: &App, user: Id<User>, typed: &str) -> Result<Option<Accepted>> {
    let Some(factor) = store::find(tx, user).await? else { return Ok(None) };
    let typed = plain(typed);
    if typed.len() == DIGITS && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let secret = app.keys.factor.open(SECRET, user, &factor.secret)?;
        let Some(step) = totp::step_of(&secret, &typed, app.clock.now(), factor.last_step) else { return Ok(None) };
        return Ok(store::advance(tx, user, step).await?.then_some(Accepted::Code));
    }
    let Some(bytes) = base32::decode(&typed).filter(|bytes| bytes.len() == RECOVERY_BYTES) else { return Ok(None) };
    let used = store::use_code(tx, user, &app.keys.factor.recovery(user, &bytes)).await?;
    Ok(used.then_some(Accepted::RecoveryCode))
}

/// Replaces the recovery codes of the account, and returns the new ones.
///
/// # Errors
/// Database errors.
pub async fn renew_codes(tx: &mut Tx, app: &App, user: Id<User>) -> Result<Vec<String>> {
    store::delete_codes(tx, user).await?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let bytes: [u8; RECOVERY_BYTES] = random();
        store::insert_code(tx, user, &app.keys.factor.recovery(user, &bytes)).await?;
        codes.push(grouped(&base32::encode(&bytes).to_lowercase(), '-'));
    }
    Ok(codes)
}

/// Removes the account's factor, its recovery codes and its setups. `false` if it has no factor.
///
/// # Errors
/// Database errors.
pub async fn remove(tx: &mut Tx, user: Id<User>) -> Result<bool> {
    store::delete_setups(tx, user).await?;
    store::delete_codes(tx, user).await?;
    store::delete(tx, user).await
}

/// Records why somebody else removed the account's factor.
///
/// # Errors
/// Database errors.
pub async fn explain(tx: &mut Tx, app: &App, user: Id<User>, by: Option<Id<User>>, reason: &str) -> Result<()> {
    store::insert_reset(tx, app.clock.new_id(), user, by, reason, app.clock.now()).await
}

/// Returns the text in groups of four.
pub fn grouped(text: &str, sign: char) -> String {
    let mut shown = String::with_capacity(text.len() + text.len() / GROUP);
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            shown.push(sign);
        }
        shown.push(character);
    }
    shown
}

/// A code as it was typed, without blanks and hyphens.
fn plain(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64).collect()
}

/// Deletes everything about an account's second factor, because the account is deleted.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    store::erase(tx, user).await
}

/// Deletes up to `max` expired setups; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now, max).await
}
