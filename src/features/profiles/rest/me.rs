//! REST endpoints for the user's own account.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::input::{self, DoctorProfileInput};
use super::super::model::Account;
use super::super::patient::PatientRequest;
use super::super::service::{self, AccountChange};
use crate::base::error::{Faults, FieldCode};
use crate::base::model::{Gender, VisitKind};
use crate::base::parse::{choice, parse_name, parse_phone};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::Lang;
use crate::features::doctors::model::parse_fee;
use crate::features::doctors::service::DoctorProfileChange;
use crate::platform::app::App;
use crate::platform::http::rest::{Body, Object, Problem, sent};
use crate::platform::session::RequestContext;
use crate::policy::act;

/// The changed fields; a missing field stays unchanged, `null` or an empty text removes the value.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeRequest {
    /// For an approved doctor, a change waits for the practice's approval, as `doctor.pending_change`.
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
    #[schema(value_type = Option<String>, example = "Europe/Paris")]
    time_zone: Option<Option<String>>,
    /// Only for patients.
    #[schema(value_type = Option<PatientRequest>)]
    patient: Option<Object<PatientRequest>>,
    /// Only for doctors.
    #[schema(value_type = Option<DoctorRequest>)]
    doctor: Option<Object<DoctorRequest>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoctorRequest {
    /// For an approved doctor, a change waits for the practice's approval, as `pending_change`.
    #[schema(value_type = Option<Specialty>)]
    specialty: Option<String>,
    /// For an approved doctor, a change waits for the practice's approval, as `pending_change`.
    #[schema(format = "line", max_length = 64)]
    licence_number: Option<String>,
    #[schema(minimum = 0, maximum = 80)]
    experience_years: Option<i64>,
    #[schema(format = "line", max_length = 200)]
    location: Option<String>,
    #[schema(format = "lines or nothing", max_length = 2000)]
    bio: Option<String>,
    #[schema(value_type = Option<Vec<Spoken>>, min_items = 1)]
    languages: Option<Vec<String>>,
    #[schema(value_type = Option<Vec<VisitKind>>, min_items = 1)]
    kinds: Option<Vec<String>>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<FeeRequest>)]
    fee: Option<Option<Object<FeeRequest>>>,
    auto_confirm: Option<bool>,
}

/// A fee, in the currency's minor unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FeeRequest {
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 4500)]
    amount: i64,
    #[schema(pattern = "^(EUR|ALL|CHF|GBP|USD|VND)$", example = "EUR")]
    currency: String,
}

impl MeRequest {
    fn parse(self, today: NaiveDate) -> Result<AccountChange, Problem> {
        let mut faults = Faults::default();
        let change = AccountChange {
            full_name: self.full_name.and_then(|text| faults.take("full_name", parse_name(&text))),
            phone: self.phone.and_then(|text| faults.take("phone", parse_phone(&text.unwrap_or_default()))),
            gender: self.gender.and_then(|text| faults.take("gender", choice(&text))),
            locale: self.locale.and_then(|text| faults.take("locale", choice(&text))),
            time_zone: self.time_zone.and_then(|text| faults.take("time_zone", input::time_zone(&text.unwrap_or_default()))),
            patient: self.patient.map(|Object(patient)| patient.parse(today, &mut faults)),
            doctor: self.doctor.map(|Object(doctor)| doctor.parse(&mut faults)),
        };
        faults.check()?;
        Ok(change)
    }
}

impl DoctorRequest {
    /// Returns the change; faults are noted under `doctor/` and the field's name.
    pub fn parse(self, faults: &mut Faults) -> DoctorProfileChange {
        let years = self.experience_years.map(|years| years.to_string());
        let input = DoctorProfileInput {
            specialty: self.specialty.as_deref(),
            licence_number: self.licence_number.as_deref(),
            experience_years: years.as_deref(),
            location: self.location.as_deref(),
            bio: self.bio.as_deref(),
            languages: self.languages.as_deref(),
            kinds: self.kinds.as_deref(),
        };
        let fee = match self.fee {
            None => None,
            Some(None) => Some(None),
            Some(Some(Object(fee))) => {
                let parsed = parse_fee(fee.amount, &fee.currency);
                let name = if matches!(parsed, Err(FieldCode::NotAChoice)) { "doctor/fee/currency" } else { "doctor/fee/amount" };
                faults.take(name, parsed).map(Some)
            }
        };
        DoctorProfileChange { fee, auto_confirm: self.auto_confirm, ..input::practice(&input, "doctor/", faults) }
    }
}

/// Change the user's own account and profile.
#[utoipa::path(patch, path = "/api/v1/me", operation_id = "change_own_account", tag = "accounts", request_body = MeRequest,
    responses((status = 200, description = "The changed account; what waits for approval is in `doctor.pending_change`.", body = Account)))]
pub async fn change_me(
    State(app): State<App>,
    context: RequestContext,
    Body(body): Body<MeRequest>,
) -> Result<Json<Account>, Problem> {
    let permit = context.allow::<act::ChangeOwnAccount>(&app).await?;
    let change = body.parse(app.clock.now().date_naive())?;
    service::change(&app, &permit, change).await?;
    let permit = context.allow::<act::ReadOwnAccount>(&app).await?;
    Ok(Json(service::own_account(&app, &permit).await?))
}

/// Get the user's own account.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "get_own_account", tag = "accounts",
    responses((status = 200, description = "The account and its profile.", body = Account)))]
pub async fn me(State(app): State<App>, context: RequestContext) -> Result<Json<Account>, Problem> {
    let permit = context.allow::<act::ReadOwnAccount>(&app).await?;
    Ok(Json(service::own_account(&app, &permit).await?))
}
