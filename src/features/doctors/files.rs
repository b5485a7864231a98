//! HTTP routes for doctors' portraits.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};

use super::service;
use crate::base::model::Doctor;
use crate::platform::app::App;
use crate::platform::http::rest::{PathId, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

/// Cached for a day, and for a week while it is revalidated: a portrait changes with a new version of Praxis, or when the doctor changes
/// the gender.
const PORTRAIT_CACHE: &str = "public, max-age=86400, stale-while-revalidate=604800";
/// Opened as a document, it must not load or run anything.
const PORTRAIT_POLICY: &str = "default-src 'none'; sandbox";

pub fn routes() -> Router<App> {
    Router::new().route("/doctors/{id}/portrait.svg", get(portrait))
}

/// `GET /doctors/{id}/portrait.svg`.
async fn portrait(
    State(app): State<App>,
    context: RequestContext,
    headers: HeaderMap,
    PathId(id): PathId<Doctor>,
) -> Result<Response, Problem> {
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let svg = service::portrait::portrait(&app, &permit, id).await?;
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest(&SHA256, svg.as_bytes())));
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| value.contains(&tag));
    let about = [(CACHE_CONTROL, PORTRAIT_CACHE), (ETAG, tag.as_str())];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    Ok((about, [(CONTENT_TYPE, "image/svg+xml"), (CONTENT_SECURITY_POLICY, PORTRAIT_POLICY)], svg).into_response())
}
