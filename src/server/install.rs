//! What a device needs to install the web app: the manifest (W3C Web Application Manifest), in the reader's language, and the service
//! worker (`public/sw.js`).

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::base::text::{self as t, Lang};
use crate::platform::app::App;
use crate::platform::assets;
use crate::platform::session::RequestContext;

/// Max characters below an icon; devices truncate longer names.
const SHORT: usize = 12;

/// Returns as many words of the name as fit; at least the first.
fn short(name: &str) -> String {
    let mut words = name.split_whitespace();
    let mut short = words.next().unwrap_or_default().to_owned();
    for word in words {
        if short.chars().count() + 1 + word.chars().count() > SHORT {
            break;
        }
        short.push(' ');
        short.push_str(word);
    }
    short
}

fn icon(name: &str, sizes: &str, purpose: &str) -> Value {
    let kind = if sizes == "any" { "image/svg+xml" } else { "image/png" };
    json!({ "src": format!("/{name}"), "sizes": sizes, "type": kind, "purpose": purpose })
}

fn shortcut(name: &str, path: &str, picture: &str) -> Value {
    json!({ "name": name, "url": path, "icons": [icon(picture, "96x96", "any")] })
}

fn screenshot(name: &str, sizes: &str, form: &str, label: &str) -> Value {
    json!({ "src": format!("/{name}"), "sizes": sizes, "type": "image/png", "form_factor": form, "label": label })
}

fn described(practice: &str, lang: Lang) -> Value {
    json!({
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": practice,
        "short_name": short(practice),
        "description": t::app_description(lang),
        "lang": lang.as_str(),
        "dir": "ltr",
        "display": "standalone",
        "theme_color": assets::SURFACE,
        "background_color": assets::GROUND,
        "categories": ["medical", "health"],
        "icons": [
            icon("favicon.svg", "any", "any"),
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("maskable-192.png", "192x192", "maskable"),
            icon("maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            shortcut(t::install_find(lang), "/doctors", "shortcut-find.png"),
            shortcut(t::install_appointments(lang), "/appointments", "shortcut-appointments.png"),
        ],
        "screenshots": [
            screenshot("screenshot-narrow.png", "390x844", "narrow", t::install_picture_narrow(lang)),
            screenshot("screenshot-wide.png", "1280x800", "wide", t::install_picture_wide(lang)),
        ],
    })
}

/// `GET /manifest.webmanifest?lang=fr`. A browser fetches it without cookies, so the URL contains the language.
pub async fn manifest(State(app): State<App>, context: RequestContext, RawQuery(query): RawQuery) -> Response {
    let named = query.as_deref().and_then(|query| query.strip_prefix("lang=")).and_then(|lang| lang.parse().ok());
    let manifest = described(&app.settings.practice_name, named.unwrap_or(context.lang));
    ([(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, "no-cache")], manifest.to_string()).into_response()
}

/// `GET /sw.js`. Its policy applies to the worker: it may connect to this server only.
pub async fn worker() -> Response {
    let policy = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers =
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache"), (CONTENT_SECURITY_POLICY, policy)];
    match assets::worker() {
        Some(text) => (headers, text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
