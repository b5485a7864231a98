//! REST endpoints for verifying the user's phone number.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::model::Account;
use super::super::service;
use crate::platform::app::App;
use crate::platform::http::client::{ClientAddress, Counted};
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendCodeRequest {
    /// With `+` and the country code. Without it, the account’s present number.
    #[schema(pattern = r"^\s*\+?[0-9 .()/-]*\s*$", max_length = 32, example = "+33 6 11 22 33 44")]
    phone: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyPhoneRequest {
    /// Six digits.
    #[schema(pattern = r"^\s*([0-9]\s*){6}$", example = "402719")]
    code: String,
}

/// Send a code to a phone number.
///
/// In a text message. The code can be used for ten minutes, with five tries; an earlier one ends. Another number becomes the account’s
/// when the code is sent to `/auth/verify-phone`. A day allows a few codes for one account and for one number.
#[utoipa::path(post, path = "/api/v1/me/phone", operation_id = "send_phone_code", tag = "accounts", request_body = SendCodeRequest,
    responses((status = 202, description = "The code will be sent."),
        (status = 404, description = "`not_found`: this practice sends no text messages.")))]
pub async fn send_code(
    State(app): State<App>,
    context: RequestContext,
    ClientAddress(address): ClientAddress,
    Body(body): Body<SendCodeRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::VerifyOwnPhone>(&app).await?;
    service::send_phone_code(&app, &permit, body.phone.as_deref(), &Counted::from(address)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Verify a phone number.
///
/// With the code in the latest text message. The number becomes the account’s.
#[utoipa::path(post, path = "/api/v1/auth/verify-phone", operation_id = "verify_phone", tag = "accounts", request_body = VerifyPhoneRequest,
    responses((status = 200, description = "The account, with its verified number.", body = Account)))]
pub async fn verify(
    State(app): State<App>,
    context: RequestContext,
    Body(body): Body<VerifyPhoneRequest>,
) -> Result<Json<Account>, Problem> {
    let permit = context.allow::<act::VerifyOwnPhone>(&app).await?;
    service::verify_phone(&app, &permit, &body.code).await?;
    let permit = context.allow::<act::ReadOwnAccount>(&app).await?;
    Ok(Json(service::own_account(&app, &permit).await?))
}
