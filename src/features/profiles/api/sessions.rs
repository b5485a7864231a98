//! Server functions for the user's own sessions.

use leptos::prelude::*;

use crate::base::error::AppError;
use crate::features::profiles::model::SessionView;

/// Returns the user's open sessions: first the one that asks, then the last used.
///
/// # Errors
/// `not_signed_in`.
#[server(name = MySessions, prefix = "/fn", endpoint = "accounts/sessions")]
pub async fn my_sessions() -> Result<Vec<SessionView>, AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSessions>(&app).await?;
    service::own_sessions(&app, &permit, context.session, context.zone).await
}

/// Ends one of the user's sessions.
///
/// # Errors
/// `not_signed_in`, `not_found`.
#[server(name = EndSession, prefix = "/fn", endpoint = "accounts/end-session")]
pub async fn end_session(id: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSessions>(&app).await?;
    service::end_own_session(&app, &permit, id.parse().map_err(|_| Code::NotFound)?).await?;
    leptos_axum::redirect("/profile/sessions");
    Ok(())
}

/// Ends the user's other sessions.
///
/// # Errors
/// `not_signed_in`.
#[server(name = EndOtherSessions, prefix = "/fn", endpoint = "accounts/end-other-sessions")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    use crate::features::profiles::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageOwnSessions>(&app).await?;
    service::end_other_sessions(&app, &permit, context.session).await?;
    leptos_axum::redirect("/profile/sessions");
    Ok(())
}
