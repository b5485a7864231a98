//! Composes the features into a server: registry, router, middleware, start and shutdown.
//!
//! The request path, from the outside in: headers and compression, rate limit, origin, request context, forms, the route.

mod address_limit;
mod docs;
mod error_page;
pub mod fields;
mod forms;
mod guard;
mod headers;
mod health;
mod install;
mod listen;
pub mod openapi;
mod page_cache;
mod pages;
mod registry;
mod robots;

pub use listen::serve;
pub use registry::{open, registry, start};

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::base::error::Code;
use crate::platform::app::App;
use crate::platform::http::{failed, rest};
use crate::platform::registry::{Files, Rest};
use crate::platform::{assets, session};

/// The schema of all errors: `openapi` adds it to the responses, so that no handler has to.
#[derive(OpenApi)]
#[openapi(components(schemas(rest::ProblemBody)))]
struct Errors;

/// Returns the REST endpoints with their OpenAPI description.
pub fn api() -> (Router<App>, serde_json::Value) {
    let registry = registry();
    let parts = registry.all::<Rest>();
    let all = OpenApiRouter::with_openapi(Errors::openapi());
    let (router, described) = parts.iter().fold(all, |all, part| all.merge((part.routes)())).split_for_parts();
    (router, openapi::complete(&described, &registry))
}

/// Returns the router of the whole server.
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
    let files = app.registry.all::<Files>().iter().fold(api, |all, files| all.merge((files.0)()));
    pages::add(files, app)
        .route("/robots.txt", get(robots::robots))
        .route("/api/v1/openapi.json", openapi)
        .route("/api/docs", readable)
        .route("/reviews", get(async || axum::response::Redirect::permanent("/doctor-applications")))
        .route("/assets/{tag}/{*name}", get(assets::asset))
        .route("/manifest.webmanifest", get(install::manifest))
        .route("/sw.js", get(install::worker))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(pages::fallback)
        .method_not_allowed_fallback(async || failed(&Code::WrongMethod.into()))
        .layer(from_fn_with_state(app.clone(), forms::handle))
        .layer(from_fn_with_state(app.clone(), session::context::attach))
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .layer(from_fn_with_state((app.clone(), limiter), guard::limit))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| failed(&Code::Internal.into())))
        .layer(from_fn(error_page::for_browsers))
        .layer(from_fn_with_state(app.clone(), rest::in_the_requests_language))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(app.clone(), headers::set))
        .layer(from_fn(headers::log))
        .with_state(app.clone())
}
