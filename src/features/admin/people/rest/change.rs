//! PATCH of an account: its status, its role, its address, or its other fields.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::model::parse_reason;
use super::super::service::{self, NewRole};
use super::UserBody;
use crate::base::error::{Faults, FieldCode};
use crate::base::model::{Gender, Role, User, text_enum};
use crate::base::parse::{choice, parse_email, parse_name, parse_phone};
use crate::base::text::Lang;
use crate::features::doctors::model::Decision;
use crate::features::doctors::service::Application;
use crate::features::doctors::service::applications::{DecisionInput, decide};
use crate::features::profiles::input;
use crate::features::profiles::patient::PatientRequest;
use crate::features::profiles::rest::DoctorRequest;
use crate::features::profiles::service::AccountChange;
use crate::platform::app::App;
use crate::platform::http::rest::{Body, Object, PathId, Problem, sent};
use crate::platform::session::RequestContext;
use crate::policy::act;

text_enum! {
    /// A status that staff can set.
    NewStatus { Active = "active", Suspended = "suspended" }
}

/// One of `status`, `role` and `email`, or other fields; a missing field stays unchanged, `null` or an empty text removes the value. With
/// `role`, `patient` or `doctor` is the profile of the new role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChangeRequest {
    /// `suspended` ends all sessions at once. `active` restores a suspended account, and approves a pending doctor.
    #[schema(example = "suspended")]
    status: Option<NewStatus>,
    /// Not while there are coming appointments. Ends all sessions.
    role: Option<Role>,
    /// The owner confirms it with a mailed link; nothing changes before. The address of somebody who was invited changes at once.
    #[schema(format = "email", max_length = 254)]
    email: Option<String>,
    #[schema(format = "line", max_length = 120, pattern = "^[^@]*$")]
    full_name: Option<String>,
    /// `null` or an empty text removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32)]
    phone: Option<Option<String>>,
    #[schema(value_type = Option<Gender>)]
    gender: Option<String>,
    #[schema(value_type = Option<Lang>)]
    locale: Option<String>,
    /// IANA name, or a city. `null` removes it; doctors must have one.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<String>>,
    /// Only for patients.
    #[schema(value_type = Option<PatientRequest>)]
    patient: Option<Object<PatientRequest>>,
    /// Only for doctors.
    #[schema(value_type = Option<DoctorRequest>)]
    doctor: Option<Object<DoctorRequest>>,
    /// Why; only staff read it.
    #[schema(format = "lines", min_length = 3, max_length = 500, example = "Has left the practice")]
    reason: String,
}

/// Change the status, the role, the address, or other fields of an account: one of these per request.
#[utoipa::path(patch, path = "/api/v1/users/{id}", operation_id = "change_user", tag = "users", params(("id" = Uuid, Path)),
    request_body = UserChangeRequest,
    responses((status = 200, description = "The account.", body = UserBody),
        (status = 409, description = "`decided`: that is its status or role already, or the account is suspended; `own_account`, \
            `last_admin`; `has_appointments`: the role cannot change while there are coming appointments.")))]
pub async fn change(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Body(body): Body<UserChangeRequest>,
) -> Result<Json<UserBody>, Problem> {
    let permit = context.allow::<act::ChangePeople>(&app).await?;
    let mut faults = Faults::default();
    let reason = faults.take("reason", parse_reason(&body.reason));
    let wanted = body.parse(app.clock.now().date_naive(), &mut faults);
    let (Some(reason), Some(wanted)) = (reason, wanted) else { return Err(faults.into_error().into()) };
    faults.check()?;
    match wanted {
        Wanted::Suspended => {
            let permit = context.allow::<act::SuspendPeople>(&app).await?;
            service::suspend(&app, &permit, id, reason).await?;
        }
        Wanted::Active => make_active(&app, &context, id, reason).await?,
        Wanted::Role(role) => {
            let permit = context.allow::<act::ChangeRoles>(&app).await?;
            service::change_role(&app, &permit, id, role, reason)
                .await
                .map_err(|error| error.renamed("date_of_birth", "patient/date_of_birth"))?;
        }
        Wanted::Email(email) => service::change_email(&app, &permit, id, email, reason).await?,
        Wanted::Fields(fields) => service::edit(&app, &permit, id, *fields, reason).await?,
    }
    let reads = context.allow::<act::ReadPeople>(&app).await?;
    Ok(Json(service::page(&app, &reads, id, context.zone).await?.into()))
}

