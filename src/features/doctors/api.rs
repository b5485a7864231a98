//! Server functions for finding and approving doctors.

use leptos::prelude::*;

use super::model::{ApplicationState, DoctorPage, DoctorQuery, DoctorView, PendingDoctor};
use crate::base::error::AppError;
use crate::base::model::Page;

/// Returns a page of doctors with their next free slots.
///
/// # Errors
/// `malformed` for an invalid cursor, `invalid` for a limit out of range.
#[server(name = GetDoctors, prefix = "/fn", endpoint = "doctors/find")]
pub async fn find_doctors(#[server(default)] query: DoctorQuery) -> Result<Page<DoctorView>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    super::service::find(&app, &permit, &query, context.zone).await
}

/// Returns the data of a doctor's page, with the free slots of the next four weeks.
///
/// # Errors
/// `not_found`.
#[server(name = GetDoctorPage, prefix = "/fn", endpoint = "doctors/page")]
pub async fn doctor_page(id: String) -> Result<DoctorPage, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::page(&app, &permit, id, context.zone).await
}

/// Returns the state of the acting doctor's application; `None` for everybody else.
///
/// # Errors
/// `not_signed_in`.
#[server(name = MyApplicationState, prefix = "/fn", endpoint = "doctors/review-state")]
pub async fn my_application_state() -> Result<Option<ApplicationState>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadOwnAccount>(&app).await?;
    super::service::applications::state(&app, &permit, context.zone).await
}

/// Applies again after a rejection.
///
/// # Errors
/// `forbidden` except for pending doctors, `decided` if the application is already pending.
#[server(name = AskForApproval, prefix = "/fn", endpoint = "doctors/ask")]
pub async fn ask_for_approval() -> Result<(), AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::AskForApproval>(&app).await?;
    super::service::applications::ask_again(&app, &permit).await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// Returns a page of pending doctors, the longest waiting first.
///
/// # Errors
/// `forbidden` except for staff, `malformed` for an invalid cursor.
#[server(name = PendingDoctors, prefix = "/fn", endpoint = "doctors/waiting")]
pub async fn pending_doctors(cursor: Option<String>) -> Result<Page<PendingDoctor>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::DecideApplications>(&app).await?;
    super::service::applications::pending(&app, &permit, cursor.as_deref(), context.zone).await
}

/// Approves or rejects a doctor or a change; a rejection needs a reason. `full_name`, `specialty` and `licence_number` are the values
/// that were shown; for a change, the requested ones.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid`.
#[server(name = DecideApplication, prefix = "/fn", endpoint = "doctors/review")]
pub async fn decide_application(
    id: String,
    decision: String,
    full_name: String,
    specialty: String,
    licence_number: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::parse::choice;
    use crate::base::parse::{parse_optional, parse_text};
    use crate::base::specialty::Specialty;
    use crate::features::doctors::model::{Decision, REJECTION_MAX};
    use crate::features::doctors::service::applications::DecisionInput;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::DecideApplications>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let decision = faults.take("decision", choice::<Decision>(&decision));
    let reason = match decision {
        Some(Decision::Rejected) => faults.take("reason", parse_text(&reason, REJECTION_MAX, true)).map(Some),
        _ => faults.take("reason", parse_optional(&reason, REJECTION_MAX, true)),
    };
    let specialty = faults.take("specialty", choice::<Specialty>(&specialty));
    let (Some(decision), Some(specialty), Some(reason)) = (decision, specialty, reason) else { return Err(faults.into_error()) };
    let verdict = DecisionInput { decision, full_name, specialty, licence_number, reason };
    super::service::applications::decide(&app, &permit, id, verdict).await?;
    leptos_axum::redirect("/doctor-applications");
    Ok(())
}
