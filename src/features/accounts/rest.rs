//! `/auth/refresh` and `/auth/logout`; the endpoints that return a whole account are in `profiles`.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::StatusCode;
use http::header::USER_AGENT;
use http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::Origin;
use crate::base::error::Code;
use crate::platform::app::App;
use crate::platform::http::client::ClientAddress;
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::{self, RequestContext, Tokens};
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(refresh)).routes(routes!(logout))
}

/// A client of the API. Without cookies there is no known device, and no session to replace.
impl FromRequestParts<App> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, app).await?;
        let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        Ok(Self { from: address.into(), user_agent, devices: None, replaces: None })
    }
}

/// The session's new tokens.
#[derive(Serialize, ToSchema)]
pub struct TokensBody {
    /// For `Authorization: Bearer`.
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmVk")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(pattern = "^Bearer$", example = "Bearer")]
    pub token_type: &'static str,
    /// Lifetime of the access token in seconds.
    #[schema(minimum = 1, example = 600)]
    pub expires_in: i64,
    /// For `/auth/refresh`; can be used once.
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000.1.c2lnbmVk")]
    pub refresh_token: String,
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    #[schema(example = "019aa6b0-7c00-7000-8000-000000000000.1.c2lnbmVk")]
    refresh_token: String,
}

/// Get new tokens for a refresh token.
///
/// A refresh token can be used once. Using it again more than ten seconds after the first use ends the session.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "accounts", request_body = RefreshRequest, security(()),
    responses((status = 200, description = "The new tokens.", body = TokensBody),
        (status = 401, description = "`not_signed_in`: the refresh token is invalid or already used, or its session has ended.")))]
async fn refresh(
    State(app): State<App>,
    context: RequestContext,
    Body(body): Body<RefreshRequest>,
) -> Result<Json<TokensBody>, Problem> {
    context.allow::<act::RefreshSession>(&app).await?;
    let tokens = session::refresh(&app, &body.refresh_token).await?;
    Ok(Json(tokens.into()))
}

/// End this session.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "accounts",
    responses((status = 204, description = "The session has ended; its tokens are no longer valid.")))]
async fn logout(State(app): State<App>, context: RequestContext) -> Result<StatusCode, Problem> {
    context.allow::<act::SignOut>(&app).await?;
    session::end(&app, context.session.ok_or(Code::NotSignedIn)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
