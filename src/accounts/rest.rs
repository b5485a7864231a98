//! `/auth` and `/me`: everybody else's door to accounts.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{self, ADDRESS_MAX, Account, Gender, NAME_MAX, parse_optional, parse_phone, parse_text};
use super::service::{self, AccountChange, PatientChange};
use super::typed::{self, TypedPerson, TypedPractice, TypedRole};
use crate::doctors::model::{Specialty, Spoken};
use crate::doctors::service::PracticeChange;
use crate::error::{Code, Faults, FieldCode};
use crate::model::{VisitKind, text_enum};
use crate::platform::app::App;
use crate::platform::http::client::{self, ClientAddress};
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::{self, Tokens, Visit};
use crate::policy::{act, allow};
use crate::text::Lang;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me, change_me))
}

/// Who registers, and as what. A patient says `date_of_birth` and may say `address`; a doctor says `specialty`,
/// `licence_number`, `experience_years`, `location` and `time_zone`, and then waits for the practice's staff.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    #[schema(value_type = RegisterRole)]
    role: String,
    #[schema(format = "email", max_length = 254, example = "lan@example.org")]
    email: String,
    #[schema(min_length = 12, max_length = 128, example = "three unrelated words")]
    password: String,
    #[schema(format = "line", max_length = 120, example = "Nguyễn Thị Lan")]
    full_name: String,
    /// 5 to 15 digits, as people write them.
    #[schema(pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32, example = "+33 1 23 45 67 89")]
    phone: Option<String>,
    #[schema(value_type = Option<Gender>)]
    gender: Option<String>,
    #[schema(value_type = Option<Lang>)]
    locale: Option<String>,
    /// IANA name, or a city.
    #[schema(example = "Europe/Paris")]
    time_zone: Option<String>,
    /// A patient's; from 1900 to today.
    #[schema(value_type = Option<NaiveDate>, example = "1987-06-05")]
    date_of_birth: Option<String>,
    /// A patient's.
    #[schema(format = "lines or nothing", max_length = 300)]
    address: Option<String>,
    /// A doctor's.
    #[schema(value_type = Option<Specialty>)]
    specialty: Option<String>,
    /// A doctor's; the practice checks it.
    #[schema(format = "line", max_length = 64)]
    licence_number: Option<String>,
    /// A doctor's.
    #[schema(minimum = 0, maximum = 80)]
    experience_years: Option<i64>,
    /// A doctor's.
    #[schema(format = "line", max_length = 200)]
    location: Option<String>,
}

text_enum! {
    /// What somebody may register as.
    RegisterRole { Patient = "patient", Doctor = "doctor" }
}

/// The fields of the other role are none of this one's.
fn refuse(fields: [(&str, bool); 4], faults: &mut Faults) {
    for (name, said) in fields {
        if said {
            faults.note(name, FieldCode::Unknown);
        }
    }
}

/// Register as a patient or a doctor.
///
/// The answer is the same for an address that is known already.
#[utoipa::path(post, path = "/api/v1/auth/register", operation_id = "register", tag = "accounts", request_body = RegisterRequest,
    security(()),
    responses((status = 202, description = "Taken. What becomes of it is told by mail."),
        (status = 429, description = "`too_many` requests from this address, or registrations of this mail address.")))]
async fn register(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    Body(body): Body<RegisterRequest>,
) -> Result<StatusCode, Problem> {
    let permit = allow::<act::Register>(&visit.actor)?;
    let today = app.clock.now().date_naive();
    let mut faults = Faults::default();
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let (gender, specialty, licence, location, home) =
        (said(&body.gender), said(&body.specialty), said(&body.licence_number), said(&body.location), said(&body.address));
    let years = body.experience_years.map(|years| years.to_string()).unwrap_or_default();
    let locale = body.locale.as_deref().map_or(Ok(visit.lang), typed::choice);
    let locale = faults.take("locale", locale);
    let zone = typed::time_zone(body.time_zone.as_deref().unwrap_or_default());
    let (role, zone) = match faults.take("role", typed::choice(&body.role)) {
        None => return Err(faults.into_error().into()),
        Some(RegisterRole::Patient) => {
            let doctors = [
                ("specialty", body.specialty.is_some()),
                ("licence_number", body.licence_number.is_some()),
                ("experience_years", body.experience_years.is_some()),
                ("location", body.location.is_some()),
            ];
            refuse(doctors, &mut faults);
            (TypedRole::Patient { born: born(body.date_of_birth.as_deref(), today), address: &home }, zone)
        }
        Some(RegisterRole::Doctor) => {
            let patients =
                [("date_of_birth", body.date_of_birth.is_some()), ("address", body.address.is_some()), ("", false), ("", false)];
            refuse(patients, &mut faults);
            let role = TypedRole::Doctor {
                specialty: &specialty,
                licence_number: &licence,
                experience_years: &years,
                location: &location,
            };
            (role, zone.and_then(|zone| zone.ok_or(FieldCode::Required)).map(Some))
        }
    };
    let person = TypedPerson {
        full_name: &body.full_name,
        email: &body.email,
        password: &body.password,
        phone: body.phone.as_deref().unwrap_or_default(),
        gender: &gender,
    };
    let registration = typed::registration(&person, role, locale.unwrap_or(visit.lang), zone);
    let registration = faults.with(registration)?;
    service::register(&app, &permit, registration, &client::counted(address).to_string()).await?;
    Ok(StatusCode::ACCEPTED)
}

