//! HTTP routes for appointments as files.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::service;
use crate::base::model::Appointment;
use crate::platform::app::App;
use crate::platform::http::rest::{PathId, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/calendar.ics", get(calendar))
}

/// `GET /appointments/{id}/calendar.ics`.
async fn calendar(State(app): State<App>, context: RequestContext, PathId(id): PathId<Appointment>) -> Result<Response, Problem> {
    let permit = context.allow::<act::ReadAppointments>(&app).await?;
    let file = service::calendar(&app, &permit, id, context.lang).await?;
    let headers =
        [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\"")];
    Ok((headers, file).into_response())
}
