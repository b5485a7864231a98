//! Sessions and their tokens.
//!
//! A session is a row; its access token (a JWT, valid for ten minutes) and its refresh token contain its id. The row and the account's
//! status are read with every request, so ending a session takes effect at once. Handlers get a [`RequestContext`]: as an axum
//! extractor, or by `RequestContext::current()` in a server function.
//!
//! A refresh token is `<session>.<generation>.<mac>`; the MAC is an HMAC-SHA256 over the first two with the practice's key. The row
//! counts generations. A token of an older generation was stolen or copied, and ends the session. The exception is the previous
//! generation for ten seconds after a refresh: parallel tabs still have its token, and get the tokens of the current generation.
//! (Random tokens stored as hashes could not be issued a second time.)

pub mod agent;
pub mod context;
pub mod device;
pub mod keys;
pub mod store;

pub use context::RequestContext;
pub use store::{OpenSession, PastSession};

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use super::app::App;
use super::audit;
use super::db::{Conn, Tx};
use super::factor;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Session, User};
use crate::policy::By;

/// TTLs of tokens and sessions (ASVS 5.0 §7.3).
pub const ACCESS_MINUTES: i64 = 10;
pub const IDLE_MINUTES: i64 = 60;
pub const ABSOLUTE_HOURS: i64 = 24;
pub const GRACE_SECONDS: i64 = 10;
/// A session's row is kept this long after it has expired, to investigate misuse: who was signed in, when and with which browser.
const RETENTION: Duration = Duration::days(30);

/// The tokens that a browser or an app gets.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub session: Id<Session>,
    pub access: String,
    pub refresh: String,
    pub access_expires_in: i64,
}

/// Begins a session in the transaction that created or checked the account, and returns its tokens.
///
/// # Errors
/// Database errors.
pub async fn begin(tx: &mut Tx, app: &App, user: Id<User>, user_agent: &str) -> Result<Tokens> {
    let now = app.clock.now();
    let id = app.clock.new_id();
    store::insert(tx, id, user, now, now + Duration::hours(ABSOLUTE_HOURS), &stored_agent(user_agent)).await?;
    tokens(app, id, user, 1, now)
}

fn tokens(app: &App, session: Id<Session>, user: Id<User>, generation: i64, now: DateTime<Utc>) -> Result<Tokens> {
    Ok(Tokens {
        session,
        access: app.keys.access(session, user, now)?,
        refresh: app.keys.refresh(session, generation),
        access_expires_in: ACCESS_MINUTES * 60,
    })
}

/// Returns new tokens for a refresh token; ends the session if the token was used before.
///
/// # Errors
/// [`Code::NotSignedIn`] if it is not ours, too old or used twice, or if the session has ended.
pub async fn refresh(app: &App, token: &str) -> Result<Tokens> {
    let (session, generation) = app.keys.open_refresh(token).ok_or(Code::NotSignedIn)?;
    let now = app.clock.now();
    let outcome = {
        let app = app.clone();
        app.clone()
            .write(move |tx| {
                async move {
                    let Some(row) = store::lock(tx, session).await? else { return Ok(None) };
                    let alive = row.ended_at.is_none() && row.expires_at > now && row.may_sign_in();
                    if !alive || now - row.rotated_at > Duration::minutes(IDLE_MINUTES) {
                        return Ok(None);
                    }
                    // Begun before the factor was required, or before it was reset.
                    if factor::is_required(&app, row.role) && !factor::is_on(tx, row.user_id).await? {
                        return Ok(None);
                    }
                    if generation == row.generation {
                        store::rotate(tx, session, row.generation + 1, now).await?;
                        return tokens(&app, session, row.user_id, row.generation + 1, now).map(Some);
                    }
                    let parallel = generation + 1 == row.generation && now - row.rotated_at <= Duration::seconds(GRACE_SECONDS);
                    if parallel {
                        return tokens(&app, session, row.user_id, row.generation, now).map(Some);
                    }
                    store::end(tx, session, now).await?;
                    let by = By { actor: row.actor(), session: Some(session), address: None };
                    audit::record(tx, &app.clock, by, "accounts.refresh_token_reused", session.uuid());
                    tracing::warn!(%session, "a refresh token was used twice; the session has ended");
                    Ok(None)
                }
                .boxed()
            })
            .await?
    };
    outcome.ok_or_else(|| Code::NotSignedIn.into())
}

/// Ends one session.
///
/// # Errors
/// Database errors.
pub async fn end(app: &App, session: Id<Session>) -> Result<()> {
    let now = app.clock.now();
    app.write(move |tx| async move { end_within(tx, session, now).await }.boxed()).await
}

/// Like [`end`], inside a transaction.
///
/// # Errors
/// Database errors.
pub async fn end_within(tx: &mut Tx, session: Id<Session>, now: DateTime<Utc>) -> Result<()> {
    store::end(tx, session, now).await
}

/// Returns the open sessions of an account, the last used first, at most 100.
///
/// # Errors
/// Database errors.
pub async fn open_sessions(conn: &mut Conn, user: Id<User>, now: DateTime<Utc>) -> Result<Vec<OpenSession>> {
    store::list(conn, user, now, now - Duration::minutes(IDLE_MINUTES)).await
}

/// Returns all sessions of an account that are still stored, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn all_sessions(conn: &mut Conn, user: Id<User>) -> Result<Vec<PastSession>> {
    store::of_user(conn, user).await
}

/// Deletes all sessions of an account.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    store::erase(tx, user).await
}

/// Ends a session of `user`; `false` if it is not theirs, or has ended.
///
/// # Errors
/// Database errors.
pub async fn end_of_user(tx: &mut Tx, user: Id<User>, session: Id<Session>, now: DateTime<Utc>) -> Result<bool> {
    store::end_of_user(tx, session, user, now).await
}

/// Returns whether the account has had sessions lately, but none with this `User-Agent`.
///
/// # Errors
/// Database errors.
pub async fn is_new_browser(tx: &mut Tx, user: Id<User>, user_agent: &str) -> Result<bool> {
    let (all, same) = store::count_by_agent(tx, user, &stored_agent(user_agent)).await?;
    Ok(all > 0 && same == 0)
}

/// A `User-Agent` as it is stored.
fn stored_agent(user_agent: &str) -> String {
    user_agent.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Ends all sessions of an account, but that in which its owner acts, if any.
///
/// # Errors
/// Database errors.
pub async fn end_all(tx: &mut Tx, user: Id<User>, except: Option<Id<Session>>, now: DateTime<Utc>) -> Result<()> {
    store::end_all(tx, user, except.unwrap_or_else(|| uuid::Uuid::nil().into()), now).await
}

/// Deletes up to `max` sessions that expired long ago; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now - RETENTION, max).await
}
