//! The front door: every route, what stands before it, and the server that listens.
//!
//! The order from the street inwards: headers and compression, rate limit, origin, who is here, forms, the door.

pub mod answer;
pub mod client;
mod docs;
mod error_page;
pub mod fields;
pub mod flash;
mod forms;
mod guard;
mod headers;
mod health;
mod install;
pub mod openapi;
mod pages;
pub mod rest;
mod server;
mod shared;
mod shares;

pub use server::serve;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::{session, site};
use crate::error::{AppError, Code};

/// An error for whoever reads JSON.
pub fn failed(error: &AppError) -> Response {
    rest::Problem::from(error.clone()).into_response()
}

/// `path` when it is one of ours: absolute, on this host, without tricks (`//host`, `/\host`, line breaks).
pub fn local_path(path: &str) -> Option<&str> {
    let plain =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.bytes().all(|b| b.is_ascii_graphic());
    plain.then_some(path)
}

/// The shape of every error: added to the answers by rule, so that no handler names it.
#[derive(OpenApi)]
#[openapi(components(schemas(rest::ProblemBody)))]
struct Errors;

/// The REST doors with their OpenAPI description.
pub fn api() -> (Router<App>, serde_json::Value) {
    let (router, described) = OpenApiRouter::with_openapi(Errors::openapi())
        .merge(crate::accounts::rest::routes())
        .merge(crate::doctors::rest::routes())
        .merge(crate::schedule::rest::routes())
        .merge(crate::appointments::rest::routes())
        .merge(crate::notifications::rest::routes())
        .split_for_parts();
    (router, openapi::complete(&described))
}

/// The whole house as one router.
pub fn router(app: &App) -> Router {
    let (api, description) = api();
    let page = docs::page(&description);
    let readable = get(async move || {
        let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        let headers = [(http::header::CONTENT_TYPE, "text/html; charset=utf-8"), (http::header::CONTENT_SECURITY_POLICY, policy)];
        (headers, page)
    });
    let openapi = get(async move || axum::Json(description));
    let limiter = guard::Limiter::new(app);
    pages::add(api, app)
        .route("/api/v1/openapi.json", openapi)
        .route("/api/docs", readable)
        .route("/appointments/{id}/calendar.ics", get(pages::calendar))
        .route("/doctors/{id}/portrait.svg", get(pages::portrait))
        .route("/assets/{tag}/{*name}", get(site::asset))
        .route("/manifest.webmanifest", get(install::manifest))
        .route("/sw.js", get(install::worker))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(pages::fallback)
        .method_not_allowed_fallback(async || failed(&Code::WrongMethod.into()))
        .layer(from_fn_with_state(app.clone(), forms::handle))
        .layer(from_fn_with_state(app.clone(), session::visit::attach))
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .layer(from_fn_with_state((app.clone(), limiter), guard::limit))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| failed(&Code::Internal.into())))
        .layer(from_fn(error_page::for_browsers))
        .layer(from_fn(rest::in_the_requests_language))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(app.clone(), headers::set))
        .layer(from_fn(headers::log))
        .with_state(app.clone())
}
