//! Server functions for registration.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Registers a patient; the response is the same for an email address that is already registered.
///
/// # Errors
/// `invalid` with the fields, `too_many`.
#[server(name = Register, prefix = "/fn", endpoint = "accounts/register")]
pub async fn register(
    full_name: String,
    email: String,
    password: String,
    #[server(default)] phone: String,
    birth_day: String,
    birth_month: String,
    birth_year: String,
    #[server(default)] gender: String,
    #[server(default)] address: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::base::slot::slot_of_path;
    use crate::features::accounts::model::parse_birth_date;
    use crate::features::profiles::browser;
    use crate::features::profiles::input;
    use crate::features::profiles::input::{PersonInput, RoleInput};
    use crate::features::profiles::service;
    use crate::features::profiles::service::Registration;
    use crate::platform::app::App;
    use crate::platform::http::answer;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::Register>(&app).await?;
    let person = PersonInput { full_name: &full_name, email: &email, password: &password, phone: &phone, gender: &gender };
    let born = parse_birth_date(&birth_year, &birth_month, &birth_day, app.clock.now().date_naive());
    let (from, role) = (answer::called_from(), RoleInput::Patient { born, address: &address });
    let registration = input::registration(&app, &from, &person, role, context.lang, Ok(context.zone)).await?;
    // The mail links to the booking page that the user came from; for any other `next`, or an invalid slot, it has no such link.
    let registration = Registration { chosen: slot_of_path(&next), ..registration };
    service::register(&app, &permit, registration, &from).await?;
    browser::to_sign_in(&app, &email, &next).await;
    Ok(())
}

/// Registers a doctor, who is pending until staff decide.
///
/// # Errors
/// `invalid` with the fields, `too_many`.
#[server(name = RegisterDoctor, prefix = "/fn", endpoint = "accounts/register-doctor")]
pub async fn register_doctor(
    full_name: String,
    email: String,
    password: String,
    #[server(default)] phone: String,
    #[server(default)] gender: String,
    specialty: String,
    licence_number: String,
    experience_years: String,
    location: String,
    #[server(default)] time_zone: String,
) -> Result<(), AppError> {
    use crate::features::profiles::input;
    use crate::features::profiles::input::{PersonInput, RoleInput};
    use crate::features::profiles::{browser, service};
    use crate::platform::app::App;
    use crate::platform::http::answer;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::Register>(&app).await?;
    let person = PersonInput { full_name: &full_name, email: &email, password: &password, phone: &phone, gender: &gender };
    let role = RoleInput::Doctor {
        specialty: &specialty,
        licence_number: &licence_number,
        experience_years: &experience_years,
        location: &location,
    };
    let zone = input::doctors_zone(input::time_zone(&time_zone));
    let from = answer::called_from();
    let registration = input::registration(&app, &from, &person, role, context.lang, zone).await?;
    service::register(&app, &permit, registration, &from).await?;
    browser::to_sign_in(&app, &email, "/").await;
    Ok(())
}
