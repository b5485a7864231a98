//! Server functions for signing in, signing out and choosing a language.

use leptos::prelude::*;

use crate::base::error::AppError;
use crate::base::model::DemoSignIn;

/// Signs the browser in and redirects to `next`, by way of the page for the second factor if it is due.
///
/// # Errors
/// `wrong_credentials`, `too_many`.
#[server(name = SignIn, prefix = "/fn", endpoint = "accounts/sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::features::accounts::{browser, service};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::SignIn>(&app).await?;
    let entry = service::sign_in(&app, &permit, &email, password, browser::origin(&context)).await?;
    browser::enter(&app, entry, &next);
    Ok(())
}

/// Ends the session and redirects to the home page.
///
/// # Errors
/// `not_signed_in`.
#[server(name = SignOut, prefix = "/fn", endpoint = "accounts/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::platform::app::App;
    use crate::platform::http::answer;
    use crate::platform::session::{self, RequestContext, context::sign_out_cookies};
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    context.allow::<act::SignOut>(&app).await?;
    if let Some(session) = context.session {
        session::end(&app, session).await?;
    }
    answer::cookies(sign_out_cookies(&app));
    leptos_axum::redirect("/");
    Ok(())
}

/// Sets the language and redirects to `back`.
///
/// # Errors
/// `invalid` for an unsupported language.
#[server(name = SetLanguage, prefix = "/fn", endpoint = "accounts/language")]
pub async fn set_language(lang: String, back: String) -> Result<(), AppError> {
    use crate::base::error::FieldCode;
    use crate::features::accounts::service;
    use crate::platform::app::App;
    use crate::platform::http::{answer, local_path};
    use crate::platform::session::RequestContext;
    use crate::platform::session::context::language_cookie;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChooseLanguage>(&app).await?;
    let lang = lang.parse().map_err(|_| AppError::field("lang", FieldCode::NotAChoice))?;
    service::choose_language(&app, &permit, lang).await?;
    answer::cookies([language_cookie(&app, lang)]);
    leptos_axum::redirect(local_path(&back).unwrap_or("/"));
    Ok(())
}

/// Returns the demo's sign-ins; empty outside the demo.
///
/// # Errors
/// `internal`.
#[server(name = DemoSignIns, prefix = "/fn", endpoint = "accounts/demo")]
pub async fn demo_sign_ins() -> Result<Vec<DemoSignIn>, AppError> {
    use crate::platform::app::App;
    let app = App::current()?;
    Ok(app.demo.as_ref().map(|demo| demo.sign_ins.clone()).unwrap_or_default())
}
