//! Server functions for what staff do to an account, each with a reason.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Suspends an account; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `own_account`, `last_admin`, `invalid` for `reason`.
#[server(name = SuspendPerson, prefix = "/fn", endpoint = "people/suspend")]
pub async fn suspend_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::base::model::{Id, User};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::SuspendPeople>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::suspend(&app, &permit, id, crate::features::admin::people::input::reason(&reason)?)
        .await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Restores a suspended account; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid` for `reason`.
#[server(name = RestorePerson, prefix = "/fn", endpoint = "people/restore")]
pub async fn restore_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::base::model::{Id, User};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::SuspendPeople>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::restore(&app, &permit, id, crate::features::admin::people::input::reason(&reason)?)
        .await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Forces a new password; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `own_account`, `invalid` for `reason`.
#[server(name = ResetPersonsPassword, prefix = "/fn", endpoint = "people/reset-password")]
pub async fn reset_persons_password(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::base::model::{Id, User};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageAccess>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::reset_password(
        &app,
        &permit,
        id,
        crate::features::admin::people::input::reason(&reason)?,
    )
    .await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Ends all sessions of a person; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `invalid` for `reason`.
#[server(name = EndPersonsSessions, prefix = "/fn", endpoint = "people/end-sessions")]
pub async fn end_persons_sessions(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::base::model::{Id, User};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageAccess>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::end_sessions(
        &app,
        &permit,
        id,
        crate::features::admin::people::input::reason(&reason)?,
    )
    .await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Cancels all coming appointments of a suspended person; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid` for `reason`.
#[server(name = CancelPersonsAppointments, prefix = "/fn", endpoint = "people/cancel-appointments")]
pub async fn cancel_persons_appointments(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::base::model::{Id, User};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::SuspendPeople>(&app).await?;
    let id: Id<User> = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::cancel_appointments(
        &app,
        &permit,
        id,
        crate::features::admin::people::input::reason(&reason)?,
        context.zone,
    )
    .await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Deletes an account; redirects to the list.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `own_account`, `last_admin`, `invalid` for `reason`.
#[server(name = DeletePerson, prefix = "/fn", endpoint = "people/delete")]
pub async fn delete_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::DeletePeople>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    crate::features::admin::people::service::delete(&app, &permit, id, crate::features::admin::people::input::reason(&reason)?)
        .await?;
    leptos_axum::redirect("/people?deleted=1");
    Ok(())
}
