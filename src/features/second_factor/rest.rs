//! REST endpoints for two-step sign-in: `/auth/mfa`, `/me/mfa`, and `/users/{id}/mfa/reset`.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::REASON_MAX;
use super::{picture, service};
use crate::base::error::{AppError, Code};
use crate::base::model::User;
use crate::base::parse::parse_text;
use crate::features::accounts::rest::TokensBody;
use crate::features::accounts::service::{self as accounts, Origin};
use crate::features::profiles::model::Account;
use crate::features::profiles::rest::LoginBody;
use crate::features::profiles::service::finished_account;
use crate::platform::app::App;
use crate::platform::factor::base32;
use crate::platform::http::rest::{Body, PathId, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(enter))
        .routes(routes!(set_up))
        .routes(routes!(enter_first))
        .routes(routes!(state, begin, turn_off))
        .routes(routes!(confirm))
        .routes(routes!(renew_codes))
        .routes(routes!(reset))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaRequest {
    /// From `/auth/login`.
    #[schema(example = "AZqmsHwAcACAAAAAAAAAAAAAAABpHvQ8pYxVYw7kTSuK3JwzM5V8d0p5cVQ2bFNpWkZ1aG5vVnJqYk9xT3h5d0t6ZGVm")]
    mfa_token: String,
    /// Six digits of the app, or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaTokenRequest {
    /// From `/auth/login`.
    #[schema(example = "AZqmsHwAcACAAAAAAAAAAAAAAABpHvQ8pYxVYw7kTSuK3JwzM5V8d0p5cVQ2bFNpWkZ1aG5vVnJqYk9xT3h5d0t6ZGVm")]
    mfa_token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaCodeRequest {
    /// Six digits of the app, or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaBeginRequest {
    /// The present password.
    #[schema(format = "password", example = "praxis-demo-2026")]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaEndRequest {
    /// The present password.
    #[schema(format = "password", example = "praxis-demo-2026")]
    password: String,
    /// Six digits of the app, or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MfaResetRequest {
    #[schema(format = "lines", max_length = 500, example = "The phone was stolen; we have called back.")]
    reason: String,
}

/// A secret for an app.
#[derive(Serialize, ToSchema)]
pub struct MfaSetupBody {
    /// To show as a QR code, or to open on the phone.
    #[schema(example = "otpauth://totp/Praxis:ana%40demo.praxis.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Praxis")]
    otpauth_uri: String,
    /// To type by hand, in base32.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
}

impl MfaSetupBody {
    fn new(app: &App, email: &str, secret: &[u8]) -> Self {
        Self { otpauth_uri: picture::uri(app, email, secret), secret: base32::encode(secret) }
    }
}

/// New recovery codes. They are not shown again.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesBody {
    #[schema(example = json!(["k7fq-2mxa-4pwe-h3ra-c5tz-n2ue"]))]
    recovery_codes: Vec<String>,
}

/// The tokens, the account that they belong to, and its recovery codes, which are not shown again.
#[derive(Serialize, ToSchema)]
pub struct MfaSignedInBody {
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
    #[schema(example = json!(["k7fq-2mxa-4pwe-h3ra-c5tz-n2ue"]))]
    recovery_codes: Vec<String>,
}

/// The user's own second factor.
#[derive(Serialize, ToSchema)]
pub struct MfaBody {
    /// It is asked for at each sign-in.
    enabled: bool,
    /// By the role: it cannot be turned off.
    required: bool,
    /// Unused recovery codes.
    #[schema(minimum = 0, maximum = 10, example = 10)]
    recovery_codes_left: u32,
}

/// Enter the second factor.
///
/// With the token that `/auth/login` returned instead of tokens, and a code of the app, or a recovery code. A code can be used once. After
/// five wrong codes, each further one has to wait.
#[utoipa::path(post, path = "/api/v1/auth/mfa", operation_id = "enter_second_factor", tag = "accounts", request_body = MfaRequest, security(()),
    responses((status = 200, description = "Signed in.", body = LoginBody),
        (status = 401, description = "`sign_in_expired`: the token has expired, or was ended by a new password. Sign in again."),
        (status = 409, description = "`factor_inactive`: the factor has to be set up first, with `/auth/mfa/setup`.")))]
async fn enter(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<MfaRequest>,
) -> Result<Json<LoginBody>, Problem> {
    let waiting = accounts::waiting(&app, &body.mfa_token).await?;
    let permit = context.allow_as::<act::FinishSignIn>(&app, waiting.actor).await?;
    let session = service::finish(&app, &permit, &waiting, body.mfa_token, body.code, origin).await?;
    let user = finished_account(&app, &permit, session.user).await?;
    Ok(Json(LoginBody::new(session, user)))
}

/// Get the secret of the second factor that a sign-in has to set up.
///
/// If `/auth/login` says `setup_required`. The secret is the same for the whole sign-in; confirm it with `/auth/mfa/confirm`.
#[utoipa::path(post, path = "/api/v1/auth/mfa/setup", operation_id = "set_up_second_factor", tag = "accounts", request_body = MfaTokenRequest,
    security(()),
    responses((status = 200, description = "The secret.", body = MfaSetupBody),
        (status = 401, description = "`sign_in_expired`: the token has expired, or was ended by a new password. Sign in again."),
        (status = 409, description = "`factor_active`: the account has a second factor.")))]
async fn set_up(
    State(app): State<App>,
    context: RequestContext,
    Body(body): Body<MfaTokenRequest>,
) -> Result<Json<MfaSetupBody>, Problem> {
    let waiting = accounts::waiting(&app, &body.mfa_token).await?;
    let permit = context.allow_as::<act::FinishSignIn>(&app, waiting.actor).await?;
    let secret = service::pending_setup(&app, &permit, &waiting).await?.ok_or(Code::FactorActive)?;
    Ok(Json(MfaSetupBody::new(&app, &waiting.row.email, &secret)))
}

