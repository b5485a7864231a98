//! REST endpoints under `/notifications`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::kinds::Reader;
use super::model::NotificationView;
use super::service;
use crate::base::model::{Notification, Page};
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::http::rest::{PathId, Problem, Query};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(mark_read))
}

/// What happened. Each feature defines its own kinds.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
pub struct Kind(String);

/// A notification in the app.
#[derive(Serialize, ToSchema)]
pub struct NotificationBody {
    id: Uuid,
    kind: Kind,
    /// The appointment that it is about; `null` if it is about a doctor.
    appointment_id: Option<Uuid>,
    /// For staff: the pending doctor, or the doctor who requests a change of verified data.
    doctor_id: Option<Uuid>,
    /// The name of the other party, or of that doctor.
    with: String,
    /// The appointment's start, `null` without one. Visits in person have the offset of the doctor's time zone, video visits that of the
    /// reader's.
    starts_at: Option<DateTime<FixedOffset>>,
    created_at: DateTime<Utc>,
    read: bool,
}

impl From<NotificationView> for NotificationBody {
    fn from(view: NotificationView) -> Self {
        let about = |kind: &str| (view.subject_kind == kind).then_some(view.subject_id);
        Self {
            id: view.id.uuid(),
            kind: Kind(view.kind),
            appointment_id: about("appointment"),
            doctor_id: about("doctor"),
            with: view.with,
            starts_at: view.starts_at.map(|starts| starts.at),
            created_at: view.created_at,
            read: view.is_read,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// List the user's own notifications, newest first.
#[utoipa::path(get, path = "/api/v1/notifications", operation_id = "list_notifications", tag = "notifications", params(ListQuery),
    responses((status = 200, description = "A page of them.", body = Page<NotificationBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<NotificationBody>>, Problem> {
    let permit = context.allow::<act::ReadNotifications>(&app).await?;
    let limit = cursor::limit(query.limit, cursor::DEFAULT_LIMIT)?;
    let reader = Reader { lang: context.lang, role: context.actor.role(), zone: context.zone };
    let page = service::list(&app, &permit, query.cursor.as_deref(), limit, reader).await?;
    Ok(Json(Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }))
}

/// Mark a notification as read.
#[utoipa::path(post, path = "/api/v1/notifications/{id}/read", operation_id = "mark_notification_read", tag = "notifications",
    params(("id" = Uuid, Path)), responses((status = 204, description = "Read; also when it was before.")))]
async fn mark_read(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Notification>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::MarkNotifications>(&app).await?;
    service::mark_read(&app, &permit, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
