//! Middleware before every route: origin check and rate limits.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::header::{HOST, ORIGIN, UPGRADE};
use http::{HeaderMap, Method};

use super::address_limit::AddressLimit;
use crate::base::error::{AppError, Code};
use crate::platform::app::App;
use crate::platform::http::{client, failed};

/// Rejects every unsafe method and every WebSocket with a foreign `Origin`. Apps and scripts send neither an `Origin` nor cookies; a
/// browser always sends an `Origin` with these (Fetch §3.1).
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let unsafe_method = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let changes = unsafe_method || request.headers().contains_key(UPGRADE);
    if changes && !is_ours(&app, request.headers()) {
        return failed(&Code::ForeignOrigin.into());
    }
    next.run(request).await
}

fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    match headers.get(ORIGIN) {
        // Without an `Origin` it is not from a browser; with cookies an `Origin` is required.
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

/// How often the limiter removes unused entries.
const RESET_AFTER: Duration = Duration::from_secs(60);

/// A /48 has this many times the limit of an address: many providers give a customer a /48, some share it between several (RFC 6177).
const WIDE: u32 = 4;

type ByAddress = DefaultKeyedRateLimiter<IpAddr>;

/// Limits of requests per client address.
#[derive(Clone)]
pub struct Limiter {
    /// By /64 and by /48 of `IPv6`; `None` if limits are off.
    rates: Option<Arc<[ByAddress; 2]>>,
    /// Concurrent requests, behind a proxy only: its connections do not belong to one client.
    under_way: AddressLimit,
}

impl Limiter {
    pub fn new(app: &App) -> Self {
        let settings = &app.settings;
        let quota = |times: u32| NonZeroU32::new(settings.requests_per_minute.saturating_mul(times)).map(Quota::per_minute);
        let quotas = quota(1).zip(quota(WIDE)).filter(|_| settings.limits);
        let rates = quotas.map(|(one, wide)| Arc::new([ByAddress::keyed(one), ByAddress::keyed(wide)]));
        if let Some(rates) = rates.clone() {
            let stopping = app.stopping.clone();
            // Removes idle addresses, or the map would grow as long as the server runs.
            tokio::spawn(async move {
                while stopping.run_until_cancelled(tokio::time::sleep(RESET_AFTER)).await.is_some() {
                    for rate in rates.iter() {
                        rate.retain_recent();
                        rate.shrink_to_fit();
                    }
                }
            });
        }
        let under_way = if settings.limits && settings.trusted_proxies > 0 {
            AddressLimit::new(settings.max_connections_per_address, settings.max_connections)
        } else {
            AddressLimit::unlimited()
        };
        Self { rates, under_way }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Code::TooMany`] with the seconds to wait.
    fn check(&self, address: IpAddr) -> Result<(), AppError> {
        let Some(rates) = &self.rates else { return Ok(()) };
        let [of_one, of_wide] = &**rates;
        let wide = client::counted_wide(address).map_or(Ok(()), |wide| of_wide.check_key(&wide));
        of_one.check_key(&client::counted(address)).and(wide).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            AppError { retry_after: Some(u32::try_from(wait).unwrap_or(60)), ..Code::TooMany.into() }
        })
    }
}

/// Middleware: responds with 429 to an address above its limit; assets and health checks do not count.
pub async fn limit(State((app, limiter)): State<(App, Limiter)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || path == "/livez" || path == "/readyz" {
        return next.run(request).await;
    }
    let address = client::address(request.headers(), request.extensions(), app.settings.trusted_proxies);
    if let Err(error) = limiter.check(address) {
        return failed(&error);
    }
    let Some(permit) = limiter.under_way.take(address) else {
        return failed(&AppError { retry_after: Some(1), ..Code::TooMany.into() });
    };
    next.run(request).await.map(|body| permit.until_sent(body))
}
