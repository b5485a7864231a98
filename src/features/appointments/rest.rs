//! REST endpoints under `/appointments`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{AppointmentView, Change, NOTE_MAX, Notes, Period, REASON_MAX, Status};
use super::service::{self, AllowedKind, Booking, Move, Wanted};
use crate::base::error::{AppError, Code, Faults, FieldCode};
use crate::base::model::{Appointment, Page, Role, VisitKind};
use crate::base::parse::{parse_optional, parse_text};
use crate::base::specialty::Specialty;
use crate::base::text as t;
use crate::platform::app::App;
use crate::platform::http::rest::{Body, Created, IdempotencyKey, PathId, Problem, Query, language};
use crate::platform::session::RequestContext;
use crate::policy::act;
use crate::ui::words;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(book, list)).routes(routes!(detail, change))
}

/// The doctor of an appointment.
#[derive(Serialize, ToSchema)]
pub struct DoctorRefBody {
    id: Uuid,
    full_name: String,
    specialty: Specialty,
    location: String,
    time_zone: String,
}

/// The patient of an appointment.
#[derive(Serialize, ToSchema)]
pub struct PatientRefBody {
    id: Uuid,
    full_name: String,
    /// Visible only to the doctor and the practice.
    phone: Option<String>,
}

/// One change of an appointment's status.
#[derive(Serialize, ToSchema)]
pub struct StatusChangeBody {
    /// With the offset of the reader's time zone.
    at: DateTime<FixedOffset>,
    by: Role,
    by_name: String,
    /// `null` for the booking itself.
    from: Option<Status>,
    to: Status,
    /// Why it changed; if neither status nor time changed, the previous reason for the visit.
    reason: Option<String>,
    /// The previous time, if the time changed and not the status; with the offset of the appointment's `starts_at`.
    moved_from: Option<DateTime<FixedOffset>>,
    moved_to: Option<DateTime<FixedOffset>>,
    /// The kind of visit before the move, if known.
    moved_from_kind: Option<VisitKind>,
    moved_to_kind: Option<VisitKind>,
}

/// An appointment, as seen by its patient, its doctor or the practice.
#[derive(Serialize, ToSchema)]
pub struct AppointmentBody {
    id: Uuid,
    doctor: DoctorRefBody,
    patient: PatientRefBody,
    slot_id: Uuid,
    /// Visits in person have the offset of the doctor's time zone, video visits that of the reader's.
    starts_at: DateTime<FixedOffset>,
    /// With the same offset as `starts_at`.
    ends_at: DateTime<FixedOffset>,
    kind: VisitKind,
    status: Status,
    #[schema(example = "A cough that does not go away")]
    reason: String,
    notes: Notes,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// Empty in lists.
    history: Vec<StatusChangeBody>,
}

impl From<Change> for StatusChangeBody {
    fn from(change: Change) -> Self {
        let (moved_from_kind, moved_to_kind) = change.moved.as_ref().and_then(|moved| moved.kinds).unzip();
        let (moved_from, moved_to) = change.moved.map(|moved| (moved.from.at, moved.to.at)).unzip();
        Self {
            at: change.at.at,
            by: change.by,
            by_name: words::name(language(), change.by, &change.by_name),
            from: change.from,
            to: change.to,
            reason: change.reason,
            moved_from,
            moved_to,
            moved_from_kind,
            moved_to_kind,
        }
    }
}

impl From<AppointmentView> for AppointmentBody {
    fn from(view: AppointmentView) -> Self {
        Self {
            id: view.id.uuid(),
            doctor: DoctorRefBody {
                id: view.doctor.id.uuid(),
                full_name: view.doctor.name(language()),
                specialty: view.doctor.specialty,
                location: view.doctor.location,
                time_zone: view.doctor.time_zone,
            },
            patient: PatientRefBody {
                id: view.patient.id.uuid(),
                full_name: view.patient.name(language()),
                phone: view.patient.phone,
            },
            slot_id: view.slot_id.uuid(),
            starts_at: view.starts_at.at,
            ends_at: view.ends_at.at,
            kind: view.kind,
            status: view.status,
            reason: view.reason,
            notes: view.notes,
            created_at: view.created_at,
            updated_at: view.updated_at,
            history: view.history.into_iter().map(Into::into).collect(),
        }
    }
}

/// The slot to book, and the reason.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookRequest {
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000")]
    slot_id: Uuid,
    /// The reason for the visit.
    #[schema(format = "lines", min_length = 1, max_length = 1000, example = "A cough that does not go away")]
    reason: String,
}

