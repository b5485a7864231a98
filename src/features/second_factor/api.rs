//! Server functions for two-step sign-in.

use leptos::prelude::*;

use super::model::{FactorState, PendingStep};
use crate::base::error::AppError;

/// Returns the second step of this browser's sign-in; `None` without one, or after its time.
///
/// # Errors
/// `internal`.
#[server(name = PendingSignIn, prefix = "/fn", endpoint = "second-factor/pending")]
pub async fn pending_sign_in() -> Result<Option<PendingStep>, AppError> {
    use super::{browser, picture, service};
    use crate::base::error::Code;
    use crate::features::accounts::service as accounts;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let Ok(token) = browser::token(&app) else { return Ok(None) };
    let step = async {
        let waiting = accounts::waiting(&app, &token).await?;
        let permit = context.allow_as::<act::FinishSignIn>(&app, waiting.actor).await?;
        let secret = service::pending_setup(&app, &permit, &waiting).await?;
        let setup = secret.map(|secret| picture::shown(&app, &waiting.row.email, &secret)).transpose()?;
        Ok(PendingStep { setup })
    };
    match step.await {
        Ok(step) => Ok(Some(step)),
        Err(AppError { code: Code::SignInExpired, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Completes this browser's sign-in with a code of the app or a recovery code, and redirects to `next`.
///
/// # Errors
/// `sign_in_expired`, `invalid` for `code`, `factor_inactive`, `too_many`.
#[server(name = EnterCode, prefix = "/fn", endpoint = "second-factor/enter")]
pub async fn enter_code(code: String, #[server(default)] next: String) -> Result<(), AppError> {
    use super::{browser, service};
    use crate::features::accounts::{browser as client, service as accounts};
    use crate::platform::app::App;
    use crate::platform::http::local_path;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let token = browser::token(&app)?;
    let waiting = accounts::waiting(&app, &token).await?;
    let permit = context.allow_as::<act::FinishSignIn>(&app, waiting.actor).await?;
    let signed_in = service::finish(&app, &permit, &waiting, token, code, client::origin(&context)).await?;
    browser::complete(&app, &signed_in);
    leptos_axum::redirect(local_path(&next).unwrap_or("/"));
    Ok(())
}

/// Turns the second factor on that this browser's sign-in has to set up, completes the sign-in, and redirects to the page with the recovery
/// codes, which goes on to `next`.
///
/// # Errors
/// `sign_in_expired`, `invalid` for `code`, `factor_active`, `too_many`.
#[server(name = EnterFirstCode, prefix = "/fn", endpoint = "second-factor/enter-first")]
pub async fn enter_first_code(code: String, #[server(default)] next: String) -> Result<(), AppError> {
    use super::{browser, service};
    use crate::features::accounts::{browser as client, service as accounts};
    use crate::platform::app::App;
    use crate::platform::http::local_path;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let token = browser::token(&app)?;
    let waiting = accounts::waiting(&app, &token).await?;
    let permit = context.allow_as::<act::FinishSignIn>(&app, waiting.actor).await?;
    let (signed_in, codes) = service::finish_setup(&app, &permit, &waiting, token, code, client::origin(&context)).await?;
    browser::complete(&app, &signed_in);
    browser::keep_codes(&app, signed_in.user, &codes)?;
    let query = serde_urlencoded::to_string([("next", local_path(&next).unwrap_or("/"))]).unwrap_or_default();
    leptos_axum::redirect(&format!("{}?{query}", browser::CODES_PAGE));
    Ok(())
}

/// Returns the user's own second factor.
///
/// # Errors
/// `not_signed_in`.
#[server(name = SecondFactorState, prefix = "/fn", endpoint = "second-factor/state")]
pub async fn second_factor_state() -> Result<FactorState, AppError> {
    use super::{picture, service};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let own = service::own(&app, &permit, context.session).await?;
    let setup = own.setup.map(|secret| picture::shown(&app, &own.email, &secret)).transpose()?;
    Ok(FactorState { is_on: own.is_on, is_required: own.is_required, codes_left: own.codes_left, setup })
}

/// Begins to set up a second factor, and redirects to the page that shows its secret.
///
/// # Errors
/// `not_signed_in`, `invalid` for `password`, `factor_active`, `too_many`.
#[server(name = BeginSecondFactor, prefix = "/fn", endpoint = "second-factor/begin")]
pub async fn begin_second_factor(password: String) -> Result<(), AppError> {
    use super::service;
    use crate::features::accounts::browser;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    service::begin(&app, &permit, password, &browser::origin(&context), context.session).await?;
    leptos_axum::redirect("/profile/two-factor");
    Ok(())
}

/// Turns the second factor on with its first code, and redirects to the page with the recovery codes.
///
/// # Errors
/// `not_signed_in`, `invalid` for `code`, `factor_expired`, `factor_active`, `too_many`.
#[server(name = ConfirmSecondFactor, prefix = "/fn", endpoint = "second-factor/confirm")]
pub async fn confirm_second_factor(code: String) -> Result<(), AppError> {
    use super::{browser, service};
    use crate::features::accounts::browser as client;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let codes = service::confirm(&app, &permit, code, &client::origin(&context), context.session).await?;
    browser::keep_codes(&app, permit.user()?, &codes)?;
    leptos_axum::redirect(browser::CODES_PAGE);
    Ok(())
}

/// Replaces the recovery codes, and redirects to the page with the new ones.
///
/// # Errors
/// `not_signed_in`, `invalid` for `code`, `factor_inactive`, `too_many`.
#[server(name = RenewRecoveryCodes, prefix = "/fn", endpoint = "second-factor/renew-codes")]
pub async fn renew_recovery_codes(code: String) -> Result<(), AppError> {
    use super::{browser, service};
    use crate::features::accounts::browser as client;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    let codes = service::renew_codes(&app, &permit, code, &client::origin(&context)).await?;
    browser::keep_codes(&app, permit.user()?, &codes)?;
    leptos_axum::redirect(browser::CODES_PAGE);
    Ok(())
}

/// Returns new recovery codes, once; afterwards none.
///
/// # Errors
/// `not_signed_in`.
#[server(name = FreshRecoveryCodes, prefix = "/fn", endpoint = "second-factor/codes")]
pub async fn fresh_recovery_codes() -> Result<Vec<String>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    Ok(super::browser::take_codes(&app, permit.user()?))
}

/// Turns the second factor off, and redirects to its page.
///
/// # Errors
/// `not_signed_in`, `factor_required`, `factor_inactive`, `invalid` with the fields, `too_many`.
#[server(name = TurnOffSecondFactor, prefix = "/fn", endpoint = "second-factor/turn-off")]
pub async fn turn_off_second_factor(password: String, code: String) -> Result<(), AppError> {
    use super::service;
    use crate::features::accounts::browser;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSecondFactor>(&app).await?;
    service::turn_off(&app, &permit, [password, code], &browser::origin(&context), context.session).await?;
    leptos_axum::redirect("/profile/two-factor?off=1");
    Ok(())
}

/// Removes somebody's second factor.
///
/// # Errors
/// `forbidden` for everybody but staff and for one's own, `not_found`, `factor_inactive`, `invalid` for `reason`.
#[server(name = ResetSecondFactor, prefix = "/fn", endpoint = "second-factor/reset")]
pub async fn reset_second_factor(id: String, reason: String) -> Result<(), AppError> {
    use super::model::REASON_MAX;
    use super::service;
    use crate::base::error::Code;
    use crate::base::model::{Id, User};
    use crate::base::parse::parse_text;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ResetSecondFactor>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    let reason = parse_text(&reason, REASON_MAX, true).map_err(|fault| AppError::field("reason", fault))?;
    service::reset_of(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}
