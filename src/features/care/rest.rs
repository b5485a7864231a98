//! REST endpoints under `/patients`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, NaiveDate};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::emergency::{self, Known};
use super::model::{CareView, PatientLine, PatientRecord};
use super::service;
use crate::base::error::{AppError, FieldCode};
use crate::base::model::{Gender, Page, Patient};
use crate::base::parse::NAME_MAX;
use crate::features::accounts::model::EmergencyContact;
use crate::platform::app::App;
use crate::platform::http::rest::{Body, PathId, Problem, Query};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(access))
}

/// A patient in a list.
#[derive(Serialize, ToSchema)]
pub struct PatientLineBody {
    id: Uuid,
    full_name: String,
    date_of_birth: NaiveDate,
    /// With the doctor who asks; with any doctor, if an admin does.
    next_visit: Option<DateTime<FixedOffset>>,
    last_visit: Option<DateTime<FixedOffset>>,
}

impl From<PatientLine> for PatientLineBody {
    fn from(line: PatientLine) -> Self {
        Self {
            id: line.id.uuid(),
            full_name: line.full_name,
            date_of_birth: line.date_of_birth,
            next_visit: line.next_visit.map(|time| time.at),
            last_visit: line.last_visit.map(|time| time.at),
        }
    }
}

/// Why a doctor may read the record.
#[derive(Serialize, ToSchema)]
pub struct CareBody {
    since: DateTime<FixedOffset>,
    until: Option<DateTime<FixedOffset>>,
    /// There is only an emergency access.
    emergency: bool,
}

impl From<CareView> for CareBody {
    fn from(care: CareView) -> Self {
        Self { since: care.since.at, until: care.until.map(|time| time.at), emergency: care.is_emergency }
    }
}

/// What the practice stores about a patient.
#[derive(Serialize, ToSchema)]
pub struct PatientBody {
    id: Uuid,
    full_name: String,
    date_of_birth: NaiveDate,
    gender: Gender,
    email: String,
    phone: Option<String>,
    address: Option<String>,
    emergency_contact: Option<EmergencyContact>,
    next_visit: Option<DateTime<FixedOffset>>,
    last_visit: Option<DateTime<FixedOffset>>,
    /// Of the doctor who asks.
    care: Option<CareBody>,
    /// The note of the doctor who asks, which nobody else reads.
    note: Option<String>,
}

impl From<PatientRecord> for PatientBody {
    fn from(record: PatientRecord) -> Self {
        Self {
            id: record.id.uuid(),
            full_name: record.full_name,
            date_of_birth: record.date_of_birth,
            gender: record.gender,
            email: record.email,
            phone: record.phone,
            address: record.address,
            emergency_contact: record.emergency_contact,
            next_visit: record.next_visit.map(|time| time.at),
            last_visit: record.last_visit.map(|time| time.at),
            care: record.care.map(Into::into),
            note: record.note,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// A part of the name, with or without accents.
    #[param(max_length = 120)]
    q: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// List the patients in the doctor's care by name; for admins, all patients.
#[utoipa::path(get, path = "/api/v1/patients", operation_id = "list_patients", tag = "patients", params(ListQuery),
    responses((status = 200, description = "A page of them.", body = Page<PatientLineBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<PatientLineBody>>, Problem> {
    let permit = context.allow::<act::ReadPatientRecord>(&app).await?;
    let name = query.q.unwrap_or_default();
    if name.chars().count() > NAME_MAX {
        return Err(AppError::field("q", FieldCode::TooLong).into());
    }
    let page = service::patients(&app, &permit, &name, query.cursor.as_deref(), query.limit, context.zone).await?;
    Ok(Json(Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }))
}

/// Get a patient's record.
///
/// Doctors get those of the patients in their care.
#[utoipa::path(get, path = "/api/v1/patients/{id}", operation_id = "get_patient", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The record.", body = PatientBody)))]
async fn get(State(app): State<App>, context: RequestContext, PathId(id): PathId<Patient>) -> Result<Json<PatientBody>, Problem> {
    let permit = context.allow::<act::ReadPatientRecord>(&app).await?;
    Ok(Json(service::patient(&app, &permit, id, context.zone).await?.into()))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccessRequest {
    /// Why, in words; the staff read it.
    #[schema(format = "lines", min_length = 10, max_length = 500, example = "Brought in unconscious; allergies unknown")]
    reason: String,
}

/// Open a patient's record in an emergency.
///
/// For a patient who is not in the doctor's care, for some hours. The patient and the staff are notified, and an admin reviews it.
#[utoipa::path(post, path = "/api/v1/patients/{id}/access", operation_id = "open_emergency_access", tag = "patients",
    params(("id" = Uuid, Path)), request_body = AccessRequest,
    responses((status = 204, description = "The record is open; also when it was before.")))]
async fn access(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Patient>,
    Body(body): Body<AccessRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::OpenEmergencyAccess>(&app).await?;
    let reason = emergency::parse_reason(&body.reason).map_err(|fault| AppError::field("reason", fault))?;
    emergency::open(&app, &permit, Known::Id(id), reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