/// Confirm the second factor that a sign-in has to set up.
///
/// With the first code that the app shows. All other sessions of the account end.
#[utoipa::path(post, path = "/api/v1/auth/mfa/confirm", operation_id = "enter_first_code", tag = "accounts", request_body = MfaRequest,
    security(()),
    responses((status = 200, description = "The second factor is on, and its owner signed in.", body = MfaSignedInBody),
        (status = 401, description = "`sign_in_expired`: the token has expired, or was ended by a new password. Sign in again."),
        (status = 409, description = "`factor_active`: the account has a second factor. `factor_expired`: the setup has ended.")))]
async fn enter_first(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<MfaRequest>,
) -> Result<Json<MfaSignedInBody>, Problem> {
    let waiting = accounts::waiting(&app, &body.mfa_token).await?;
    let permit = context.allow_as::<act::FinishSignIn>(&app, waiting.actor).await?;
    let (session, recovery_codes) = service::finish_setup(&app, &permit, &waiting, body.mfa_token, body.code, origin).await?;
    let user = finished_account(&app, &permit, session.user).await?;
    let TokensBody { access_token, token_type, expires_in, refresh_token } = session.tokens.into();
    Ok(Json(MfaSignedInBody { access_token, token_type, expires_in, refresh_token, user, recovery_codes }))
}

/// Get the state of the user's own second factor.
#[utoipa::path(get, path = "/api/v1/me/mfa", operation_id = "get_second_factor", tag = "accounts",
    responses((status = 200, description = "The state.", body = MfaBody)))]
async fn state(State(app): State<App>, context: RequestContext) -> Result<Json<MfaBody>, Problem> {
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let own = service::own(&app, &permit, context.session).await?;
    Ok(Json(MfaBody { enabled: own.is_on, required: own.is_required, recovery_codes_left: own.codes_left }))
}

/// Begin to set up a second factor.
///
/// The secret replaces the one that was begun in this session before. It is confirmed in the same session within 15 minutes.
#[utoipa::path(post, path = "/api/v1/me/mfa", operation_id = "begin_second_factor", tag = "accounts", request_body = MfaBeginRequest,
    responses((status = 200, description = "The secret; nothing changes before it is confirmed.", body = MfaSetupBody),
        (status = 409, description = "`factor_active`: the account has a second factor.")))]
async fn begin(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<MfaBeginRequest>,
) -> Result<Json<MfaSetupBody>, Problem> {
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    service::begin(&app, &permit, body.password, &origin, context.session).await?;
    let own = service::own(&app, &permit, context.session).await?;
    let secret = own.setup.ok_or(Code::FactorExpired)?;
    Ok(Json(MfaSetupBody::new(&app, &own.email, &secret)))
}

/// Turn the second factor on.
///
/// With the first code that the app shows. All other sessions of the account end.
#[utoipa::path(post, path = "/api/v1/me/mfa/confirm", operation_id = "confirm_second_factor", tag = "accounts", request_body = MfaCodeRequest,
    responses((status = 200, description = "It is on.", body = RecoveryCodesBody),
        (status = 409, description = "`factor_expired`: nothing was begun in this session, or more than 15 minutes ago. `factor_active`: the account has a second factor.")))]
async fn confirm(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<MfaCodeRequest>,
) -> Result<Json<RecoveryCodesBody>, Problem> {
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let recovery_codes = service::confirm(&app, &permit, body.code, &origin, context.session).await?;
    Ok(Json(RecoveryCodesBody { recovery_codes }))
}

/// Get new recovery codes.
///
/// They replace the old ones.
#[utoipa::path(post, path = "/api/v1/me/mfa/recovery-codes", operation_id = "renew_recovery_codes", tag = "accounts",
    request_body = MfaCodeRequest,
    responses((status = 200, description = "The new codes.", body = RecoveryCodesBody),
        (status = 409, description = "`factor_inactive`: the account has no second factor.")))]
async fn renew_codes(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<MfaCodeRequest>,
) -> Result<Json<RecoveryCodesBody>, Problem> {
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let recovery_codes = service::renew_codes(&app, &permit, body.code, &origin).await?;
    Ok(Json(RecoveryCodesBody { recovery_codes }))
}

/// Turn the second factor off.
///
/// All other sessions of the account end.
#[utoipa::path(delete, path = "/api/v1/me/mfa", operation_id = "turn_off_second_factor", tag = "accounts", request_body = MfaEndRequest,
    responses((status = 204, description = "It is off."),
        (status = 403, description = "`factor_required`: the role requires it."),
        (status = 409, description = "`factor_inactive`: the account has no second factor.")))]
async fn turn_off(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<MfaEndRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let secrets = [body.password, body.code];
    service::turn_off(&app, &permit, secrets, &origin, context.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove somebody's second factor.
///
/// For whoever has lost the app and the recovery codes. All their sessions end, and they are told by mail. Not one's own.
#[utoipa::path(post, path = "/api/v1/users/{id}/mfa/reset", operation_id = "reset_second_factor", tag = "accounts",
    request_body = MfaResetRequest, params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 409, description = "`factor_inactive`: the account has no second factor.")))]
async fn reset(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Body(body): Body<MfaResetRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ResetSecondFactor>(&app).await?;
    let reason = parse_text(&body.reason, REASON_MAX, true).map_err(|fault| AppError::field("reason", fault))?;
    service::reset_of(&app, &permit, id, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