/// Book a free slot.
///
/// A slot is never booked twice: if it is taken, the problem contains the nearest free slots. If a response is lost, send the request
/// again with the same `Idempotency-Key`.
#[utoipa::path(post, path = "/api/v1/appointments", operation_id = "book_appointment", tag = "appointments",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = BookRequest,
    responses((status = 201, description = "Booked: `confirmed`, or `pending` until the doctor confirms it.", body = AppointmentBody),
        (status = 404, description = "`not_found`: no such slot, or a doctor who cannot be booked."),
        (status = 409, description = "`slot_taken`, `slot_past`, `patient_busy`: with the nearest free slots. \
            `too_many_bookings`, `too_many_with_doctor`, `too_many_unverified` (unverified email address): the patient already \
            has `limit` upcoming appointments.")))]
async fn book(
    State(app): State<App>,
    context: RequestContext,
    key: IdempotencyKey,
    Body(body): Body<BookRequest>,
) -> Result<Created<AppointmentBody>, Problem> {
    let permit = context.allow::<act::BookAppointment>(&app).await?;
    let key = key.of(permit.user()?, "POST /api/v1/appointments", &body)?;
    let mut faults = Faults::default();
    let Some(reason) = faults.take("reason", parse_text(&body.reason, REASON_MAX, true)) else {
        return Err(faults.into_error().into());
    };
    let booking = Booking { slot: body.slot_id.into(), seen_at: None, reason, key };
    let booked = service::book(&app, &permit, booking, context.zone).await?;
    Ok(Created { at: format!("/api/v1/appointments/{}", booked.id), body: booked.into() })
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `upcoming`: active appointments that have not ended, soonest first; `past`: all others, latest first; `all`, the default: latest
    /// first.
    #[param(inline)]
    period: Option<Period>,
    #[param(inline)]
    status: Option<Status>,
    doctor_id: Option<Uuid>,
    patient_id: Option<Uuid>,
    /// A part of the patient's or the doctor's name; accents and case are ignored.
    #[param(max_length = 120)]
    name: Option<String>,
    /// Only appointments that start at this time or later (RFC 3339).
    from: Option<DateTime<Utc>>,
    /// Only appointments that start before this time (RFC 3339).
    to: Option<DateTime<Utc>>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// List the user's own appointments; for admins, all appointments.
#[utoipa::path(get, path = "/api/v1/appointments", operation_id = "list_appointments", tag = "appointments", params(ListQuery),
    responses((status = 200, description = "A page of appointments, without their history.", body = Page<AppointmentBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<AppointmentBody>>, Problem> {
    let permit = context.allow::<act::ReadAppointments>(&app).await?;
    let wanted = Wanted {
        period: query.period.unwrap_or(Period::All),
        status: query.status,
        name: query.name.as_deref(),
        from: query.from,
        to: query.to,
        days: (None, None),
        doctor: query.doctor_id.map(Into::into),
        patient: query.patient_id.map(Into::into),
        cursor: query.cursor.as_deref(),
        limit: query.limit,
    };
    let page = service::list(&app, &permit, &wanted, context.zone).await?;
    Ok(Json(Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }))
}

/// Get one appointment with its history.
#[utoipa::path(get, path = "/api/v1/appointments/{id}", operation_id = "read_appointment", tag = "appointments",
    params(("id" = Uuid, Path)), responses((status = 200, description = "The appointment.", body = AppointmentBody)))]
async fn detail(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Appointment>,
) -> Result<Json<AppointmentBody>, Problem> {
    let permit = context.allow::<act::ReadAppointments>(&app).await?;
    Ok(Json(service::detail(&app, &permit, id, context.zone).await?.into()))
}

/// One of `status` or `slot_id`, each with an optional `reason`, `notes`, or `reason` alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRequest {
    /// Patients can cancel; doctors and admins can confirm and cancel, and afterwards set `completed` or `no_show`.
    #[schema(example = "cancelled")]
    status: Option<Status>,
    /// Another free slot of the same doctor; staff only.
    slot_id: Option<Uuid>,
    /// The kind of visit of that slot. Required if it differs from the appointment's; must be correct if given.
    kind: Option<VisitKind>,
    /// Why; stored with the change.
    #[schema(format = "lines or nothing", max_length = 1000, example = "I am well again")]
    reason: Option<String>,
    /// The user's own note on the visit; an empty text removes it.
    #[schema(format = "lines or nothing", max_length = 4000)]
    notes: Option<String>,
}

