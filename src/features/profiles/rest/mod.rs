//! `/auth/register`, `/auth/login` and `/me`: REST endpoints that take or return a whole account.

mod me;
mod phone;
mod recovery;
mod register;
mod sessions;

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use me::DoctorRequest;

use super::model::Account;
use super::service;
use crate::features::accounts::rest::TokensBody;
use crate::features::accounts::service::{self as accounts, Origin, SignedIn};
use crate::platform::app::App;
use crate::platform::http::client::{ClientAddress, Counted};
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login))
        .routes(routes!(recovery::verify_email))
        .routes(routes!(recovery::forgot_password))
        .routes(routes!(recovery::reset_password))
        .routes(routes!(recovery::confirm_email))
        .routes(routes!(recovery::accept_invitation))
        .routes(routes!(me::me, me::change_me))
        .routes(routes!(recovery::change_password))
        .routes(routes!(recovery::change_email))
        .routes(routes!(phone::send_code))
        .routes(routes!(phone::verify))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// As registered; case is ignored.
    #[schema(example = "ana@demo.praxis.example")]
    email: String,
    #[schema(format = "password", example = "praxis-demo-2026")]
    password: String,
}

/// The tokens, and the account that they belong to.
#[derive(Serialize, ToSchema)]
pub struct LoginBody {
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmVk")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(pattern = "^Bearer$", example = "Bearer")]
    token_type: &'static str,
    /// Lifetime of the access token in seconds.
    #[schema(minimum = 1, example = 600)]
    expires_in: i64,
    /// For `/auth/refresh`; can be used once.
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000.1.c2lnbmVk")]
    refresh_token: String,
    user: Account,
}

/// Sign in.
///
/// The response is the same for an unknown email address and a wrong password. After five failed attempts for an account from one IP
/// address, each further attempt has to wait.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = LoginRequest, security(()),
    responses((status = 200, description = "Signed in.", body = LoginBody),
        (status = 401, description = "`wrong_credentials`: the email address or the password is wrong.")))]
async fn login(
    State(app): State<App>,
    context: RequestContext,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Body(body): Body<LoginRequest>,
) -> Result<Json<LoginBody>, Problem> {
    let permit = context.allow::<act::SignIn>(&app).await?;
    let session = accounts::sign_in(&app, &permit, &body.email, body.password, origin(address.into(), &headers)).await?;
    let user = service::signed_in_account(&app, &permit, session.user).await?;
    Ok(Json(signed_in(session, user)))
}

/// Returns the client. Without cookies there is no known device, and no session to replace.
fn origin(from: Counted, headers: &HeaderMap) -> Origin {
    let user_agent = headers.get(http::header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    Origin { from, user_agent, devices: None, replaces: None }
}

fn signed_in(session: SignedIn, user: Account) -> LoginBody {
    let TokensBody { access_token, token_type, expires_in, refresh_token } = session.tokens.into();
    LoginBody { access_token, token_type, expires_in, refresh_token, user }
}