fn born(text: Option<&str>, today: NaiveDate) -> Result<NaiveDate, FieldCode> {
    let date = text.ok_or(FieldCode::Required)?.parse().map_err(|_| FieldCode::NotADate)?;
    model::parse_born(date, today)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// As at registration; case does not matter.
    #[schema(example = "ana@demo.praxis.example")]
    email: String,
    #[schema(format = "password", example = "praxis-demo-2026")]
    password: String,
}

/// What a client carries from now on.
#[derive(Serialize, ToSchema)]
pub struct TokensBody {
    /// For `Authorization: Bearer`.
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmVk")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(pattern = "^Bearer$", example = "Bearer")]
    token_type: &'static str,
    /// Seconds that the access token lives.
    #[schema(minimum = 1, example = 600)]
    expires_in: i64,
    /// For `/auth/refresh`, once.
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000.1.c2lnbmVk")]
    refresh_token: String,
}

/// The tokens, and whose they are.
#[derive(Serialize, ToSchema)]
pub struct LoginBody {
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmVk")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(pattern = "^Bearer$", example = "Bearer")]
    token_type: &'static str,
    /// Seconds that the access token lives.
    #[schema(minimum = 1, example = 600)]
    expires_in: i64,
    /// For `/auth/refresh`, once.
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000.1.c2lnbmVk")]
    refresh_token: String,
    user: Account,
}

impl From<Tokens> for TokensBody {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.access_expires_in,
            refresh_token: tokens.refresh,
        }
    }
}

/// Sign in.
///
/// An unknown address and a wrong password are answered alike. After five wrong ones each further attempt has to wait.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = LoginRequest, security(()),
    responses((status = 200, description = "Signed in.", body = LoginBody),
        (status = 401, description = "`wrong_credentials`: the address or the password is not right.")))]
async fn login(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<LoginRequest>,
) -> Result<Json<LoginBody>, Problem> {
    let permit = allow::<act::SignIn>(&visit.actor)?;
    let user_agent = headers.get(http::header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let from = service::Origin { address: client::counted(address).to_string(), user_agent };
    let (user, tokens) = service::sign_in(&app, &permit, &body.email, body.password, from).await?;
    let user = service::signed_in_account(&app, &permit, user).await?;
    let TokensBody { access_token, token_type, expires_in, refresh_token } = tokens.into();
    Ok(Json(LoginBody { access_token, token_type, expires_in, refresh_token, user }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000.1.c2lnbmVk")]
    refresh_token: String,
}

/// New tokens for a refresh token.
///
/// It can be used once. One that comes a second time, later than ten seconds after the first, ends the session.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "accounts", request_body = RefreshRequest, security(()),
    responses((status = 200, description = "The next pair.", body = TokensBody),
        (status = 401, description = "`not_signed_in`: no refresh token of ours, used before, or its session has ended.")))]
async fn refresh(State(app): State<App>, visit: Visit, Body(body): Body<RefreshRequest>) -> Result<Json<TokensBody>, Problem> {
    allow::<act::RefreshSession>(&visit.actor)?;
    let tokens = session::refresh(&app, &body.refresh_token).await?;
    Ok(Json(tokens.into()))
}

/// End this session.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "accounts",
    responses((status = 204, description = "The session has ended; none of its tokens opens anything.")))]