/// Change the status, the time, the user's own note or the reason: one per request.
///
/// With a status or a time, `reason` explains the change; alone, it rewords the reason for the visit (staff only).
#[utoipa::path(patch, path = "/api/v1/appointments/{id}", operation_id = "change_appointment", tag = "appointments",
    params(("id" = Uuid, Path)), request_body = ChangeRequest,
    responses((status = 200, description = "The changed appointment.", body = AppointmentBody),
        (status = 403, description = "`forbidden`: admins cannot write notes; only admins can change the time or the reason."),
        (status = 409, description = "`wrong_status`: this change is not possible, or not for this account; `too_late`: the deadline for \
            cancelling has passed, see `detail`; for another slot, the conflicts of a booking, with the nearest free slots."),
        (status = 422, description = "`invalid`: also for a `slot_id` of another kind of visit without that `kind`.")))]
async fn change(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<Appointment>,
    Body(body): Body<ChangeRequest>,
) -> Result<Json<AppointmentBody>, Problem> {
    let mut faults = Faults::default();
    let reason = faults.take("reason", parse_optional(body.reason.as_deref().unwrap_or_default(), REASON_MAX, true));
    let note = faults.take("notes", parse_optional(body.notes.as_deref().unwrap_or_default(), NOTE_MAX, true));
    // Two changes in one request could succeed only in part.
    let asked = [("status", body.status.is_some()), ("slot_id", body.slot_id.is_some()), ("notes", body.notes.is_some())];
    match asked.iter().filter(|(_, asked)| *asked).count() {
        0 if body.reason.is_none() => faults.note("status", FieldCode::Required),
        0 if matches!(reason, Some(None)) => faults.note("reason", FieldCode::Required),
        0 => {}
        1 => {}
        _ => asked.iter().filter(|(_, asked)| *asked).skip(1).for_each(|(name, _)| faults.note(name, FieldCode::Unknown)),
    }
    if body.kind.is_some() && body.slot_id.is_none() {
        faults.note("kind", FieldCode::Unknown);
    }
    let (Some(reason), Some(note)) = (reason, note) else { return Err(faults.into_error().into()) };
    faults.check()?;
    if let Some(to) = body.status {
        let permit = context.allow::<act::ChangeAppointment>(&app).await?;
        let changed = service::change_status(&app, &permit, id, to, reason, context.zone).await;
        return Ok(Json(changed.map_err(|error| too_late(&app, error))?.into()));
    }
    if let Some(slot) = body.slot_id {
        let permit = context.allow::<act::EditAppointment>(&app).await?;
        let kind = body.kind.map_or(AllowedKind::Nothing, AllowedKind::Is);
        let to = Move { slot: slot.into(), seen_at: None, kind, reason };
        let moved = service::move_to(&app, &permit, id, to, context.zone).await;
        return Ok(Json(moved.map_err(|error| for_staff(error.renamed("slot", "slot_id")))?.into()));
    }
    if body.notes.is_none()
        && let Some(reason) = reason
    {
        let permit = context.allow::<act::EditAppointment>(&app).await?;
        service::reword(&app, &permit, id, reason).await?;
        let permit = context.allow::<act::ReadAppointments>(&app).await?;
        return Ok(Json(service::detail(&app, &permit, id, context.zone).await?.into()));
    }
    let permit = context.allow::<act::WriteNote>(&app).await?;
    service::write_note(&app, &permit, id, note).await?;
    let permit = context.allow::<act::ReadAppointments>(&app).await?;
    Ok(Json(service::detail(&app, &permit, id, context.zone).await?.into()))
}

/// Adds why it is too late, and whom to call.
fn too_late(app: &App, error: AppError) -> Problem {
    let (lang, late) = (language(), error.code == Code::TooLate);
    let hours = words::hours(lang, app.settings.cancel_hours);
    let why = match &app.settings.practice_phone {
        Some(phone) => t::error_too_late_call(lang, t::ErrorTooLateCall { hours, phone }),
        None => t::error_too_late_contact(lang, hours),
    };
    if late { Problem::with_detail(error, why) } else { error.into() }
}

/// Rewords the error for staff: the busy person is the patient, not the reader.
fn for_staff(error: AppError) -> Problem {
    let sentence = words::error_for(language(), &error, Some(Role::Admin)).into_owned();
    Problem::with_detail(error, sentence)
}
