//! Server functions for the pages about patients and emergency accesses.

use leptos::prelude::*;

use super::model::{EmergencyView, PatientLine, PatientRecord};
use crate::base::error::AppError;
use crate::base::model::Page;

/// Returns a page of the patients in the doctor's care, or of all for an admin.
///
/// # Errors
/// `forbidden` for pending doctors, `malformed` for an invalid cursor, `invalid` for a name that is too long.
#[server(name = GetPatients, prefix = "/fn", endpoint = "patients/list")]
pub async fn patients(#[server(default)] name: String, cursor: Option<String>) -> Result<Page<PatientLine>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadPatientRecord>(&app).await?;
    super::service::patients(&app, &permit, &name, cursor.as_deref(), Some(30), context.zone).await
}

/// Returns a patient's record.
///
/// # Errors
/// `not_found` for no such patient, or one who is not in the doctor's care.
#[server(name = GetPatient, prefix = "/fn", endpoint = "patients/record")]
pub async fn patient(id: String) -> Result<PatientRecord, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadPatientRecord>(&app).await?;
    super::service::patient(&app, &permit, id.parse().map_err(|_| Code::NotFound)?, context.zone).await
}

/// Sets the doctor's own note about a patient; an empty one is removed.
///
/// # Errors
/// `not_found` for a patient who is not in their care, `invalid`.
#[server(name = WritePatientNote, prefix = "/fn", endpoint = "patients/note")]
pub async fn write_patient_note(id: String, #[server(default)] note: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::base::model::{Id, Patient};
    use crate::base::parse::parse_optional;
    use crate::features::care::model::NOTE_MAX;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::WritePatientNote>(&app).await?;
    let id: Id<Patient> = id.parse().map_err(|_| Code::NotFound)?;
    let note = parse_optional(&note, NOTE_MAX, true).map_err(|fault| AppError::field("note", fault))?;
    super::service::write_note(&app, &permit, id, note).await?;
    leptos_axum::redirect(&format!("/patients/{id}"));
    Ok(())
}

/// Opens a patient's record in an emergency, and redirects to it.
///
/// # Errors
/// `not_found` for no such patient, `invalid` for the reason.
#[server(name = OpenInEmergency, prefix = "/fn", endpoint = "patients/emergency")]
pub async fn open_in_emergency(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::features::care::emergency::{self, Known};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::OpenEmergencyAccess>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let reason = emergency::parse_reason(&reason).map_err(|fault| AppError::field("reason", fault))?;
    let patient = emergency::open(&app, &permit, Known::Id(id), reason).await?;
    leptos_axum::redirect(&format!("/patients/{patient}"));
    Ok(())
}

/// The same for a patient whose name and date of birth the doctor knows.
///
/// # Errors
/// `not_found` if no patient, or more than one, has both; `invalid` with the fields.
#[server(name = FindInEmergency, prefix = "/fn", endpoint = "patients/find-in-emergency")]
pub async fn find_in_emergency(
    #[server(default)] full_name: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::Faults;
    use crate::base::parse::parse_name;
    use crate::features::accounts::model::parse_birth_date;
    use crate::features::care::emergency::{self, Known};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::OpenEmergencyAccess>(&app).await?;
    let mut faults = Faults::default();
    let full_name = faults.take("full_name", parse_name(&full_name));
    let born = parse_birth_date(&birth_year, &birth_month, &birth_day, app.clock.now().date_naive());
    let date_of_birth = faults.take("date_of_birth", born);
    let reason = faults.take("reason", emergency::parse_reason(&reason));
    let (Some(full_name), Some(date_of_birth), Some(reason)) = (full_name, date_of_birth, reason) else {
        return Err(faults.into_error());
    };
    let patient = emergency::open(&app, &permit, Known::Named { full_name, date_of_birth }, reason).await?;
    leptos_axum::redirect(&format!("/patients/{patient}"));
    Ok(())
}

/// Ends the doctor's own emergency access before its time.
///
/// # Errors
/// `not_found` for one that has ended, or another doctor's.
#[server(name = EndEmergencyAccess, prefix = "/fn", endpoint = "patients/end-emergency")]
pub async fn end_emergency_access(id: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::OpenEmergencyAccess>(&app).await?;
    super::emergency::end(&app, &permit, id.parse().map_err(|_| Code::NotFound)?).await?;
    leptos_axum::redirect("/patients");
    Ok(())
}

/// Returns a page of all emergency accesses, the latest first.
///
/// # Errors
/// `forbidden` except for staff, `malformed` for an invalid cursor.
#[server(name = EmergencyAccesses, prefix = "/fn", endpoint = "patients/emergencies")]
pub async fn emergency_accesses(cursor: Option<String>) -> Result<Page<EmergencyView>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReviewEmergencyAccess>(&app).await?;
    super::emergency::list(&app, &permit, cursor.as_deref(), context.zone).await
}

/// Marks an emergency access as reviewed.
///
/// # Errors
/// `forbidden` except for staff, `not_found`.
#[server(name = ReviewEmergencyAccess, prefix = "/fn", endpoint = "patients/review-emergency")]
pub async fn review_emergency_access(id: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReviewEmergencyAccess>(&app).await?;
    super::emergency::review(&app, &permit, id.parse().map_err(|_| Code::NotFound)?).await?;
    leptos_axum::redirect("/emergency-accesses");
    Ok(())
}
