//! Who is signed in.
//!
//! A session is a row; its access token (a JWT of ten minutes) and its refresh token name it. The row and the account's status
//! are read with every request, so ending one works at once. `Visit` is what a door gets of all this: as an axum extractor,
//! or `Visit::current()` in a server function.
//!
//! A refresh token is `<session>.<generation>.<mac>`, the mac being HMAC-SHA256 over the first two by the practice's key. The
//! row counts generations: a token of an older one is a stolen or a copied one and ends the session, but for ten seconds after
//! a refresh, when parallel tabs still hold it and get the tokens of the present generation. (Random tokens stored as hashes
//! could not be given a second time.)

pub mod context;
pub mod device;
pub mod keys;
pub mod store;

pub use context::RequestContext;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;

use super::app::App;
use super::db::Tx;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Session, User};

/// Lives of tokens and sessions (ASVS 5.0 §7.3).
pub const ACCESS_MINUTES: i64 = 10;
pub const IDLE_MINUTES: i64 = 60;
pub const ABSOLUTE_HOURS: i64 = 24;
pub const GRACE_SECONDS: i64 = 10;
/// A session's row is kept this long after it has expired: who was signed in, when and with what, may be asked after a misuse.
const KEPT: Duration = Duration::days(30);

/// What a browser or an app is given.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub access_expires_in: i64,
}

/// Begins a session inside the transaction that made or checked the account.
///
/// # Errors
/// The database's.
pub async fn begin(tx: &mut Tx, app: &App, user: Id<User>, user_agent: &str) -> Result<Tokens> {
    let now = app.clock.now();
    let id = app.clock.new_id();
    let agent: String = user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
    store::insert(tx, id, user, now, now + Duration::hours(ABSOLUTE_HOURS), &agent).await?;
    tokens(app, id, user, 1, now)
}

fn tokens(app: &App, session: Id<Session>, user: Id<User>, generation: i64, now: DateTime<Utc>) -> Result<Tokens> {
    Ok(Tokens {
        access: app.keys.access(session, user, now)?,
        refresh: app.keys.refresh(session, generation),
        access_expires_in: ACCESS_MINUTES * 60,
    })
}

/// New tokens for a refresh token; ends the family when the token was used before.
///
/// # Errors
/// [`Code::NotSignedIn`] when it is not ours, too old, used twice, or the session has ended.
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
                    if generation == row.generation {
                        store::rotate(tx, session, row.generation + 1, now).await?;
                        return tokens(&app, session, row.user_id, row.generation + 1, now).map(Some);
                    }
                    let parallel = generation + 1 == row.generation && now - row.rotated_at <= Duration::seconds(GRACE_SECONDS);
                    if parallel {
                        return tokens(&app, session, row.user_id, row.generation, now).map(Some);
                    }
                    store::end(tx, session, now).await?;
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
/// The database's.
pub async fn end(app: &App, session: Id<Session>) -> Result<()> {
    let now = app.clock.now();
    app.write(move |tx| async move { end_within(tx, session, now).await }.boxed()).await
}

/// As [`end`], with what it ends for.
///
/// # Errors
/// The database's.
pub async fn end_within(tx: &mut Tx, session: Id<Session>, now: DateTime<Utc>) -> Result<()> {
    store::end(tx, session, now).await
}

/// Removes sessions that ended long ago, `most` at once; how many there were.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, most: i64) -> Result<u64> {
    store::forget_old(tx, now - KEPT, most).await
}
