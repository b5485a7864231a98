//! The request context: who sends a request, read from cookies or the bearer header before any handler runs.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono_tz::Tz;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use super::{Tokens, store};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Session, Viewer, ViewerAccount};
use crate::base::photo;
use crate::base::text::Lang;
use crate::platform::app::App;
use crate::platform::http::client;
use crate::platform::http::rest::in_language;
use crate::platform::{audit, zone};
use crate::policy::{self, ActionType, Actor, By, Permit, RecordedPatients};

/// Who sends a request, with their language and time zone.
#[derive(Clone, Debug)]
pub struct RequestContext {
    pub actor: Actor,
    pub session: Option<Id<Session>>,
    pub lang: Lang,
    /// The reader's time zone: the account's, else that in the browser's cookie; `None` if neither is known.
    pub zone: Option<Tz>,
    pub viewer: Viewer,
    /// The session, if any, comes from a cookie and not from a bearer token.
    pub by_cookie: bool,
    /// The client's address.
    pub address: IpAddr,
    recorded: RecordedPatients,
}

impl RequestContext {
    /// Who sends the request, and from where.
    pub const fn by(&self) -> By {
        By { actor: self.actor, session: self.session, address: Some(self.address) }
    }

    /// Returns the permit to do `A`; a refusal is audited.
    ///
    /// # Errors
    /// See [`policy::allow`].
    pub async fn allow<A: ActionType>(&self, app: &App) -> Result<Permit<A>> {
        self.allow_as(app, self.actor).await
    }

    /// The same for the holder of a link that came with the request.
    ///
    /// # Errors
    /// See [`policy::allow`].
    pub async fn allow_as<A: ActionType>(&self, app: &App, actor: Actor) -> Result<Permit<A>> {
        let by = self.by().as_actor(actor);
        let permit = policy::allow_by(by, self.recorded.clone());
        if permit.as_ref().is_err_and(|error| error.code == Code::Forbidden) {
            audit::record_refusal(app, by, A::ACTION, None, None).await?;
        }
        permit
    }

    /// Returns the context of the request that runs this server function.
    ///
    /// # Errors
    /// [`Code::Internal`] outside a request.
    pub fn current() -> Result<Self> {
        leptos::prelude::use_context::<Self>().ok_or_else(|| Code::Internal.into())
    }
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = crate::platform::http::rest::Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> std::result::Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| crate::base::error::AppError::from(Code::Internal).into())
    }
}

/// `__Host-` binds a cookie to this host and to https (RFC 6265bis §4.1.3.2); on plain http, which only loopback should serve, it
/// cannot be set.
fn name(app: &App, base: &str) -> String {
    if app.settings.secure() { format!("__Host-{base}") } else { base.to_owned() }
}

/// Returns the value of a cookie of ours.
pub fn own_cookie<'a>(app: &App, headers: &'a HeaderMap, base: &str) -> Option<&'a str> {
    let name = name(app, base);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Returns a cookie that scripts cannot read; `age` in seconds, 0 deletes it.
pub fn set_cookie(app: &App, base: &str, value: &str, age: i64) -> HeaderValue {
    with_attributes(app, base, value, "; HttpOnly", age)
}

/// Returns the cookie with the language of this browser, kept for a year. It is no secret: `public/page.js` reads and writes it, too.
pub fn language_cookie(app: &App, lang: Lang) -> HeaderValue {
    with_attributes(app, "lang", lang.as_str(), "", 31_536_000)
}

fn with_attributes(app: &App, base: &str, value: &str, http_only: &str, age: i64) -> HeaderValue {
    let secure = if app.settings.secure() { "; Secure" } else { "" };
    let name = name(app, base);
    HeaderValue::from_str(&format!("{name}={value}{http_only}; SameSite=Lax; Path=/; Max-Age={age}{secure}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Returns the cookies that sign a browser in.
pub fn sign_in_cookies(app: &App, tokens: &Tokens) -> [HeaderValue; 2] {
    [
        set_cookie(app, "access", &tokens.access, tokens.access_expires_in),
        set_cookie(app, "refresh", &tokens.refresh, super::ABSOLUTE_HOURS * 3600),
    ]
}

/// Returns the cookies that sign it out.
pub fn sign_out_cookies(app: &App) -> [HeaderValue; 2] {
    [set_cookie(app, "access", "", 0), set_cookie(app, "refresh", "", 0)]
}

/// Returns the token of a sign-in that waits for its second factor.
pub fn pending<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    own_cookie(app, headers, "pending").filter(|token| !token.is_empty())
}

/// Returns the cookie with such a token; without one, the cookie that deletes it.
pub fn pending_cookie(app: &App, token: Option<&str>) -> HeaderValue {
    let age = if token.is_some() { crate::platform::factor::TTL.num_seconds() } else { 0 };
    set_cookie(app, "pending", token.unwrap_or_default(), age)
}

/// Returns the cookie that proves which accounts the browser has signed in to (see [`super::device`]).
pub fn devices<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    own_cookie(app, headers, "device")
}

/// Returns the header that sets this cookie; it is kept when the browser is signed out.
pub fn device_cookie(app: &App, devices: &str) -> HeaderValue {
    set_cookie(app, "device", devices, super::device::TTL.num_seconds())
}

/// Returns the first supported language in `Accept-Language`, by its order and weights (RFC 9110 §12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut wanted: Vec<(f32, Lang)> = header
        .split(',')
        .filter_map(|part| {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let lang = tag.trim().split('-').next()?.to_ascii_lowercase().parse().ok()?;
            Some((weight.trim().parse().unwrap_or(0.0), lang))
        })
        .collect();
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    wanted.first().filter(|(weight, _)| *weight > 0.0).map(|(_, lang)| *lang)
}