/// Restores a suspended account, or approves a pending doctor as the account is now.
async fn make_active(app: &App, context: &RequestContext, id: crate::base::model::Id<User>, reason: String) -> Result<(), Problem> {
    let reads = context.allow::<act::ReadPeople>(app).await?;
    let page = service::page(app, &reads, id, None).await?;
    match page.account.doctor {
        Some(doctor) if page.applies => {
            let permit = context.allow::<act::DecideApplications>(app).await?;
            let (full_name, reason) = (page.account.full_name, Some(reason));
            let (specialty, licence_number) = (doctor.specialty, doctor.licence_number);
            let input = DecisionInput { decision: Decision::Approved, full_name, specialty, licence_number, reason };
            decide(app, &permit, id.of(), input).await?;
        }
        _ => {
            let permit = context.allow::<act::SuspendPeople>(app).await?;
            service::restore(app, &permit, id, reason).await?;
        }
    }
    Ok(())
}

/// The one change that a request asks for.
enum Wanted {
    Suspended,
    Active,
    Role(NewRole),
    Email(String),
    Fields(Box<AccountChange>),
}

impl UserChangeRequest {
    fn parse(self, today: chrono::NaiveDate, faults: &mut Faults) -> Option<Wanted> {
        let others = [
            ("full_name", self.full_name.is_some()),
            ("phone", self.phone.is_some()),
            ("gender", self.gender.is_some()),
            ("locale", self.locale.is_some()),
            ("time_zone", self.time_zone.is_some() && self.role != Some(Role::Doctor)),
            ("patient", self.patient.is_some() && self.role != Some(Role::Patient)),
            ("doctor", self.doctor.is_some() && self.role != Some(Role::Doctor)),
        ];
        let single = [("status", self.status.is_some()), ("role", self.role.is_some()), ("email", self.email.is_some())];
        let asked: Vec<&str> = single.iter().filter(|(_, asked)| *asked).map(|(name, _)| *name).collect();
        let others: Vec<&str> = others.iter().filter(|(_, asked)| *asked).map(|(name, _)| *name).collect();
        if asked.is_empty() && others.is_empty() {
            faults.note("status", FieldCode::Required);
            return None;
        }
        // Two changes in one request could succeed only in part.
        if !asked.is_empty() && asked.len() + others.len() > 1 {
            asked.iter().skip(1).chain(&others).for_each(|name| faults.note(name, FieldCode::Unknown));
            return None;
        }
        let zone = self.time_zone.and_then(|text| faults.take("time_zone", input::time_zone(&text.unwrap_or_default())));
        let patient = self.patient.map(|Object(patient)| patient.parse(today, faults));
        let doctor = self.doctor.map(|Object(doctor)| doctor.parse(faults));
        match (self.status, self.role) {
            (Some(NewStatus::Suspended), _) => return Some(Wanted::Suspended),
            (Some(NewStatus::Active), _) => return Some(Wanted::Active),
            (None, Some(Role::Admin)) => return Some(Wanted::Role(NewRole::Admin)),
            (None, Some(Role::Patient)) => {
                let date_of_birth = patient.and_then(|patient| patient.date_of_birth);
                return Some(Wanted::Role(NewRole::Patient { date_of_birth }));
            }
            (None, Some(Role::Doctor)) => {
                let application = match doctor {
                    None => None,
                    Some(doctor) => {
                        let required = Err(FieldCode::Required);
                        Some(Application {
                            specialty: faults.take("doctor/specialty", doctor.specialty.map_or(required, Ok))?,
                            licence_number: faults
                                .take("doctor/licence_number", doctor.licence_number.ok_or(FieldCode::Required))?,
                            experience_years: faults
                                .take("doctor/experience_years", doctor.experience_years.ok_or(FieldCode::Required))?,
                            location: faults.take("doctor/location", doctor.location.ok_or(FieldCode::Required))?,
                        })
                    }
                };
                return Some(Wanted::Role(NewRole::Doctor { application, time_zone: zone.flatten() }));
            }
            (None, None) => {}
        }
        if let Some(email) = self.email {
            return faults.take("email", parse_email(&email)).map(Wanted::Email);
        }
        Some(Wanted::Fields(Box::new(AccountChange {
            full_name: self.full_name.and_then(|text| faults.take("full_name", parse_name(&text))),
            phone: self.phone.and_then(|text| faults.take("phone", parse_phone(&text.unwrap_or_default()))),
            gender: self.gender.and_then(|text| faults.take("gender", choice(&text))),
            locale: self.locale.and_then(|text| faults.take("locale", choice(&text))),
            time_zone: zone,
            patient,
            doctor,
        })))
    }
}
