//! What stands before every door: where a request comes from, and how many come.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::header::{HOST, ORIGIN, UPGRADE};
use http::{HeaderMap, Method};

use super::client;
use crate::error::{AppError, Code};
use crate::platform::app::App;

/// Rejects every unsafe method and every WebSocket whose `Origin` is not this practice. Apps and scripts send none, and carry no
/// cookies; a browser always sends it with these (Fetch §3.1).
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let unsafe_method = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let changes = unsafe_method || request.headers().contains_key(UPGRADE);
    if changes && !is_ours(&app, request.headers()) {
        return super::failed(&Code::ForeignOrigin.into());
    }
    next.run(request).await
}

fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    match headers.get(ORIGIN) {
        // Without Origin it is no browser's form; one that carries cookies has to show it.
        None => !headers.contains_key(http::header::COOKIE),
        Some(origin) => {
            let origin = origin.to_str().unwrap_or_default();
            let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
            let here =
                origin.split_once("://").is_some_and(|(_, authority)| !host.is_empty() && authority.eq_ignore_ascii_case(host));
            origin.eq_ignore_ascii_case(&app.settings.public_url) || (here && !app.settings.secure())
        }
    }
}

/// How often the limiter forgets.
const FORGET: Duration = Duration::from_secs(60);

/// Requests by client address.
#[derive(Clone)]
pub struct Limiter(Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>);

impl Limiter {
    pub fn new(app: &App) -> Self {
        let quota = NonZeroU32::new(app.settings.requests_per_minute).filter(|_| app.settings.limits).map(Quota::per_minute);
        let limiter: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>> = quota.map(|quota| Arc::new(RateLimiter::keyed(quota)));
        if let Some(limiter) = limiter.clone() {
            let stopping = app.stopping.clone();
            // Who has not come for a minute is forgotten, or the list would grow as long as the server runs.
            tokio::spawn(async move {
                while stopping.run_until_cancelled(tokio::time::sleep(FORGET)).await.is_some() {
                    limiter.retain_recent();
                    limiter.shrink_to_fit();
                }
            });
        }
        Self(limiter)
    }
}

/// Answers 429 to an address that asks for more than its share; the site's own files do not count.
pub async fn limit(State((app, limiter)): State<(App, Limiter)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let free = path.starts_with("/assets/") || path == "/livez" || path == "/readyz";
    if let Some(limiter) = limiter.0.as_ref().filter(|_| !free) {
        let address = client::address(request.headers(), request.extensions(), app.settings.trusted_proxies);
        if let Err(early) = limiter.check_key(&client::counted(address)) {
            let wait = early.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            let error = AppError { retry_after: Some(u32::try_from(wait).unwrap_or(60)), ..Code::TooMany.into() };
            return super::failed(&error);
        }
    }
    next.run(request).await
}