/// Returns the language chosen in this browser, or the one in `Accept-Language`.
pub fn asked_language(app: &App, headers: &HeaderMap) -> Option<Lang> {
    own_cookie(app, headers, "lang").and_then(|lang| lang.parse().ok()).or_else(|| accepted(headers))
}

/// Middleware: adds the [`RequestContext`], and refreshes a browser's tokens if its access token has expired.
pub async fn attach(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || path == "/livez" || path == "/readyz" {
        return next.run(request).await;
    }
    let address = client::address(request.headers(), request.extensions(), app.settings.trusted_proxies);
    let (context, cookies) = match read(&app, request.headers(), address).await {
        Ok(found) => found,
        Err(error) => return crate::platform::http::failed(&error),
    };
    let lang = context.lang;
    request.extensions_mut().insert(context);
    let mut response = in_language(lang, next.run(request)).await;
    let already: Vec<String> = response
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split_once('=').map(|(name, _)| name.to_owned()))
        .collect();
    for cookie in cookies {
        // Signing out in the same request takes precedence.
        let ours = cookie.to_str().ok().and_then(|value| value.split_once('=')).map(|(name, _)| name.to_owned());
        if ours.is_some_and(|name| !already.contains(&name)) {
            response.headers_mut().append(SET_COOKIE, cookie);
            // A picture that everybody may cache must not bring the next reader this one's session.
            if response.headers().get(CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public")) {
                response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            }
        }
    }
    response
}

async fn read(app: &App, headers: &HeaderMap, address: IpAddr) -> Result<(RequestContext, Vec<HeaderValue>)> {
    let now = app.clock.now();
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let mut cookies = Vec::new();
    let by_cookie = bearer.is_none();
    let mut named = match bearer {
        Some(token) => app.keys.open_access(token, now),
        None => own_cookie(app, headers, "access").and_then(|token| app.keys.open_access(token, now)),
    };
    if named.is_none()
        && by_cookie
        && let Some(refresh) = own_cookie(app, headers, "refresh").filter(|token| !token.is_empty())
    {
        match super::refresh(app, refresh).await {
            Ok(tokens) => {
                named = app.keys.open_access(&tokens.access, now);
                cookies.extend(sign_in_cookies(app, &tokens));
            }
            Err(error) if error.code == Code::NotSignedIn => cookies.extend(sign_out_cookies(app)),
            Err(error) => return Err(error),
        }
    }
    let row = match named {
        None => None,
        Some((session, user)) => {
            let mut conn = app.read().await?;
            store::find(&mut conn, session)
                .await?
                .filter(|row| row.user_id == user && row.ended_at.is_none() && row.expires_at > now && row.may_sign_in())
                .map(|row| (session, row))
        }
    };
    let lang = row.as_ref().map(|(_, row)| row.locale).or_else(|| asked_language(app, headers)).unwrap_or_default();
    let account_zone = row.as_ref().and_then(|(_, row)| row.time_zone.clone());
    let browser_zone = own_cookie(app, headers, "tz").map(|value| value.replace("%2F", "/"));
    let zone = account_zone.as_deref().and_then(zone::parse).or_else(|| browser_zone.as_deref().and_then(zone::parse));
    let due = row.as_ref().and_then(|(_, row)| row.deletion_due_at);
    let viewer = Viewer {
        lang,
        demo: app.demo.is_some(),
        practice: app.settings.practice_name.clone(),
        practice_phone: app.settings.practice_phone.clone(),
        cancel_hours: app.settings.cancel_hours,
        sends_sms: app.sms.works(),
        unread: row.as_ref().map_or(0, |(_, row)| u32::try_from(row.unread).unwrap_or(0)),
        zone: zone.map(|zone| zone.name().to_owned()),
        deletion_due_at: due.map(|due| zone::zoned(due, zone.unwrap_or_default())),
        account: row.as_ref().map(|(_, row)| ViewerAccount {
            id: row.user_id,
            role: row.role,
            full_name: row.full_name.clone(),
            is_pending: row.is_pending(),
            photo_url: row.photo_id.map(|photo| photo::of_account(row.user_id, row.role, row.is_pending(), photo)),
        }),
    };
    let context = RequestContext {
        actor: row.as_ref().map_or(Actor::Anonymous, |(_, row)| row.actor()),
        session: row.as_ref().map(|(session, _)| *session),
        lang,
        zone,
        viewer,
        by_cookie,
        address,
        recorded: RecordedPatients::default(),
    };
    Ok((context, cookies))
}
