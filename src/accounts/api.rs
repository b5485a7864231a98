//! The pages' door to accounts.

use leptos::prelude::*;

use super::model::{Account, DemoSignIn};
use crate::error::{AppError, Result};

/// Signs a browser in and goes on to `next`.
///
/// # Errors
/// `wrong_credentials`, `too_many`.
#[server(name = SignIn, prefix = "/fn", endpoint = "accounts/sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::accounts::service;
    use crate::platform::app::App;
    use crate::platform::http::{answer, local_path};
    use crate::platform::session::{Visit, visit::sign_in_cookies};
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::SignIn>(&visit.actor)?;
    let (_, tokens) = service::sign_in(&app, &permit, &email, password, answer::origin()).await?;
    answer::cookies(sign_in_cookies(&app, &tokens));
    leptos_axum::redirect(local_path(&next).unwrap_or("/"));
    Ok(())
}

/// Ends the session.
///
/// # Errors
/// `not_signed_in`.
#[server(name = SignOut, prefix = "/fn", endpoint = "accounts/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::platform::app::App;
    use crate::platform::http::answer;
    use crate::platform::session::{self, Visit, visit::sign_out_cookies};
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    allow::<act::SignOut>(&visit.actor)?;
    if let Some(session) = visit.session {
        session::end(&app, session).await?;
    }
    answer::cookies(sign_out_cookies(&app));
    leptos_axum::redirect("/");
    Ok(())
}

/// Registers a patient; the answer is the same for a known address.
///
/// # Errors
/// `invalid` with the fields.
#[server(name = Register, prefix = "/fn", endpoint = "accounts/register")]
pub async fn register(
    full_name: String,
    email: String,
    password: String,
    #[server(default)] phone: String,
    birth_day: String,
    birth_month: String,
    birth_year: String,
    #[server(default)] gender: String,
    #[server(default)] address: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::accounts::model::{self as parse, ADDRESS_MAX, Gender, NAME_MAX};
    use crate::accounts::service::{self, Registration};
    use crate::error::{Faults, FieldCode};
    use crate::platform::app::App;
    use crate::platform::http::local_path;
    use crate::platform::session::Visit;
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::Register>(&visit.actor)?;
    let today = app.clock.now().date_naive();
    let mut faults = Faults::default();
    let full_name = faults.take("full_name", parse::parse_text(&full_name, NAME_MAX, false));
    let email = faults.take("email", parse::parse_email(&email));
    let password = faults.take("password", parse::parse_password(&password));
    let phone = faults.take("phone", parse::parse_phone(&phone));
    let born = faults.take("date_of_birth", parse::parse_birth_date(&birth_year, &birth_month, &birth_day, today));
    let gender = faults.take(
        "gender",
        if gender.is_empty() { Ok(Gender::Undisclosed) } else { gender.parse().map_err(|_| FieldCode::NotAChoice) },
    );
    let address = faults.take("address", parse::parse_optional(&address, ADDRESS_MAX, true));
    let (Some(full_name), Some(email), Some(password), Some(phone), Some(date_of_birth), Some(gender), Some(address)) =
        (full_name, email, password, phone, born, gender, address)
    else {
        return Err(faults.into_error());
    };
    let registration = Registration {
        full_name,
        email,
        password,
        phone,
        date_of_birth,
        gender,
        address,
        locale: visit.lang,
        time_zone: visit.zone,
    };
    service::register(&app, &permit, registration).await?;
    let next = local_path(&next).unwrap_or("/");
    let query = serde_urlencoded::to_string([("registered", "1"), ("next", next)]).unwrap_or_default();
    leptos_axum::redirect(&format!("/sign-in?{query}"));
    Ok(())
}

/// Chooses the language and goes back.
///
/// # Errors
/// `invalid` for a language that we do not have.
#[server(name = SetLanguage, prefix = "/fn", endpoint = "accounts/language")]
pub async fn set_language(lang: String, back: String) -> Result<(), AppError> {
    use crate::accounts::service;
    use crate::error::FieldCode;
    use crate::platform::app::App;
    use crate::platform::http::{answer, local_path};
    use crate::platform::session::Visit;
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::ChooseLanguage>(&visit.actor)?;
    let lang = lang.parse().map_err(|_| AppError::field("lang", FieldCode::NotAChoice))?;
    service::choose_language(&app, &permit, lang).await?;
    answer::language(&app, lang);
    leptos_axum::redirect(local_path(&back).unwrap_or("/"));
    Ok(())
}

/// One's own account.
///
/// # Errors
/// `not_signed_in`.
#[server(name = MyAccount, prefix = "/fn", endpoint = "accounts/me")]
pub async fn my_account() -> Result<Account, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::Visit;
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::ReadOwnAccount>(&visit.actor)?;
    crate::accounts::service::own_account(&app, &permit).await
}

/// Whether bookings with the doctor who asks are confirmed at once.
///
/// # Errors
/// `forbidden` for everybody but doctors.
#[server(name = SetAutoConfirm, prefix = "/fn", endpoint = "accounts/auto-confirm")]
pub async fn set_auto_confirm(#[server(default)] auto_confirm: String) -> Result<(), AppError> {
    use crate::platform::app::App;
    use crate::platform::session::Visit;
    use crate::policy::{act, allow};

    let (app, visit) = (App::current()?, Visit::current()?);
    let permit = allow::<act::ChangeOwnPractice>(&visit.actor)?;
    let on = matches!(auto_confirm.as_str(), "on" | "true" | "1");
    crate::doctors::service::set_auto_confirm(&app, &permit, on).await?;
    leptos_axum::redirect("/profile");
    Ok(())
}

/// The demo's sign-ins; none where the practice is real.
///
/// # Errors
/// `internal`.
#[server(name = DemoSignIns, prefix = "/fn", endpoint = "accounts/demo")]
pub async fn demo_sign_ins() -> Result<Vec<DemoSignIn>, AppError> {
    use crate::platform::app::App;
    let app = App::current()?;
    Ok(if app.demo { crate::demo::sign_ins() } else { Vec::new() })
}
