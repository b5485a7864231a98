//! The server function that changes somebody's role.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Changes the role; redirects to the person's page. A new patient brings the date of birth, a new doctor the fields of a doctor.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `own_account`, `last_admin`, `has_appointments`, `invalid` with the fields.
#[server(name = ChangeRole, prefix = "/fn", endpoint = "people/role")]
pub async fn change_role(
    id: String,
    role: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] specialty: String,
    #[server(default)] licence_number: String,
    #[server(default)] experience_years: String,
    #[server(default)] location: String,
    #[server(default)] time_zone: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::model::{Id, Role, User};
    use crate::base::parse::choice;
    use crate::features::accounts::model::parse_birth_date;
    use crate::features::admin::people::input;
    use crate::features::admin::people::model::parse_reason;
    use crate::features::admin::people::service::NewRole;
    use crate::features::doctors::service::Application;
    use crate::features::profiles::input::{RoleInput, becomes};
    use crate::features::profiles::service::RoleDetails;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeRoles>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let Some(role) = faults.take("role", choice::<Role>(&role)) else { return Err(faults.into_error()) };
    let today = app.clock.now().date_naive();
    let to = match role {
        Role::Admin => NewRole::Admin,
        Role::Patient => {
            let born = parse_birth_date(&birth_year, &birth_month, &birth_day, today);
            NewRole::Patient { date_of_birth: faults.take("date_of_birth", born) }
        }
        Role::Doctor => {
            let typed = RoleInput::Doctor {
                specialty: &specialty,
                licence_number: &licence_number,
                experience_years: &experience_years,
                location: &location,
            };
            let application = match becomes(typed, &mut faults) {
                Some(RoleDetails::Doctor { specialty, licence_number, experience_years, location }) => {
                    Some(Application { specialty, licence_number, experience_years, location })
                }
                _ => None,
            };
            let (_, time_zone) = input::born_and_zone(None, &time_zone, &mut faults);
            NewRole::Doctor { application, time_zone }
        }
    };
    let Some(reason) = faults.take("reason", parse_reason(&reason)) else { return Err(faults.into_error()) };
    faults.check()?;
    crate::features::admin::people::service::change_role(&app, &permit, id, to, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
