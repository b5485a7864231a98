//! Server functions for the user's own account and profile.

use leptos::prelude::*;

use crate::base::error::{AppError, Result};
use crate::features::profiles::model::Account;

/// Returns the user's own account.
///
/// # Errors
/// `not_signed_in`.
#[server(name = MyAccount, prefix = "/fn", endpoint = "accounts/me")]
pub async fn my_account() -> Result<Account, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadOwnAccount>(&app).await?;
    crate::features::profiles::service::own_account(&app, &permit).await
}

/// Changes the account and the patient profile; redirects to the profile page.
///
/// # Errors
/// `not_signed_in`, `invalid` with the fields.
#[server(name = ChangeAccount, prefix = "/fn", endpoint = "accounts/change")]
pub async fn change_account(
    full_name: String,
    #[server(default)] phone: String,
    #[server(default)] gender: String,
    #[server(default)] time_zone: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] address: String,
    #[server(default)] emergency_name: String,
    #[server(default)] emergency_phone: String,
) -> Result<(), AppError> {
    use crate::base::error::Faults;
    use crate::base::model::Role;
    use crate::base::parse::{parse_name, parse_optional, parse_phone};
    use crate::features::accounts::model::{ADDRESS_MAX, parse_birth_date};
    use crate::features::profiles::input;
    use crate::features::profiles::patient::{PatientChange, emergency_contact};
    use crate::features::profiles::service;
    use crate::features::profiles::service::AccountChange;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnAccount>(&app).await?;
    let (today, role) = (app.clock.now().date_naive(), context.actor.role());
    let mut faults = Faults::default();
    let zone = input::time_zone(&time_zone);
    let zone = if role == Some(Role::Doctor) { input::doctors_zone(zone) } else { zone };
    let mut change = AccountChange {
        full_name: faults.take("full_name", parse_name(&full_name)),
        phone: faults.take("phone", parse_phone(&phone)),
        gender: faults.take("gender", input::gender(&gender)),
        time_zone: faults.take("time_zone", zone),
        ..AccountChange::default()
    };
    if role == Some(Role::Patient) {
        let names = ["emergency_name", "emergency_phone"];
        change.patient = Some(PatientChange {
            date_of_birth: faults.take("date_of_birth", parse_birth_date(&birth_year, &birth_month, &birth_day, today)),
            address: faults.take("address", parse_optional(&address, ADDRESS_MAX, true)),
            emergency_contact: emergency_contact(&emergency_name, &emergency_phone, names, &mut faults),
        });
    }
    faults.check()?;
    service::change(&app, &permit, change).await?;
    leptos_axum::redirect("/profile?saved=1");
    Ok(())
}

/// Changes the doctor profile; redirects to the profile page. `languages` and `kinds` have one form field per value.
///
/// # Errors
/// `not_signed_in`, `invalid` with the fields.
#[server(name = ChangeDoctorProfile, prefix = "/fn", endpoint = "accounts/practice")]
pub async fn change_doctor_profile(
    specialty: String,
    #[server(default)] licence_number: Option<String>,
    experience_years: String,
    location: String,
    #[server(default)] bio: String,
    #[server(default)] languages: Vec<String>,
    #[server(default)] kinds: Vec<String>,
    #[server(default)] fee: String,
    #[server(default)] currency: String,
) -> Result<(), AppError> {
    use crate::base::error::Faults;
    use crate::features::doctors::model::parse_written_fee;
    use crate::features::profiles::input;
    use crate::features::profiles::input::DoctorProfileInput;
    use crate::features::profiles::service;
    use crate::features::profiles::service::AccountChange;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    context.allow::<act::ChangeOwnDoctorProfile>(&app).await?;
    let permit = context.allow::<act::ChangeOwnAccount>(&app).await?;
    let mut faults = Faults::default();
    let input = DoctorProfileInput {
        specialty: Some(&specialty),
        licence_number: licence_number.as_deref(),
        experience_years: Some(&experience_years),
        location: Some(&location),
        bio: Some(&bio),
        languages: Some(&languages),
        kinds: Some(&kinds),
    };
    let mut doctor = input::practice(&input, "", &mut faults);
    doctor.fee = faults.take("fee", parse_written_fee(&fee, &currency));
    faults.check()?;
    let change = AccountChange { doctor: Some(doctor), ..AccountChange::default() };
    service::change(&app, &permit, change).await.map_err(|error| error.without_prefix("doctor/"))?;
    leptos_axum::redirect("/profile?saved=1");
    Ok(())
}

/// Sets whether bookings with the acting doctor are confirmed immediately.
///
/// # Errors
/// `forbidden` except for doctors.
#[server(name = SetAutoConfirm, prefix = "/fn", endpoint = "accounts/auto-confirm")]
pub async fn set_auto_confirm(#[server(default)] auto_confirm: String) -> Result<(), AppError> {
    use crate::features::doctors::service::DoctorProfileChange;
    use crate::features::profiles::service;
    use crate::features::profiles::service::AccountChange;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    context.allow::<act::ChangeOwnDoctorProfile>(&app).await?;
    let permit = context.allow::<act::ChangeOwnAccount>(&app).await?;
    let on = matches!(auto_confirm.as_str(), "on" | "true" | "1");
    let doctor = DoctorProfileChange { auto_confirm: Some(on), ..DoctorProfileChange::default() };
    service::change(&app, &permit, AccountChange { doctor: Some(doctor), ..AccountChange::default() }).await?;
    leptos_axum::redirect("/profile");
    Ok(())
}
