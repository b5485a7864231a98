//! The REST endpoint `/audit`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::AuditEntry;
use super::service::{self, ACTION_MAX, Reader, Wanted};
use crate::base::error::AppError;
use crate::base::model::{Id, Outcome, Page, Role};
use crate::base::parse::parse_optional;
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::http::rest::{Problem, Query};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Whoever acted.
#[derive(Serialize, ToSchema)]
pub struct AuditActorBody {
    id: Uuid,
    /// If the account was deleted, a word for that. `null` if there is no such account any more, as the role.
    full_name: Option<String>,
    role: Option<Role>,
}

/// An entry of the audit log: ids, never contents.
#[derive(Serialize, ToSchema)]
pub struct AuditEntryBody {
    id: Uuid,
    /// With the offset of the reader's time zone.
    at: DateTime<FixedOffset>,
    /// `null`: the practice itself, or somebody who was not signed in.
    actor: Option<AuditActorBody>,
    /// For a refusal, the permission that was missing.
    #[schema(example = "appointments.read")]
    action: String,
    /// Whom it concerns.
    patient_id: Option<Uuid>,
    /// The record that it was done to.
    subject: Uuid,
    outcome: Outcome,
    /// For admins only.
    session_id: Option<Uuid>,
    /// The IP address; for admins only.
    address: Option<String>,
}

impl From<AuditEntry> for AuditEntryBody {
    fn from(entry: AuditEntry) -> Self {
        let (role, who) = (entry.role, entry.who);
        let full_name = role.map(|_| who);
        Self {
            id: entry.id.uuid(),
            at: entry.at.at,
            actor: entry.actor.map(|id| AuditActorBody { id: id.uuid(), full_name, role }),
            action: entry.action,
            patient_id: entry.patient.map(|patient| patient.id),
            subject: entry.subject,
            outcome: entry.outcome,
            session_id: entry.session,
            address: entry.address,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Who acted.
    actor_id: Option<Uuid>,
    /// Whom it concerns.
    patient_id: Option<Uuid>,
    #[param(max_length = 100)]
    action: Option<String>,
    #[param(inline)]
    outcome: Option<Outcome>,
    /// Only entries from this time on (RFC 3339).
    from: Option<DateTime<Utc>>,
    /// Only entries before this time (RFC 3339).
    to: Option<DateTime<Utc>>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// List the audit log, latest first; for patients, what others did with their data.
#[utoipa::path(get, path = "/api/v1/audit", operation_id = "list_audit_entries", tag = "audit", params(ListQuery),
    responses((status = 200, description = "A page of entries.", body = Page<AuditEntryBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<AuditEntryBody>>, Problem> {
    let permit = context.allow::<act::ReadAudit>(&app).await?;
    let limit = cursor::limit(query.limit, cursor::DEFAULT_LIMIT)?;
    let action = parse_optional(query.action.as_deref().unwrap_or_default(), ACTION_MAX, false);
    let wanted = Wanted {
        actor: query.actor_id.map(Id::from),
        patient: query.patient_id.map(Id::from),
        action: action.map_err(|code| AppError::field("action", code))?,
        outcome: query.outcome,
        from: query.from,
        to: query.to,
        ..Wanted::default()
    };
    let reader = Reader { lang: context.lang, zone: context.zone };
    let page = service::list(&app, &permit, &wanted, query.cursor.as_deref(), limit, reader).await?;
    Ok(Json(Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }))
}
