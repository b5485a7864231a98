//! Server functions for verifying an address and for passwords.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Verifies the address that a link was mailed to, signs the browser in, and redirects to what registering interrupted.
///
/// # Errors
/// `link_invalid`.
#[server(name = VerifyEmail, prefix = "/fn", endpoint = "accounts/verify-email")]
pub async fn verify_email(token: String) -> Result<(), AppError> {
    use crate::features::accounts::browser;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::links::{self, Purpose};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow_as::<act::VerifyEmail>(&app, links::open(&app, Purpose::VerifyEmail, &token)?).await?;
    let (entry, verified) = service::verify_email(&app, &permit, browser::origin(&context)).await?;
    browser::enter(&app, entry, verified.next.as_deref().unwrap_or("/"));
    Ok(())
}

/// Returns the address that a link verifies, for its page; `None` if the link was used or has expired. Changes nothing.
///
/// # Errors
/// `internal`.
#[server(name = AddressToVerify, prefix = "/fn", endpoint = "accounts/address-to-verify")]
pub async fn address_to_verify(token: String) -> Result<Option<String>, AppError> {
    use crate::base::error::Code;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::links::{self, Purpose};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let Ok(holder) = links::open(&app, Purpose::VerifyEmail, &token) else { return Ok(None) };
    let permit = context.allow_as::<act::VerifyEmail>(&app, holder).await?;
    match service::address_to_verify(&app, &permit).await {
        Ok(address) => Ok(Some(address)),
        Err(error) if error.code == Code::LinkInvalid => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the address that a link makes the account's, for its page; `None` if the link was used or has expired. Changes nothing.
///
/// # Errors
/// `internal`.
#[server(name = AddressToConfirm, prefix = "/fn", endpoint = "accounts/address-to-confirm")]
pub async fn address_to_confirm(token: String) -> Result<Option<String>, AppError> {
    use crate::base::error::Code;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::links::{self, Purpose};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let Ok(holder) = links::open(&app, Purpose::ChangeEmail, &token) else { return Ok(None) };
    let permit = context.allow_as::<act::ConfirmEmail>(&app, holder).await?;
    match service::address_to_confirm(&app, &permit).await {
        Ok(address) => Ok(Some(address)),
        Err(error) if error.code == Code::LinkInvalid => Ok(None),
        Err(error) => Err(error),
    }
}

/// Mails another link that verifies the user's address, and redirects to the profile page.
///
/// # Errors
/// `not_signed_in`, `too_many`.
#[server(name = AskVerification, prefix = "/fn", endpoint = "accounts/ask-verification")]
pub async fn ask_verification() -> Result<(), AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::http::answer;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::AskVerification>(&app).await?;
    service::ask_verification(&app, &permit, &answer::called_from()).await?;
    leptos_axum::redirect("/profile?sent=1");
    Ok(())
}

/// Has a link for a new password mailed, if the address has an account; redirects to the page that says so in any case. After signing in
/// with the new password, the browser goes on to `next`.
///
/// # Errors
/// `invalid` for `email`, `too_many`.
#[server(name = ForgotPassword, prefix = "/fn", endpoint = "accounts/forgot-password")]
pub async fn forgot_password(email: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::features::profiles::browser::{NEXT_MAX, going_on};
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::http::{answer, local_path};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ForgetPassword>(&app).await?;
    let next = local_path(&next).filter(|next| *next != "/" && next.len() <= NEXT_MAX).map(str::to_owned);
    service::forget_password(&app, &permit, &email, next.clone(), &answer::called_from()).await?;
    leptos_axum::redirect(&going_on("/forgot-password?sent=1", next));
    Ok(())
}

/// Sets a new password with a mailed link, ends all sessions, and redirects to the sign-in page, and from there to where it was forgotten.
///
/// # Errors
/// `link_invalid`, `invalid` for `password`, `too_many`.
#[server(name = ResetPassword, prefix = "/fn", endpoint = "accounts/reset-password")]
pub async fn reset_password(token: String, password: String) -> Result<(), AppError> {
    use crate::features::accounts::browser;
    use crate::features::profiles::browser::going_on;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::links::{self, Purpose};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow_as::<act::ResetPassword>(&app, links::open(&app, Purpose::ResetPassword, &token)?).await?;
    let new = service::reset_password(&app, &permit, &password, browser::origin(&context)).await?;
    leptos_axum::redirect(&going_on("/sign-in?reset=1", new.next));
    Ok(())
}

/// Sets the first password of an account with the link in its invitation, and redirects to the sign-in page.
///
/// # Errors
/// `link_invalid`, `invalid` for `password`, `too_many`.
#[server(name = AcceptInvitation, prefix = "/fn", endpoint = "accounts/accept-invitation")]
pub async fn accept_invitation(token: String, password: String) -> Result<(), AppError> {
    use crate::features::accounts::browser;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::links::{self, Purpose};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow_as::<act::AcceptInvitation>(&app, links::open(&app, Purpose::Invitation, &token)?).await?;
    service::accept_invitation(&app, &permit, &password, browser::origin(&context)).await?;
    leptos_axum::redirect("/sign-in?invited=1");
    Ok(())
}

/// Changes the password, ends the other sessions, and redirects to the profile page.
///
/// # Errors
/// `not_signed_in`, `invalid` with the fields, `too_many`.
#[server(name = ChangePassword, prefix = "/fn", endpoint = "accounts/change-password")]
pub async fn change_password(present_password: String, new_password: String) -> Result<(), AppError> {
    use crate::features::accounts::browser;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnPassword>(&app).await?;
    let passwords = [present_password, new_password];
    service::change_password(&app, &permit, passwords, &browser::origin(&context), context.session).await?;
    leptos_axum::redirect("/profile?saved=1");
    Ok(())
}

/// Has a link mailed to a new address, and redirects to the page that says so.
///
/// # Errors
/// `not_signed_in`, `invalid` with the fields, `too_many`.
#[server(name = ChangeEmail, prefix = "/fn", endpoint = "accounts/change-email")]
pub async fn change_email(email: String, password: String) -> Result<(), AppError> {
    use crate::features::accounts::browser;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnEmail>(&app).await?;
    service::change_email(&app, &permit, &email, password, &browser::origin(&context)).await?;
    leptos_axum::redirect("/profile/email?sent=1");
    Ok(())
}

/// Makes the address that a link was mailed to the account's, and redirects to the profile page.
///
/// # Errors
/// `link_invalid`.
#[server(name = ConfirmEmail, prefix = "/fn", endpoint = "accounts/confirm-email")]
pub async fn confirm_email(token: String) -> Result<(), AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::links::{self, Purpose};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow_as::<act::ConfirmEmail>(&app, links::open(&app, Purpose::ChangeEmail, &token)?).await?;
    service::confirm_email(&app, &permit).await?;
    leptos_axum::redirect("/profile?saved=1");
    Ok(())
}
