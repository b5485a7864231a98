//! REST endpoints for verifying an address and for passwords.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::service;
use super::{LoginAnswer, LoginBody};
use crate::features::accounts::service::{Entry, Origin};
use crate::platform::app::App;
use crate::platform::http::client::{ClientAddress, Counted};
use crate::platform::http::rest::{Body, Problem};
use crate::platform::links::{self, Purpose};
use crate::platform::session::RequestContext;
use crate::policy::act;

/// The token of a link, from its `token` parameter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyEmailRequest {
    #[schema(example = "AZrGsHwAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    token: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgotPasswordRequest {
    #[schema(format = "email", max_length = 254, example = "lan@example.org")]
    email: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPasswordRequest {
    #[schema(example = "AZrGsHwAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    token: String,
    #[schema(min_length = 12, max_length = 128, example = "three unrelated words")]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    #[schema(format = "password", example = "praxis-demo-2026")]
    present_password: String,
    #[schema(min_length = 12, max_length = 128, example = "three unrelated words")]
    new_password: String,
}

/// Verify an email address.
///
/// With the token of the link in the mail after registration. It can be used once, for seven days, and signs its owner in,
/// unless the second factor is due: see `/auth/login`.
#[utoipa::path(post, path = "/api/v1/auth/verify-email", tag = "accounts", request_body = VerifyEmailRequest, security(()),
    responses((status = 200, description = "The address is verified, and its owner signed in, or the second factor due.", body = LoginAnswer),
        (status = 410, description = "`link_invalid`: the link was used before, or has expired.")))]
pub async fn verify_email(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<VerifyEmailRequest>,
) -> Result<Json<LoginAnswer>, Problem> {
    let permit = context.allow_as::<act::VerifyEmail>(&app, links::open(&app, Purpose::VerifyEmail, &body.token)?).await?;
    let (entry, _) = service::verify_email(&app, &permit, origin).await?;
    Ok(Json(match entry {
        Entry::SignedIn(session) => {
            let user = service::verified_account(&app, &permit, session.user).await?;
            LoginBody::new(session, user).into()
        }
        Entry::FactorDue(due) => due.into(),
    }))
}

/// Ask for a link to set a new password.
///
/// The response is the same whether or not the address has an account.
#[utoipa::path(post, path = "/api/v1/auth/password/forgot", tag = "accounts", request_body = ForgotPasswordRequest, security(()),
    responses((status = 202, description = "If the address has an account, a link was mailed to it.")))]
pub async fn forgot_password(
    State(app): State<App>,
    context: RequestContext,
    ClientAddress(address): ClientAddress,
    Body(body): Body<ForgotPasswordRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ForgetPassword>(&app).await?;
    service::forget_password(&app, &permit, &body.email, None, &Counted::from(address)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Set a new password with a mailed link.
///
/// The link can be used once, for an hour. All sessions of the account end.
#[utoipa::path(post, path = "/api/v1/auth/password/reset", tag = "accounts", request_body = ResetPasswordRequest, security(()),
    responses((status = 204, description = "The new password is valid; sign in with it."),
        (status = 410, description = "`link_invalid`: the link was used before, or has expired.")))]
pub async fn reset_password(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<ResetPasswordRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow_as::<act::ResetPassword>(&app, links::open(&app, Purpose::ResetPassword, &body.token)?).await?;
    service::reset_password(&app, &permit, &body.password, origin).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accept an invitation by setting the first password.
///
/// With the token of the link in the mail from the practice. It can be used once, for seven days.
#[utoipa::path(post, path = "/api/v1/auth/accept-invitation", tag = "accounts", request_body = ResetPasswordRequest, security(()),
    responses((status = 204, description = "The password is valid, and the address verified; sign in with them."),
        (status = 410, description = "`link_invalid`: the link was used before, or has expired.")))]
pub async fn accept_invitation(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<ResetPasswordRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow_as::<act::AcceptInvitation>(&app, links::open(&app, Purpose::Invitation, &body.token)?).await?;
    service::accept_invitation(&app, &permit, &body.password, origin).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change the user's own password.
///
/// All other sessions of the account end.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "accounts", request_body = ChangePasswordRequest,
    responses((status = 204, description = "The new password is valid.")))]
pub async fn change_password(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<ChangePasswordRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ChangeOwnPassword>(&app).await?;
    let passwords = [body.present_password, body.new_password];
    service::change_password(&app, &permit, passwords, &origin, context.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmailRequest {
    #[schema(format = "email", max_length = 254, example = "lan@example.org")]
    email: String,
    /// The present password.
    #[schema(format = "password", example = "praxis-demo-2026")]
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmailRequest {
    #[schema(example = "AZrGsHwAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    token: String,
}

/// Ask for another email address.
///
/// A link is mailed to it, and the old address is told. Nothing changes before the link is used.
#[utoipa::path(post, path = "/api/v1/me/email", tag = "accounts", request_body = ChangeEmailRequest,
    responses((status = 202, description = "A link was mailed to the new address.")))]
pub async fn change_email(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<ChangeEmailRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ChangeOwnEmail>(&app).await?;
    service::change_email(&app, &permit, &body.email, body.password, &origin).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Confirm a new email address.
///
/// With the token of the link in the mail to it. It can be used once, for a day.
#[utoipa::path(post, path = "/api/v1/auth/confirm-email", tag = "accounts", request_body = ConfirmEmailRequest, security(()),
    responses((status = 204, description = "The address is the account’s."),
        (status = 410, description = "`link_invalid`: the link was used before, or has expired.")))]
pub async fn confirm_email(
    State(app): State<App>,
    context: RequestContext,
    Body(body): Body<ConfirmEmailRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow_as::<act::ConfirmEmail>(&app, links::open(&app, Purpose::ChangeEmail, &body.token)?).await?;
    service::confirm_email(&app, &permit).await?;
    Ok(StatusCode::NO_CONTENT)
}
