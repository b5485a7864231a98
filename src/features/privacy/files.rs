//! The file of an export.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::service;
use crate::base::model::DataExport;
use crate::platform::app::App;
use crate::platform::http::rest::{PathId, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> Router<App> {
    Router::new().route("/exports/{id}/data.zip", get(download))
}

/// `GET /exports/{id}/data.zip`, with a cookie or a token of the owner.
async fn download(State(app): State<App>, context: RequestContext, PathId(id): PathId<DataExport>) -> Result<Response, Problem> {
    let permit = context.allow::<act::ExportOwnData>(&app).await?;
    let file = service::download(&app, &permit, id).await?;
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (CONTENT_DISPOSITION, "attachment; filename=\"praxis-data.zip\"".to_owned()),
        (CONTENT_LENGTH, file.size.to_string()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, Body::from_stream(file.chunks)).into_response())
}
