//! Error pages for requests that fail before a page is rendered: a browser that requested a page gets a plain one, without scripts,
//! in the request's language. JSON clients get the problem unchanged.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};

use crate::base::error::Code;
use crate::base::text::{self as t, Lang};
use crate::base::words;
use crate::platform::assets;
use crate::platform::http::local_path;
use crate::platform::http::rest::language;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

fn reads_pages(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Returns `text` escaped for HTML elements and attributes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `again` is the path to retry; one such as `//elsewhere/` is left out, because it leads to another host.
fn page(lang: Lang, code: Code, again: Option<&str>) -> String {
    let title = match code {
        Code::NotFound => t::common_not_found_title(lang),
        _ => t::common_failure_title(lang),
    };
    let again = again
        .and_then(local_path)
        .map(|path| format!("<a class=\"button primary\" href=\"{}\">{}</a>", escape(path), t::common_try_again(lang)));
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><link rel=\"icon\" \
         type=\"image/svg+xml\" href=\"/favicon.svg\"><link rel=\"stylesheet\" href=\"/assets/{}/praxis.css\"></head><body><main \
         id=\"main\"><section class=\"empty\"><h1>{title}</h1><p>{}</p><div class=\"cluster\">{}<a class=\"button\" \
         href=\"/\">{}</a></div></section></main></body></html>",
        assets::TAG,
        words::code(lang, code),
        again.unwrap_or_default(),
        t::common_to_home(lang),
    )
}

pub async fn for_browsers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let asked = reads_pages(request.headers()) && !path.starts_with("/api/") && !path.starts_with("/assets/");
    let again = matches!(*request.method(), Method::GET | Method::HEAD)
        .then(|| request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string));
    let response = next.run(request).await;
    let (Some(code), true) = (response.extensions().get::<Code>().copied(), asked) else { return response };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, Body::from(page(language(), code, again.as_deref())))
}
