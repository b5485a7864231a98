//! Server functions that correct a person's details, and decide about a doctor's application.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Changes name, contact and profile; redirects to the person's page. `role` is that of the form: it decides which fields it has.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `invalid` with the fields.
#[server(name = EditPerson, prefix = "/fn", endpoint = "people/edit")]
pub async fn edit_person(
    id: String,
    role: String,
    full_name: String,
    #[server(default)] phone: String,
    #[server(default)] gender: String,
    #[server(default)] locale: String,
    #[server(default)] time_zone: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] address: String,
    #[server(default)] emergency_name: String,
    #[server(default)] emergency_phone: String,
    #[server(default)] specialty: String,
    #[server(default)] licence_number: String,
    #[server(default)] experience_years: String,
    #[server(default)] location: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::model::{Id, Role, User};
    use crate::base::parse::{choice, parse_name, parse_optional, parse_phone};
    use crate::features::accounts::model::{ADDRESS_MAX, parse_birth_date};
    use crate::features::admin::people::model::parse_reason;
    use crate::features::profiles::input::{self, DoctorProfileInput};
    use crate::features::profiles::patient::{PatientChange, emergency_contact};
    use crate::features::profiles::service::AccountChange;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangePeople>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    let today = app.clock.now().date_naive();
    let mut faults = Faults::default();
    let Some(role) = faults.take("role", choice::<Role>(&role)) else { return Err(faults.into_error()) };
    let zone = input::time_zone(&time_zone);
    let zone = if role == Role::Doctor { input::doctors_zone(zone) } else { zone };
    let mut fields = AccountChange {
        full_name: faults.take("full_name", parse_name(&full_name)),
        phone: faults.take("phone", parse_phone(&phone)),
        gender: faults.take("gender", input::gender(&gender)),
        locale: faults.take("locale", crate::features::admin::people::input::locale(&locale)),
        time_zone: faults.take("time_zone", zone),
        ..AccountChange::default()
    };
    match role {
        Role::Patient => {
            let names = ["emergency_name", "emergency_phone"];
            fields.patient = Some(PatientChange {
                date_of_birth: faults.take("date_of_birth", parse_birth_date(&birth_year, &birth_month, &birth_day, today)),
                address: faults.take("address", parse_optional(&address, ADDRESS_MAX, true)),
                emergency_contact: emergency_contact(&emergency_name, &emergency_phone, names, &mut faults),
            });
        }
        Role::Doctor => {
            let typed = DoctorProfileInput {
                specialty: Some(&specialty),
                licence_number: Some(&licence_number),
                experience_years: Some(&experience_years),
                location: Some(&location),
                ..DoctorProfileInput::default()
            };
            fields.doctor = Some(input::practice(&typed, "", &mut faults));
        }
        Role::Admin => {}
    }
    let Some(reason) = faults.take("reason", parse_reason(&reason)) else { return Err(faults.into_error()) };
    faults.check()?;
    crate::features::admin::people::service::edit(&app, &permit, id, fields, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}?saved=1"));
    Ok(())
}

/// Enters another email address, which its owner has to confirm; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `own_account`, `decided`, `invalid` with the fields.
#[server(name = ChangePersonsEmail, prefix = "/fn", endpoint = "people/email")]
pub async fn change_persons_email(id: String, email: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::model::{Id, User};
    use crate::base::parse::parse_email;
    use crate::features::admin::people::model::parse_reason;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangePeople>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let (email, reason) = (faults.take("email", parse_email(&email)), faults.take("reason", parse_reason(&reason)));
    let (Some(email), Some(reason)) = (email, reason) else { return Err(faults.into_error()) };
    crate::features::admin::people::service::change_email(&app, &permit, id, email, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Approves or rejects a doctor's application; redirects to the person's page. `full_name`, `specialty` and `licence_number` are the values
/// that were shown.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid` with the fields.
#[server(name = DecideAboutPerson, prefix = "/fn", endpoint = "people/decide")]
pub async fn decide_about_person(
    id: String,
    decision: String,
    full_name: String,
    specialty: String,
    licence_number: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::model::{Doctor, Id};
    use crate::base::parse::choice;
    use crate::base::specialty::Specialty;
    use crate::features::admin::people::model::parse_reason;
    use crate::features::doctors::model::Decision;
    use crate::features::doctors::service::applications::{DecisionInput, decide};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::DecideApplications>(&app).await?;
    let id: Id<Doctor> = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let decision = faults.take("decision", choice::<Decision>(&decision));
    let specialty = faults.take("specialty", choice::<Specialty>(&specialty));
    let reason = faults.take("reason", parse_reason(&reason));
    let (Some(decision), Some(specialty), Some(reason)) = (decision, specialty, reason) else { return Err(faults.into_error()) };
    let input = DecisionInput { decision, full_name, specialty, licence_number, reason: Some(reason) };
    decide(&app, &permit, id, input).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
