//! What a form said and why it failed, kept for the page that is shown next when the browser posted it by itself. Never
//! passwords. The cookie holds only a random name and is sent to that page alone.

pub mod store;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use futures::FutureExt;
use http::{HeaderMap, HeaderValue};

use crate::error::{Code, Result};
use crate::model::{Id, Record, Session};
use crate::platform::app::App;
use crate::platform::session::visit::{cookie, set_cookie};
use crate::ui::form::Flash;

const COOKIE: &str = "flash";
const LIFE: Duration = Duration::minutes(5);

/// What is kept of a form at most, in bytes; of a longer one, the reasons alone.
const LARGEST: usize = 32 * 1024;

/// Keeps it for this session; gives the cookie for its page.
///
/// # Errors
/// The database's.
pub async fn keep(app: &App, mut flash: Flash, session: Option<Id<Session>>) -> Result<HeaderValue> {
    // Guessing another's name would take 122 random bits.
    let id: Id<Record> = uuid::Builder::from_random_bytes(crate::platform::clock::random()).into_uuid().into();
    let mut body = serde_json::to_string(&flash).map_err(|_| Code::Internal)?;
    if body.len() > LARGEST {
        flash.values.clear();
        flash.error = flash.error.map(|error| error.code.into());
        body = serde_json::to_string(&flash).map_err(|_| Code::Internal)?;
    }
    let now = app.clock.now();
    app.write(move |tx| {
        async move {
            store::forget_old(tx, now).await?;
            store::insert(tx, id, &body, now + LIFE, session).await
        }
        .boxed()
    })
    .await?;
    let path = flash.page.split('?').next().unwrap_or("/");
    Ok(set_cookie(app, COOKIE, &URL_SAFE_NO_PAD.encode(id.uuid().as_bytes()), LIFE.num_seconds(), path))
}

/// What the page at `path` should show again.
///
/// # Errors
/// The database's.
pub async fn find(app: &App, headers: &HeaderMap, session: Option<Id<Session>>) -> Result<Option<Flash>> {
    let named = cookie(headers, COOKIE).or_else(|| cookie(headers, "__Host-flash"));
    let id = named.and_then(|value| URL_SAFE_NO_PAD.decode(value).ok()).and_then(|bytes| uuid::Uuid::from_slice(&bytes).ok());
    let Some(id) = id else { return Ok(None) };
    let mut conn = app.read().await?;
    let body = store::find(&mut conn, id.into(), app.clock.now(), session).await?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// The cookie that ends it, once the form went through.
pub fn forget(app: &App, page: &str) -> HeaderValue {
    let path = page.split('?').next().unwrap_or("/");
    set_cookie(app, COOKIE, "", 0, path)
}
