//! Jobs that were given up, and trying them again.

use chrono_tz::Tz;
use futures::FutureExt;

use super::model::DeadJob;
use crate::base::error::Result;
use crate::base::model::{Id, Job, Page};
use crate::platform::app::App;
use crate::platform::{audit, jobs, zone};
use crate::policy::{Permit, act};

/// Jobs on a page.
const PAGE: usize = 30;

/// Returns the jobs that were given up, the latest first.
///
/// # Errors
/// [`Code::Malformed`](crate::base::error::Code::Malformed) for an invalid cursor.
pub async fn dead_jobs(app: &App, _: &Permit<act::ManageJobs>, after: Option<&str>, reader: Option<Tz>) -> Result<Page<DeadJob>> {
    let zone = reader.unwrap_or(Tz::UTC);
    let Page { items, next_cursor } = jobs::dead(app, after, PAGE).await?;
    let show = |job: jobs::Dead| DeadJob {
        id: job.id,
        kind: job.kind,
        added_at: zone::zoned(job.created_at, zone),
        given_up_at: zone::zoned(job.dead_at, zone),
        attempts: job.attempts,
        error: job.last_error,
    };
    Ok(Page { items: items.into_iter().map(show).collect(), next_cursor })
}

/// Has a job tried again.
///
/// # Errors
/// [`Code::NotFound`](crate::base::error::Code::NotFound) for one that was not given up.
pub async fn retry_job(app: &App, permit: &Permit<act::ManageJobs>, id: Id<Job>) -> Result<()> {
    let (clock, by) = (app.clock.clone(), permit.by());
    app.write(move |tx| {
        async move {
            jobs::retry(tx, &clock, id).await?;
            audit::record(tx, &clock, by, "admin.retry_job", id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}
