//! The REST endpoint for registration.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::input::{self, PersonInput, RoleInput};
use super::super::service;
use crate::base::error::{Faults, FieldCode};
use crate::base::model::{Gender, text_enum};
use crate::base::parse::choice;
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::platform::app::App;
use crate::platform::http::client::{ClientAddress, Counted};
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

/// A registration. For a patient, `date_of_birth` is required and `address` optional; for a doctor, `specialty`, `licence_number`,
/// `experience_years`, `location` and `time_zone` are required. Doctors are then pending until the practice's staff decide.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "role": "patient", "email": "lan@example.org", "password": "three unrelated words", "full_name": "Nguyễn Thị Lan",
    "phone": "+33 1 23 45 67 89", "time_zone": "Europe/Paris", "date_of_birth": "1987-06-05", "address": "2 rue du Bac\nParis"
}))]
pub struct RegisterRequest {
    #[schema(value_type = RegisterRole)]
    role: String,
    #[schema(format = "email", max_length = 254, example = "lan@example.org")]
    email: String,
    #[schema(min_length = 12, max_length = 128, example = "three unrelated words")]
    password: String,
    #[schema(format = "line", max_length = 120, pattern = "^[^@]*$", example = "Nguyễn Thị Lan")]
    full_name: String,
    /// 5 to 15 digits, with the usual separators.
    #[schema(pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32, example = "+33 1 23 45 67 89")]
    phone: Option<String>,
    #[schema(value_type = Option<Gender>)]
    gender: Option<String>,
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
    /// Only for doctors; the practice verifies it.
    #[schema(format = "line", max_length = 64)]
    licence_number: Option<String>,
    /// Only for doctors.
    #[schema(minimum = 0, maximum = 80)]
    experience_years: Option<i64>,
    /// Only for doctors.
    #[schema(format = "line", max_length = 200)]
    location: Option<String>,
}

text_enum! {
    /// The role to register as.
    RegisterRole { Patient = "patient", Doctor = "doctor" }
}

/// Rejects the fields of the other role.
fn refuse(fields: &[(&str, bool)], faults: &mut Faults) {
    for (name, is_set) in fields {
        if *is_set {
            faults.note(name, FieldCode::Unknown);
        }
    }
}

/// Register as a patient or a doctor.
///
/// The response is the same for an email address that is already registered.
#[utoipa::path(post, path = "/api/v1/auth/register", operation_id = "register", tag = "accounts", request_body = RegisterRequest,
    security(()),
    responses((status = 202, description = "Accepted. The result is sent by mail."),
        (status = 429, description = "`too_many`: too many requests from this IP address, or registrations of this email address.")))]
pub async fn register(
    State(app): State<App>,
    context: RequestContext,
    ClientAddress(address): ClientAddress,
    Body(body): Body<RegisterRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::Register>(&app).await?;
    let today = app.clock.now().date_naive();
    let mut faults = Faults::default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (gender, specialty, licence, location, home) =
        (text(&body.gender), text(&body.specialty), text(&body.licence_number), text(&body.location), text(&body.address));
    let years = body.experience_years.map(|years| years.to_string()).unwrap_or_default();
    let locale = body.locale.as_deref().map_or(Ok(context.lang), choice);
    let locale = faults.take("locale", locale);
    let zone = input::time_zone(body.time_zone.as_deref().unwrap_or_default());
    let (role, zone) = match faults.take("role", choice(&body.role)) {
        None => return Err(faults.into_error().into()),
        Some(RegisterRole::Patient) => {
            let doctors = [
                ("specialty", body.specialty.is_some()),
                ("licence_number", body.licence_number.is_some()),
                ("experience_years", body.experience_years.is_some()),
                ("location", body.location.is_some()),
            ];
            refuse(&doctors, &mut faults);
            (RoleInput::Patient { born: input::born(body.date_of_birth.as_deref(), today), address: &home }, zone)
        }
        Some(RegisterRole::Doctor) => {
            let patients = [("date_of_birth", body.date_of_birth.is_some()), ("address", body.address.is_some()), ("", false)];
            refuse(&patients, &mut faults);
            let role = RoleInput::Doctor {
                specialty: &specialty,
                licence_number: &licence,
                experience_years: &years,
                location: &location,
            };
            (role, input::doctors_zone(zone))
        }
    };
    let person = PersonInput {
        full_name: &body.full_name,
        email: &body.email,
        password: &body.password,
        phone: body.phone.as_deref().unwrap_or_default(),
        gender: &gender,
    };
    let from = Counted::from(address);
    let registration = input::registration(&app, &from, &person, role, locale.unwrap_or(context.lang), zone).await;
    let registration = faults.with(registration)?;
    service::register(&app, &permit, registration, &from).await?;
    Ok(StatusCode::ACCEPTED)
}
