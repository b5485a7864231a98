//! Server functions that create accounts and invite their owners.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Creates an account, mails the invitation, and redirects to the person's page. `approved` is sent for a doctor who is approved at once.
///
/// # Errors
/// `forbidden` except for staff, `invalid` with the fields.
#[server(name = CreatePerson, prefix = "/fn", endpoint = "people/create")]
pub async fn create_person(
    role: String,
    full_name: String,
    email: String,
    #[server(default)] phone: String,
    #[server(default)] gender: String,
    #[server(default)] locale: String,
    #[server(default)] time_zone: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] address: String,
    #[server(default)] specialty: String,
    #[server(default)] licence_number: String,
    #[server(default)] experience_years: String,
    #[server(default)] location: String,
    #[server(default)] approved: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::Faults;
    use crate::base::model::Role;
    use crate::base::parse::choice;
    use crate::features::accounts::model::parse_birth_date;
    use crate::features::admin::people::input::{self, PersonInput};
    use crate::features::profiles::input::RoleInput;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::CreatePeople>(&app).await?;
    let mut faults = Faults::default();
    let Some(role) = faults.take("role", choice::<Role>(&role)) else { return Err(faults.into_error()) };
    let becomes = match role {
        Role::Patient => {
            let born = parse_birth_date(&birth_year, &birth_month, &birth_day, app.clock.now().date_naive());
            Some(RoleInput::Patient { born, address: &address })
        }
        Role::Doctor => Some(RoleInput::Doctor {
            specialty: &specialty,
            licence_number: &licence_number,
            experience_years: &experience_years,
            location: &location,
        }),
        Role::Admin => None,
    };
    let typed = PersonInput {
        full_name: &full_name,
        email: &email,
        phone: &phone,
        gender: &gender,
        locale: &locale,
        time_zone: &time_zone,
        reason: &reason,
    };
    let (person, reason) = input::person(&typed, becomes, !approved.is_empty(), faults)?;
    let id = crate::features::admin::people::service::create(&app, &permit, person, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}?created=1"));
    Ok(())
}

/// Mails a new invitation; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid` for `reason`.
#[server(name = InvitePerson, prefix = "/fn", endpoint = "people/invite")]
pub async fn invite_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::CreatePeople>(&id, &reason).await?;
    service::invite(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
