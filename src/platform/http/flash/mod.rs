//! Flashes: the input and the error of a native form post, stored for the page that is shown next. Never passwords.
//!
//! A flash is shown once, only to the session that sent the form and only on the form's page: the next person at that computer who
//! opens the same page gets an empty form. Only changing the language on that page shows it again. The cookie contains a random name
//! only; its path is always `/`, so that it contains no part of a URL, which anybody can make up.

pub mod store;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use http::{HeaderMap, HeaderValue};

use crate::base::error::{Code, Result};
use crate::base::flash::Flash;
use crate::base::model::{Id, Record, Session, User};
use crate::platform::app::App;
use crate::platform::db::Tx;
use crate::platform::fold::containing;
use crate::platform::session::context::{own_cookie, set_cookie};

const COOKIE: &str = "flash";
const TTL: Duration = Duration::minutes(5);

/// Max size of a stored flash, in bytes; of a larger one, only the error code is stored.
const MAX_BYTES: usize = 32 * 1024;

/// A flash's random name, as in the cookie.
pub type Name = Id<Record>;

/// Stores a flash for this session; returns the cookie with its name.
///
/// # Errors
/// Database errors.
pub async fn keep(app: &App, mut flash: Flash, session: Option<Id<Session>>) -> Result<HeaderValue> {
    // 122 random bits: nobody can guess it.
    let id: Id<Record> = uuid::Builder::from_random_bytes(crate::platform::clock::random()).into_uuid().into();
    let mut body = serde_json::to_string(&flash).map_err(|_| Code::Internal)?;
    if body.len() > MAX_BYTES {
        flash.values.clear();
        flash.error = flash.error.map(|error| error.code.into());
        body = serde_json::to_string(&flash).map_err(|_| Code::Internal)?;
    }
    let now = app.clock.now();
    app.write(move |tx| async move { store::insert(tx, id, &body, now + TTL, session).await }.boxed()).await?;
    Ok(set_cookie(app, COOKIE, &URL_SAFE_NO_PAD.encode(id.uuid().as_bytes()), TTL.num_seconds()))
}

/// Returns the name of the flash in the request's cookie.
pub fn named(app: &App, headers: &HeaderMap) -> Option<Name> {
    let bytes = URL_SAFE_NO_PAD.decode(own_cookie(app, headers, COOKIE)?).ok()?;
    uuid::Uuid::from_slice(&bytes).ok().map(Into::into)
}

fn path_of(page: &str) -> &str {
    page.split('?').next().unwrap_or("/")
}

/// Returns the flash of that name, if it is for this session and `page`, and when it was shown.
async fn find(app: &App, name: Name, session: Option<Id<Session>>, page: &str) -> Result<Option<(Flash, Option<DateTime<Utc>>)>> {
    let mut conn = app.read().await?;
    let kept = store::find(&mut conn, name, app.clock.now(), session).await?;
    let kept = kept.and_then(|kept| Some((serde_json::from_str::<Flash>(&kept.body).ok()?, kept.shown_at)));
    Ok(kept.filter(|(flash, _)| path_of(&flash.page) == path_of(page)))
}

/// Returns the flash for the page at `path`, once. A second call deletes it.
///
/// # Errors
/// Database errors.
pub async fn show(app: &App, name: Name, session: Option<Id<Session>>, path: &str) -> Result<Option<Flash>> {
    let Some((flash, shown_at)) = find(app, name, session, path).await? else { return Ok(None) };
    let now = app.clock.now();
    let first = app
        .write(move |tx| {
            async move {
                if shown_at.is_none() {
                    return store::show(tx, name, now).await;
                }
                store::remove(tx, name).await?;
                Ok(false)
            }
            .boxed()
        })
        .await?;
    Ok(first.then_some(flash))
}

/// Lets the page show its flash once more, after a language change.
///
/// # Errors
/// Database errors.
pub async fn show_again(app: &App, name: Name, session: Option<Id<Session>>, page: &str) -> Result<()> {
    if find(app, name, session, page).await?.is_none() {
        return Ok(());
    }
    app.write(move |tx| async move { store::show_again(tx, name).await }.boxed()).await
}

/// Returns the cookie that deletes the name, after the form has succeeded.
pub fn forget(app: &App) -> HeaderValue {
    set_cookie(app, COOKIE, "", 0)
}

/// Deletes the flashes of an account's sessions, and those with its email address. Before the sessions.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>, email: &str) -> Result<()> {
    store::erase(tx, user, &containing(email)).await
}

/// Deletes up to `max` expired flashes; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now, max).await
}