async fn logout(State(app): State<App>, visit: Visit) -> Result<StatusCode, Problem> {
    allow::<act::SignOut>(&visit.actor)?;
    session::end(&app, visit.session.ok_or(Code::NotSignedIn)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells a field that was not sent from one that is `null`.
fn sent<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

/// What is to be different; a field that is not sent stays as it is, `null` or an empty text removes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeRequest {
    #[schema(format = "line", max_length = 120)]
    full_name: Option<String>,
    /// `null` or an empty text removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32)]
    phone: Option<Option<String>>,
    #[schema(value_type = Option<Gender>)]
    gender: Option<String>,
    #[schema(value_type = Option<Lang>)]
    locale: Option<String>,
    /// IANA name, or a city. `null` removes it; a doctor has one.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, example = "Europe/Paris")]
    time_zone: Option<Option<String>>,
    /// Of a patient.
    patient: Option<PatientRequest>,
    /// Of a doctor.
    doctor: Option<DoctorRequest>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientRequest {
    #[schema(value_type = Option<NaiveDate>)]
    date_of_birth: Option<String>,
    /// `null` or an empty text removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = "lines or nothing", max_length = 300)]
    address: Option<Option<String>>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<ContactRequest>)]
    emergency_contact: Option<Option<ContactRequest>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactRequest {
    #[schema(format = "line", max_length = 120, example = "Minh Nguyễn")]
    name: String,
    #[schema(pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32, example = "+33 6 11 22 33 44")]
    phone: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoctorRequest {
    #[schema(value_type = Option<Specialty>)]
    specialty: Option<String>,
    /// Only until the practice has checked it.
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
    fee: Option<Option<FeeRequest>>,
    auto_confirm: Option<bool>,
}

/// In the currency's minor unit.
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
            full_name: self.full_name.and_then(|text| faults.take("full_name", parse_text(&text, NAME_MAX, false))),
            phone: self.phone.and_then(|text| faults.take("phone", parse_phone(&text.unwrap_or_default()))),
            gender: self.gender.and_then(|text| faults.take("gender", typed::choice(&text))),
            locale: self.locale.and_then(|text| faults.take("locale", typed::choice(&text))),
            time_zone: self.time_zone.and_then(|text| faults.take("time_zone", typed::time_zone(&text.unwrap_or_default()))),
            patient: self.patient.map(|patient| patient.parse(today, &mut faults)),
            doctor: self.doctor.map(|doctor| doctor.parse(&mut faults)),
        };
        faults.check()?;
        Ok(change)
    }
}

impl PatientRequest {
    fn parse(self, today: NaiveDate, faults: &mut Faults) -> PatientChange {
        let names = ["patient/emergency_contact/name", "patient/emergency_contact/phone"];
        PatientChange {
            date_of_birth: self.date_of_birth.and_then(|text| faults.take("patient/date_of_birth", born(Some(&text), today))),
            address: self
                .address
                .and_then(|text| faults.take("patient/address", parse_optional(&text.unwrap_or_default(), ADDRESS_MAX, true))),
            emergency_contact: match self.emergency_contact {
                None => None,
                Some(None) => Some(None),
                Some(Some(contact)) => typed::emergency_contact(&contact.name, &contact.phone, names, faults),
            },
        }
    }
}

impl DoctorRequest {
    fn parse(self, faults: &mut Faults) -> PracticeChange {
        let years = self.experience_years.map(|years| years.to_string());
        let said = TypedPractice {
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
            Some(Some(fee)) => faults.take("doctor/fee", model::parse_fee(fee.amount, &fee.currency)).map(Some),
        };
        PracticeChange { fee, auto_confirm: self.auto_confirm, ..typed::practice(&said, "doctor/", faults) }
    }
}

/// Change one's own account and profile.
#[utoipa::path(patch, path = "/api/v1/me", operation_id = "change_own_account", tag = "accounts", request_body = MeRequest,
    responses((status = 200, description = "As it is now.", body = Account)))]
async fn change_me(State(app): State<App>, visit: Visit, Body(body): Body<MeRequest>) -> Result<Json<Account>, Problem> {
    let permit = allow::<act::ChangeOwnAccount>(&visit.actor)?;
    let change = body.parse(app.clock.now().date_naive())?;
    service::change(&app, &permit, change).await?;
    let permit = allow::<act::ReadOwnAccount>(&visit.actor)?;
    Ok(Json(service::own_account(&app, &permit).await?))
}

/// The token's owner.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "get_own_account", tag = "accounts",
    responses((status = 200, description = "The account and its profile.", body = Account)))]
async fn me(State(app): State<App>, visit: Visit) -> Result<Json<Account>, Problem> {
    let permit = allow::<act::ReadOwnAccount>(&visit.actor)?;
    Ok(Json(service::own_account(&app, &permit).await?))
}
