//! The audit log as a file.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::model::AuditFilter;
use super::service::{self, Reader, Wanted};
use crate::platform::app::App;
use crate::platform::http::rest::{Problem, Query};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> Router<App> {
    Router::new().route("/audit.csv", get(csv))
}

/// `GET /audit.csv`, with the filter of the page.
async fn csv(State(app): State<App>, context: RequestContext, Query(filter): Query<AuditFilter>) -> Result<Response, Problem> {
    let permit = context.allow::<act::ExportAudit>(&app).await?;
    let reader = Reader { lang: context.lang, zone: context.zone };
    let parts = service::export(&app, &permit, &Wanted::of(&filter, reader)?, reader).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}
