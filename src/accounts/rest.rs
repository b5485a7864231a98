//! `/auth` and `/me`: everybody else's door to accounts.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{self, ADDRESS_MAX, Account, Gender, NAME_MAX};
use super::service;
use crate::error::{Code, Faults, FieldCode};
use crate::model::Role;
use crate::platform::app::App;
use crate::platform::http::client::ClientAddress;
use crate::platform::http::rest::{Body, Problem, ProblemBody};
use crate::platform::session::{self, Tokens, Visit};
use crate::platform::zone;
use crate::policy::{act, allow};
use crate::text::Lang;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// `patient`; doctors register with a later version.
    role: Role,
    #[schema(example = "lan@example.org")]
    email: String,
    #[schema(example = "a long and secret phrase")]
    password: String,
    #[schema(example = "Nguyễn Thị Lan")]
    full_name: String,
    phone: Option<String>,
    locale: Option<Lang>,
    /// IANA name.
    #[schema(example = "Europe/Paris")]
    time_zone: Option<String>,
    date_of_birth: Option<NaiveDate>,
    gender: Option<Gender>,
    address: Option<String>,
}

/// Register as a patient. The answer is the same for an address that is known already.
#[utoipa::path(post, path = "/api/v1/auth/register", tag = "accounts", request_body = RegisterRequest, security(()),
    responses((status = 202, description = "accepted"), (status = 422, body = ProblemBody)))]
async fn register(State(app): State<App>, visit: Visit, Body(body): Body<RegisterRequest>) -> Result<StatusCode, Problem> {
    let permit = allow::<act::Register>(&visit.actor)?;
    let today = app.clock.now().date_naive();
    let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(NaiveDate::MIN);
    let mut faults = Faults::default();
    if body.role != Role::Patient {
        faults.note("role", FieldCode::NotAChoice);
    }
    let full_name = faults.take("full_name", model::parse_text(&body.full_name, NAME_MAX, false));
    let email = faults.take("email", model::parse_email(&body.email));
    let password = faults.take("password", model::parse_password(&body.password));
    let phone = faults.take("phone", model::parse_phone(body.phone.as_deref().unwrap_or_default()));
    let address = faults.take("address", model::parse_optional(body.address.as_deref().unwrap_or_default(), ADDRESS_MAX, true));
    let born = faults.take("date_of_birth", body.date_of_birth.ok_or(FieldCode::Required));
    if born.is_some_and(|born| born < first || born > today) {
        faults.note("date_of_birth", FieldCode::OutOfRange);
    }
    let time_zone = body.time_zone.map(|name| zone::parse(&name).ok_or(FieldCode::NotAChoice)).transpose();
    let time_zone = faults.take("time_zone", time_zone);
    let (Some(full_name), Some(email), Some(password), Some(phone), Some(address), Some(date_of_birth), Some(time_zone)) =
        (full_name, email, password, phone, address, born, time_zone)
    else {
        return Err(faults.into_error().into());
    };
    faults.check()?;
    let registration = service::Registration {
        full_name,
        email,
        password,
        phone,
        date_of_birth,
        gender: body.gender.unwrap_or(Gender::Undisclosed),
        address,
        locale: body.locale.unwrap_or(visit.lang),
        time_zone,
    };
    service::register(&app, &permit, registration).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    #[schema(example = "ana@demo.praxis.example")]
    email: String,
    password: String,
}

#[derive(Serialize, ToSchema)]
pub struct TokenResponse {
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    refresh_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Account>,
}

impl TokenResponse {
    fn new(tokens: Tokens, user: Option<Account>) -> Self {
        Self {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.access_expires_in,
            refresh_token: tokens.refresh,
            user,
        }
    }
}

/// Sign in.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = LoginRequest, security(()),
    responses((status = 200, body = TokenResponse), (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn login(
    State(app): State<App>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<LoginRequest>,
) -> Result<Json<TokenResponse>, Problem> {
    let permit = allow::<act::SignIn>(&visit.actor)?;
    let user_agent = headers.get(http::header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let from = service::Origin { address: address.to_string(), user_agent };
    let (user, tokens) = service::sign_in(&app, &permit, &body.email, body.password, from).await?;
    let account = service::signed_in_account(&app, &permit, user).await?;
    Ok(Json(TokenResponse::new(tokens, Some(account))))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    refresh_token: String,
}

/// New tokens for a refresh token, which can be used once.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "accounts", request_body = RefreshRequest, security(()),
    responses((status = 200, body = TokenResponse), (status = 401, body = ProblemBody)))]
async fn refresh(State(app): State<App>, visit: Visit, Body(body): Body<RefreshRequest>) -> Result<Json<TokenResponse>, Problem> {
    allow::<act::RefreshSession>(&visit.actor)?;
    let tokens = session::refresh(&app, &body.refresh_token).await?;
    Ok(Json(TokenResponse::new(tokens, None)))
}

/// End this session.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "accounts",
    responses((status = 204, description = "ended"), (status = 401, body = ProblemBody)))]
async fn logout(State(app): State<App>, visit: Visit) -> Result<StatusCode, Problem> {
    allow::<act::SignOut>(&visit.actor)?;
    session::end(&app, visit.session.ok_or(Code::NotSignedIn)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The token's owner.
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts",
    responses((status = 200, body = Account), (status = 401, body = ProblemBody)))]
async fn me(State(app): State<App>, visit: Visit) -> Result<Json<Account>, Problem> {
    let permit = allow::<act::ReadOwnAccount>(&visit.actor)?;
    Ok(Json(service::own_account(&app, &permit).await?))
}
