//! Caches pages that are the same for everybody who is not signed in, until something is committed, at most for [`TTL`].
//!
//! Rendering such a page takes 2 ms and a dozen database queries; a cached one takes neither. A commit of this server invalidates the
//! cache at once ([`Db::version`](crate::platform::db::Db::version)). Commits of other servers on the same PostgreSQL are visible after
//! at most [`TTL`]; booking checks the slot again anyway.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono_tz::Tz;
use http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::headers::page_policy;
use crate::base::error::Code;
use crate::base::flash::Flash;
use crate::base::text::Lang;
use crate::platform::app::App;
use crate::platform::clock::random;
use crate::platform::http::failed;
use crate::platform::session::RequestContext;
use crate::policy::Actor;

/// Max age of a cached page.
const TTL: Duration = Duration::from_secs(1);
/// Max number of cached pages: the URLs of searches are unlimited.
const MAX_PAGES: usize = 64;
/// Max size of a cached page, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// What an anonymous page depends on besides the database.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    address: String,
    lang: Lang,
    zone: Option<Tz>,
}

#[derive(Clone)]
struct CachedPage {
    version: u64,
    since: Instant,
    headers: HeaderMap,
    body: Bytes,
    /// The nonce in the body; each response replaces it with a new one.
    nonce: String,
}

#[derive(Clone, Default)]
pub struct PageCache(Arc<Mutex<HashMap<Key, CachedPage>>>);

impl PageCache {
    fn find(&self, key: &Key, version: u64) -> Option<CachedPage> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(key).filter(|page| page.version == version && page.since.elapsed() < TTL).cloned()
    }

    fn keep(&self, key: Key, page: CachedPage) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MAX_PAGES {
            pages.retain(|_, other| other.version == page.version && other.since.elapsed() < TTL);
        }
        if pages.len() < MAX_PAGES {
            pages.insert(key, page);
        }
    }
}

/// Returns whether the page at `path` is the same for everybody who is not signed in.
pub fn is_shared(path: &str) -> bool {
    path == "/" || path == "/doctors" || path.starts_with("/doctors/")
}

/// Returns the cache key; `None` if the page must not be cached.
fn key(request: &Request) -> Option<Key> {
    let shared = request.method() == Method::GET && is_shared(request.uri().path());
    let context = request.extensions().get::<RequestContext>()?;
    let plain = context.actor == Actor::Anonymous && request.extensions().get::<Flash>().is_none();
    (shared && plain).then(|| Key { address: request.uri().to_string(), lang: context.lang, zone: context.zone })
}

/// Returns the nonce in a page's content security policy.
fn nonce_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_SECURITY_POLICY)?.to_str().ok()?.split_once("'nonce-")?.1.split_once('\'').map(|(nonce, _)| nonce)
}

/// Returns the cached page with a new nonce.
fn respond(page: &CachedPage) -> Response {
    let nonce = STANDARD_NO_PAD.encode(random::<16>());
    let (Ok(text), Ok(policy)) = (std::str::from_utf8(&page.body), HeaderValue::from_str(&page_policy(&nonce))) else {
        return failed(&Code::Internal.into());
    };
    let mut headers = page.headers.clone();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    (headers, text.replace(&page.nonce, &nonce)).into_response()
}

/// Middleware: responds from the cache, or caches the response.
pub async fn serve(State((app, pages)): State<(App, PageCache)>, request: Request, next: Next) -> Response {
    let Some(key) = key(&request) else { return next.run(request).await };
    let (version, since) = (app.db.version(), Instant::now());
    if let Some(page) = pages.find(&key, version) {
        return respond(&page);
    }
    let response = next.run(request).await;
    let nonce = nonce_of(response.headers()).map(str::to_owned);
    let whole = response.status() == StatusCode::OK && !response.headers().contains_key(SET_COOKIE);
    let (Some(nonce), true) = (nonce, whole) else { return response };
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return failed(&Code::Internal.into()) };
    if body.len() <= MAX_BYTES {
        parts.headers.remove(CONTENT_LENGTH);
        pages.keep(key, CachedPage { version, since, headers: parts.headers.clone(), body: body.clone(), nonce });
    }
    Response::from_parts(parts, Body::from(body))
}
