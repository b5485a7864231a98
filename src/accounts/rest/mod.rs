//! `/auth` and `/me`: everybody else's door to accounts. Signing in and out is here.

mod me;
mod register;

use super::model::Account;
use super::service::{self};
use crate::error::Code;
use crate::platform::app::App;
use crate::platform::http::client::ClientAddress;
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::{self, Tokens, Visit};
use crate::policy::{act, allow};
use axum::Json;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me::me, me::change_me))
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
/// An unknown address and a wrong password are answered alike. After five wrong ones for an account from one address each further
/// attempt has to wait.
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
    // Without cookies nothing is known of the caller, and nothing of theirs is replaced.
    let origin = service::Origin { from: address.into(), user_agent, devices: None, replaces: None };
    let service::SignedIn { user, tokens, .. } = service::sign_in(&app, &permit, &body.email, body.password, origin).await?;
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
