//! Server functions for the photo. It is uploaded to routes of its own (`upload`, `rest`): server functions read whole bodies.

use leptos::prelude::*;

use crate::base::error::AppError;

/// Removes the user's photo.
///
/// # Errors
/// `not_signed_in`.
#[server(name = RemovePhoto, prefix = "/fn", endpoint = "files/remove-photo")]
pub async fn remove_photo() -> Result<(), AppError> {
    use crate::features::files::service;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnPhoto>(&app).await?;
    service::remove_photo(&app, &permit).await?;
    leptos_axum::redirect("/profile/photo?removed");
    Ok(())
}
