//! `/auth/register`, `/auth/login` and `/me`: REST endpoints that take or return a whole account.

mod me;
mod phone;
mod recovery;
mod register;
mod sessions;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use me::DoctorRequest;

use super::model::Account;
use super::service;
use crate::features::accounts::rest::TokensBody;
use crate::features::accounts::service::{self as accounts, Entry, FactorDue, Origin, SignedIn};
use crate::platform::app::App;
use crate::platform::factor;
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

/// Instead of tokens, while the second factor is due: the code is sent with it to `/auth/mfa`.
#[derive(Serialize, ToSchema)]
pub struct FactorDueBody {
    /// For `/auth/mfa` and the operations below it, and for nothing else.
    #[schema(example = "AZqmsHwAcACAAAAAAAAAAAAAAABpHvQ8pYxVYw7kTSuK3JwzM5V8d0p5cVQ2bFNpWkZ1aG5vVnJqYk9xT3h5d0t6ZGVm")]
    mfa_token: String,
    /// Lifetime of the token in seconds.
    #[schema(minimum = 1, example = 900)]
    expires_in: i64,
    /// The account has no second factor yet, and has to have one: begin with `/auth/mfa/setup`.
    setup_required: bool,
}

/// Either tokens, or the token for the second factor.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum LoginAnswer {
    SignedIn(Box<LoginBody>),
    FactorDue(FactorDueBody),
}

impl From<FactorDue> for LoginAnswer {
    fn from(due: FactorDue) -> Self {
        let expires_in = factor::TTL.num_seconds();
        Self::FactorDue(FactorDueBody { mfa_token: due.token, expires_in, setup_required: due.must_set_up })
    }
}

impl From<LoginBody> for LoginAnswer {
    fn from(body: LoginBody) -> Self {
        Self::SignedIn(Box::new(body))
    }
}

impl LoginBody {
    pub fn new(session: SignedIn, user: Account) -> Self {
        let TokensBody { access_token, token_type, expires_in, refresh_token } = session.tokens.into();
        Self { access_token, token_type, expires_in, refresh_token, user }
    }
}

/// Sign in.
///
/// The response is the same for an unknown email address and a wrong password. After five failed attempts for an account from one IP
/// address, each further attempt has to wait. If the account has a second factor, or has to have one, the response is an `mfa_token`
/// instead of tokens.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "accounts", request_body = LoginRequest, security(()),
    responses((status = 200, description = "Signed in, or the second factor is due.", body = LoginAnswer),
        (status = 401, description = "`wrong_credentials`: the email address or the password is wrong.")))]
async fn login(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<LoginRequest>,
) -> Result<Json<LoginAnswer>, Problem> {
    let permit = context.allow::<act::SignIn>(&app).await?;
    let entry = accounts::sign_in(&app, &permit, &body.email, body.password, origin).await?;
    Ok(Json(match entry {
        Entry::SignedIn(session) => {
            let user = service::signed_in_account(&app, &permit, session.user).await?;
            LoginBody::new(session, user).into()
        }
        Entry::FactorDue(due) => due.into(),
    }))
}
