//! Server functions for the staff's pages about the practice itself.

use leptos::prelude::*;

use super::model::DeadJob;
use crate::base::error::AppError;
use crate::base::model::Page;

/// Returns the jobs that were given up, the latest first.
///
/// # Errors
/// `forbidden` for everybody but staff, `malformed` for an invalid cursor.
#[server(name = DeadJobs, prefix = "/fn", endpoint = "admin/jobs")]
pub async fn dead_jobs(cursor: Option<String>) -> Result<Page<DeadJob>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageJobs>(&app).await?;
    super::service::dead_jobs(&app, &permit, cursor.as_deref(), context.zone).await
}

/// Has a job tried again that was given up.
///
/// # Errors
/// `not_found` for one that was not.
#[server(name = RetryJob, prefix = "/fn", endpoint = "admin/retry-job")]
pub async fn retry_job(id: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ManageJobs>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::retry_job(&app, &permit, id).await?;
    leptos_axum::redirect("/jobs");
    Ok(())
}
