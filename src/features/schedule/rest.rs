//! REST endpoints under `/me/slots`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, API, NewSlot, SlotChange};
use crate::base::error::{Faults, FieldCode};
use crate::base::model::{Page, Slot, VisitKind};
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::http::rest::slot::{SlotBody, slot_page};
use crate::platform::http::rest::{Body, Created, PathId, Problem, Query};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(change, delete))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotsQuery {
    /// Only slots that start at this time or later (RFC 3339); by default now.
    pub from: Option<DateTime<Utc>>,
    /// Only slots that start before this time (RFC 3339); by default the end of the schedule.
    pub to: Option<DateTime<Utc>>,
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// List the doctor's own slots, by start.
#[utoipa::path(get, path = "/api/v1/me/slots", operation_id = "list_own_slots", tag = "schedule", params(SlotsQuery),
    responses((status = 200, description = "A page of slots, including booked ones.", body = Page<SlotBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<SlotsQuery>,
) -> Result<Json<Page<SlotBody>>, Problem> {
    let permit = context.allow::<act::ReadOwnSchedule>(&app).await?;
    let limit = cursor::limit(query.limit, cursor::DEFAULT_LIMIT)?;
    let page = service::my_slots(&app, &permit, (query.from, query.to), query.cursor.as_deref(), limit).await?;
    Ok(Json(slot_page(page)))
}

/// A new slot.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotRequest {
    /// In the future, and at most 730 days ahead.
    #[schema(value_type = DateTime<FixedOffset>, example = "2028-03-27T09:00:00+02:00")]
    starts_at: String,
    /// 5 to 720 minutes after `starts_at`.
    #[schema(value_type = DateTime<FixedOffset>, example = "2028-03-27T09:30:00+02:00")]
    ends_at: String,
    #[schema(value_type = VisitKind, example = "in_person")]
    kind: String,
}

/// The changed fields; missing fields stay unchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotChangeRequest {
    #[schema(value_type = Option<DateTime<FixedOffset>>, example = "2028-03-27T10:00:00+02:00")]
    starts_at: Option<String>,
    #[schema(value_type = Option<DateTime<FixedOffset>>, example = "2028-03-27T10:30:00+02:00")]
    ends_at: Option<String>,
    #[schema(value_type = Option<VisitKind>, example = "video")]
    kind: Option<String>,
}

fn instant(text: &str) -> Result<DateTime<Utc>, FieldCode> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| FieldCode::NotATime)
}

fn kind(text: &str) -> Result<VisitKind, FieldCode> {
    text.parse().map_err(|_| FieldCode::NotAChoice)
}

/// Add a slot.
#[utoipa::path(post, path = "/api/v1/me/slots", operation_id = "add_slot", tag = "schedule", request_body = SlotRequest,
    responses((status = 201, description = "The new slot.", body = SlotBody),
        (status = 409, description = "`slot_overlaps`: it overlaps another slot of the doctor.")))]
async fn add(State(app): State<App>, context: RequestContext, Body(body): Body<SlotRequest>) -> Result<Created<SlotBody>, Problem> {
    let permit = context.allow::<act::ChangeOwnSchedule>(&app).await?;
    let mut faults = Faults::default();
    let starts_at = faults.take(API.start, instant(&body.starts_at));
    let ends_at = faults.take(API.end, instant(&body.ends_at));
    let kind = faults.take("kind", kind(&body.kind));
    let (Some(starts_at), Some(ends_at), Some(kind)) = (starts_at, ends_at, kind) else { return Err(faults.into_error().into()) };
    let slot = service::add(&app, &permit, NewSlot { starts_at, ends_at, kind }, API).await?;
    Ok(Created { at: format!("/api/v1/me/slots/{}", slot.id), body: slot.into() })
}

/// Change an unbooked slot.
#[utoipa::path(patch, path = "/api/v1/me/slots/{id}", operation_id = "change_slot", tag = "schedule",
    params(("id" = Uuid, Path)), request_body = SlotChangeRequest,
    responses((status = 200, description = "The changed slot.", body = SlotBody),
        (status = 409, description = "`slot_booked`: it is booked; `slot_overlaps`: it overlaps another slot of the doctor.")))]
async fn change(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Slot>,
    Body(body): Body<SlotChangeRequest>,
) -> Result<Json<SlotBody>, Problem> {
    let permit = context.allow::<act::ChangeOwnSchedule>(&app).await?;
    let mut faults = Faults::default();
    let starts_at = body.starts_at.and_then(|text| faults.take(API.start, instant(&text)));
    let ends_at = body.ends_at.and_then(|text| faults.take(API.end, instant(&text)));
    let kind = body.kind.and_then(|text| faults.take("kind", kind(&text)));
    faults.check()?;
    let slot = service::edit(&app, &permit, id, SlotChange { starts_at, ends_at, kind }, API).await?;
    Ok(Json(slot.into()))
}

/// Delete an unbooked slot.
#[utoipa::path(delete, path = "/api/v1/me/slots/{id}", operation_id = "delete_slot", tag = "schedule", params(("id" = Uuid, Path)),
    responses((status = 204, description = "The slot is deleted."),
        (status = 409, description = "`slot_booked`: cancel the appointment first.")))]
async fn delete(State(app): State<App>, context: RequestContext, PathId(id): PathId<Slot>) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ChangeOwnSchedule>(&app).await?;
    service::delete(&app, &permit, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
