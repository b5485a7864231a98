//! Server functions for one's own data.

use leptos::prelude::*;

use super::model::MyData;
use crate::base::error::AppError;

/// Returns the latest export, the deletion that is due, and what a deletion does to each kind of data.
///
/// # Errors
/// `not_signed_in`.
#[server(name = GetMyData, prefix = "/fn", endpoint = "privacy/mine")]
pub async fn my_data() -> Result<MyData, AppError> {
    use super::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ExportOwnData>(&app).await?;
    service::my_data(&app, &permit, context.lang, context.zone).await
}

/// Has an export of the user's own data made; redirects to its page.
///
/// # Errors
/// `not_signed_in`, `invalid` for `password`, `export_running`, `too_many`.
#[server(name = AskExport, prefix = "/fn", endpoint = "privacy/export")]
pub async fn ask_export(password: String) -> Result<(), AppError> {
    use super::service;
    use crate::features::accounts::browser;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ExportOwnData>(&app).await?;
    service::ask_export(&app, &permit, password, &browser::origin(&context)).await?;
    leptos_axum::redirect("/profile/data");
    Ok(())
}

/// Asks for the deletion of the user's own account; redirects to its page.
///
/// # Errors
/// `not_signed_in`, `invalid` for `password`, `last_admin`, `too_many`.
#[server(name = AskDeletion, prefix = "/fn", endpoint = "privacy/delete")]
pub async fn ask_deletion(password: String) -> Result<(), AppError> {
    use super::service;
    use crate::features::accounts::browser;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::DeleteOwnAccount>(&app).await?;
    service::ask_deletion(&app, &permit, password, &browser::origin(&context)).await?;
    leptos_axum::redirect("/profile/data/delete");
    Ok(())
}

/// Takes back the deletion of the user's own account; redirects to the page of their data.
///
/// # Errors
/// `not_signed_in`.
#[server(name = KeepAccount, prefix = "/fn", endpoint = "privacy/keep")]
pub async fn keep_account() -> Result<(), AppError> {
    use super::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::DeleteOwnAccount>(&app).await?;
    service::take_back_deletion(&app, &permit).await?;
    leptos_axum::redirect("/profile/data?kept=1");
    Ok(())
}
