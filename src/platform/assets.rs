//! Static assets, embedded in the binary: `/assets/<tag>/…` never changes for a URL, so browsers cache it forever.
//!
//! A debug build does not embed the WebAssembly and reads it from the folder that cargo-leptos writes.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

pub struct File {
    pub name: &'static str,
    pub plain: &'static [u8],
    /// Compressed at build time; `None` if that saves nothing.
    pub brotli: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/site.rs"));

const FOREVER: &str = "public, max-age=31536000, immutable";

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// The weight of a coding in `Accept-Encoding`, 0 to 1000; 0 means not acceptable. A named coding has its own weight, any other that of
/// `*`, and without either it is 0 (RFC 9110 §12.5.3). Names are case-insensitive.
fn weight(headers: &HeaderMap, coding: &str) -> u32 {
    let asked = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut any = 0;
    for part in asked.flat_map(|value| value.split(',')) {
        let mut parameters = part.split(';').map(str::trim);
        let name = parameters.next().unwrap_or_default();
        let weight = parameters
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
            .map_or(1000, |(_, weight)| thousandths(weight.trim()));
        if name.eq_ignore_ascii_case(coding) {
            return weight;
        }
        if name == "*" {
            any = weight;
        }
    }
    any
}

/// `0.5` is 500. An invalid weight is 0: an uncompressed file is always acceptable.
fn thousandths(weight: &str) -> u32 {
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    match (whole, rest.len()) {
        ("1", 0..=3) if rest.bytes().all(|digit| digit == b'0') => 1000,
        ("0", 0..=3) => format!("{rest:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

fn answer(name: &str, bytes: impl Into<axum::body::Body>, cache: &'static str, coding: Option<&'static str>) -> Response {
    let mut response = (
        [
            (CONTENT_TYPE, HeaderValue::from_static(media_type(name))),
            (CACHE_CONTROL, HeaderValue::from_static(cache)),
            (VARY, HeaderValue::from_static("accept-encoding")),
        ],
        bytes.into(),
    )
        .into_response();
    if let Some(coding) = coding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn embedded(headers: &HeaderMap, name: &str, cache: &'static str) -> Option<Response> {
    let file = FILES.iter().find(|file| file.name == name)?;
    // The first of equal weights wins: brotli is smaller.
    let codings = [("br", file.brotli), ("gzip", file.gzip)];
    let mut best: Option<(u32, &'static str, &'static [u8])> = None;
    for (coding, bytes) in codings {
        let weight = weight(headers, coding);
        if let Some(bytes) = bytes
            && weight > best.map_or(0, |(weight, ..)| weight)
        {
            best = Some((weight, coding, bytes));
        }
    }
    Some(match best {
        Some((_, coding, bytes)) => answer(name, bytes, cache, Some(coding)),
        None => answer(name, file.plain, cache, None),
    })
}

/// Returns the files of a module of the client's code, without those of its main module.
pub fn of_module(name: &str) -> &'static [&'static str] {
    MODULES.iter().find(|(module, _)| *module == name).map_or(&[], |(_, files)| files)
}

/// `GET /assets/{tag}/{*name}`. Requests with an old tag are served too, but not cached. Except for the modules that a page loads later:
/// they only fit the main module of their own build.
pub async fn asset(Path((tag, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let cache = if tag == TAG && !cfg!(debug_assertions) { FOREVER } else { "no-cache" };
    if tag != TAG && MODULES.iter().any(|(_, files)| files.contains(&name.as_str())) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match embedded(&headers, &name, cache) {
        Some(response) => response,
        None => from_folder(&name).await.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response()),
    }
}

/// The service worker's source, with this build's tag. A debug build has none: its files change without a new URL.
pub fn worker() -> Option<String> {
    let file = FILES.iter().find(|file| file.name == "sw.js")?;
    std::str::from_utf8(file.plain).ok().map(|text| text.replace("__TAG__", TAG))
}

/// The files at the root: `robots.txt`, the icons, the images of the app.
pub fn root_file(headers: &HeaderMap, path: &str) -> Option<Response> {
    let name = path.strip_prefix('/')?;
    if name.contains('/') || name.ends_with(".js") || name.ends_with(".wasm") {
        return None;
    }
    embedded(headers, name, "public, max-age=86400")
}

#[cfg(debug_assertions)]
async fn from_folder(name: &str) -> Option<Response> {
    let folder = std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned());
    let plain = !name.contains("..");
    // cargo-leptos writes the WebAssembly without `_bg`.
    for candidate in
        [format!("{folder}/pkg/{name}"), format!("{folder}/pkg/{}", name.replace("_bg", "")), format!("{folder}/{name}")]
    {
        if plain && let Ok(bytes) = tokio::fs::read(candidate).await {
            return Some(answer(name, bytes, "no-cache", None));
        }
    }
    None
}

#[cfg(not(debug_assertions))]
#[expect(clippy::unused_async, reason = "the debug build's half reads files")]
async fn from_folder(_: &str) -> Option<Response> {
    None
}
