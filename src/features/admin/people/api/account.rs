//! Server functions for what staff do to an account, each with a reason.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Suspends an account; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `own_account`, `last_admin`, `invalid` for `reason`.
#[server(name = SuspendPerson, prefix = "/fn", endpoint = "people/suspend")]
pub async fn suspend_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::SuspendPeople>(&id, &reason).await?;
    service::suspend(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Restores a suspended account; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid` for `reason`.
#[server(name = RestorePerson, prefix = "/fn", endpoint = "people/restore")]
pub async fn restore_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::SuspendPeople>(&id, &reason).await?;
    service::restore(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Forces a new password; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `own_account`, `invalid` for `reason`.
#[server(name = ResetPersonsPassword, prefix = "/fn", endpoint = "people/reset-password")]
pub async fn reset_persons_password(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::ManageAccess>(&id, &reason).await?;
    service::reset_password(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Ends all sessions of a person; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `invalid` for `reason`.
#[server(name = EndPersonsSessions, prefix = "/fn", endpoint = "people/end-sessions")]
pub async fn end_persons_sessions(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::ManageAccess>(&id, &reason).await?;
    service::end_sessions(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Cancels all coming appointments of a suspended person; redirects to the person's page.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `decided`, `invalid` for `reason`.
#[server(name = CancelPersonsAppointments, prefix = "/fn", endpoint = "people/cancel-appointments")]
pub async fn cancel_persons_appointments(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::SuspendPeople>(&id, &reason).await?;
    service::cancel_appointments(&app, &permit, id, reason, RequestContext::current()?.zone).await?;
    leptos_axum::redirect(&format!("/people/{id}"));
    Ok(())
}

/// Deletes an account; redirects to the list.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `own_account`, `last_admin`, `invalid` for `reason`.
#[server(name = DeletePerson, prefix = "/fn", endpoint = "people/delete")]
pub async fn delete_person(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::features::admin::people::{browser, service};
    use crate::policy::act;

    let (app, permit, id, reason) = browser::reasoned::<act::DeletePeople>(&id, &reason).await?;
    service::delete(&app, &permit, id, reason).await?;
    leptos_axum::redirect("/people?deleted=1");
    Ok(())
}
