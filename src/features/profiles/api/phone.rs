//! Server functions for verifying the user's phone number.

use leptos::prelude::*;

use crate::base::error::AppError;
use crate::features::profiles::model::PhoneState;

/// Returns the user's phone number, and whether a code was sent.
///
/// # Errors
/// `not_signed_in`, `not_found` if no text messages are sent.
#[server(name = MyPhone, prefix = "/fn", endpoint = "accounts/phone")]
pub async fn my_phone() -> Result<PhoneState, AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::VerifyOwnPhone>(&app).await?;
    service::phone_state(&app, &permit).await
}

/// Sends a code to a phone number, and redirects to the page that asks for it.
///
/// # Errors
/// `not_signed_in`, `invalid` for `phone`, `too_many`, `not_found` if no text messages are sent.
#[server(name = SendPhoneCode, prefix = "/fn", endpoint = "accounts/send-phone-code")]
pub async fn send_phone_code(phone: String) -> Result<(), AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::http::answer;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::VerifyOwnPhone>(&app).await?;
    service::send_phone_code(&app, &permit, Some(&phone), &answer::called_from()).await?;
    leptos_axum::redirect("/profile/phone");
    Ok(())
}

/// Verifies the phone number that a code was sent to, and redirects to the profile page.
///
/// # Errors
/// `not_signed_in`, `invalid` for `code`.
#[server(name = VerifyPhone, prefix = "/fn", endpoint = "accounts/verify-phone")]
pub async fn verify_phone(code: String) -> Result<(), AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::VerifyOwnPhone>(&app).await?;
    service::verify_phone(&app, &permit, &code).await?;
    leptos_axum::redirect("/profile?saved=1");
    Ok(())
}
