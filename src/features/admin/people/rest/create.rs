//! POST of an account.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::input::{self, PersonInput};
use super::super::service;
use super::UserBody;
use crate::base::error::{Faults, FieldCode};
use crate::base::model::{Gender, Role};
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::features::profiles::input::{RoleInput, born};
use crate::platform::app::App;
use crate::platform::http::rest::{Body, Created, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

/// A new account. For a patient, `date_of_birth` is required and `address` optional; for a doctor, `specialty`, `licence_number`,
/// `experience_years`, `location` and `time_zone` are required.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "role": "doctor", "email": "vera@example.org", "full_name": "Vera Hoxha", "time_zone": "Europe/Tirane", "specialty": "neurology",
    "licence_number": "AL-10482", "experience_years": 12, "location": "Tirana", "reason": "Begins with us in January"
}))]
pub struct NewUserRequest {
    role: Role,
    #[schema(format = "email", max_length = 254, example = "lan@example.org")]
    email: String,
    #[schema(format = "line", max_length = 120, pattern = "^[^@]*$", example = "Nguyễn Thị Lan")]
    full_name: String,
    /// 5 to 15 digits, with the usual separators.
    #[schema(pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32, example = "+33 1 23 45 67 89")]
    phone: Option<String>,
    #[schema(value_type = Option<Gender>)]
    gender: Option<String>,
    /// The language of the invitation and of the pages; English by default.
    #[schema(value_type = Option<Lang>)]
    locale: Option<String>,
    /// IANA name, or a city.
    #[schema(example = "Europe/Paris")]
    time_zone: Option<String>,
    /// Only for patients; from 1900 to today.
    #[schema(value_type = Option<NaiveDate>, example = "1987-06-05")]
    date_of_birth: Option<String>,
    /// Only for patients.
    #[schema(format = "lines or nothing", max_length = 300)]
    address: Option<String>,
    /// Only for doctors.
    #[schema(value_type = Option<Specialty>)]
    specialty: Option<String>,
    /// Only for doctors.
    #[schema(format = "line", max_length = 64)]
    licence_number: Option<String>,
    /// Only for doctors.
    #[schema(minimum = 0, maximum = 80)]
    experience_years: Option<i64>,
    /// Only for doctors.
    #[schema(format = "line", max_length = 200)]
    location: Option<String>,
    /// Only for doctors: `false` leaves the decision about them for later. `true` by default.
    approved: Option<bool>,
    /// Why; only staff read it.
    #[schema(format = "lines", min_length = 3, max_length = 500, example = "Begins with us in January")]
    reason: String,
}

/// Create an account and mail its owner an invitation.
///
/// The account has no password until its owner sets one with the link in the invitation, which works for seven days.
#[utoipa::path(post, path = "/api/v1/users", operation_id = "create_user", tag = "users", request_body = NewUserRequest,
    responses((status = 201, description = "The account.", body = UserBody),
        (status = 422, description = "`invalid`: also, with `taken`, for the `email` of another account.")))]
pub async fn create(
    State(app): State<App>,
    context: RequestContext,
    Body(body): Body<NewUserRequest>,
) -> Result<Created<UserBody>, Problem> {
    let permit = context.allow::<act::CreatePeople>(&app).await?;
    let mut faults = Faults::default();
    let patients = [("date_of_birth", body.date_of_birth.is_some()), ("address", body.address.is_some())];
    let doctors = [
        ("specialty", body.specialty.is_some()),
        ("licence_number", body.licence_number.is_some()),
        ("experience_years", body.experience_years.is_some()),
        ("location", body.location.is_some()),
        ("approved", body.approved.is_some()),
    ];
    let given = patients.iter().filter(|_| body.role != Role::Patient).chain(doctors.iter().filter(|_| body.role != Role::Doctor));
    given.filter(|(_, is_given)| *is_given).for_each(|(name, _)| faults.note(name, FieldCode::Unknown));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (specialty, licence, location, address) =
        (text(&body.specialty), text(&body.licence_number), text(&body.location), text(&body.address));
    let years = body.experience_years.map(|years| years.to_string()).unwrap_or_default();
    let becomes = match body.role {
        Role::Patient => {
            let born = born(body.date_of_birth.as_deref(), app.clock.now().date_naive());
            Some(RoleInput::Patient { born, address: &address })
        }
        Role::Doctor => Some(RoleInput::Doctor {
            specialty: &specialty,
            licence_number: &licence,
            experience_years: &years,
            location: &location,
        }),
        Role::Admin => None,
    };
    let typed = PersonInput {
        full_name: &body.full_name,
        email: &body.email,
        phone: body.phone.as_deref().unwrap_or_default(),
        gender: body.gender.as_deref().unwrap_or_default(),
        locale: body.locale.as_deref().unwrap_or_default(),
        time_zone: body.time_zone.as_deref().unwrap_or_default(),
        reason: &body.reason,
    };
    let (person, reason) = input::person(&typed, becomes, body.approved.unwrap_or(true), faults)?;
    let id = service::create(&app, &permit, person, reason).await?;
    let reads = context.allow::<act::ReadPeople>(&app).await?;
    let body = service::page(&app, &reads, id, context.zone).await?.into();
    Ok(Created { at: format!("/api/v1/users/{id}"), body })
}
