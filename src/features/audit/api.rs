//! Server functions for the pages that show the audit log.

use leptos::prelude::*;

use super::model::{ActionChoice, AuditEntry, AuditFilter};
use crate::base::error::AppError;
use crate::base::model::Page;

/// Returns a page of the log, the latest first; for patients, what others did with their data.
///
/// # Errors
/// `forbidden` for doctors, `malformed` for an invalid cursor, `invalid` for a filter that is too long.
#[server(name = AuditRecords, prefix = "/fn", endpoint = "audit/records")]
pub async fn audit_records(cursor: Option<String>, #[server(default)] filter: AuditFilter) -> Result<Page<AuditEntry>, AppError> {
    use super::service::{self, Reader, Wanted};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadAudit>(&app).await?;
    let reader = Reader { lang: context.lang, zone: context.zone };
    let wanted = Wanted::of(&filter, reader)?;
    service::list(&app, &permit, &wanted, cursor.as_deref(), service::PAGE_SIZE, reader).await
}

/// Returns the actions that are recorded, by their words.
///
/// # Errors
/// `forbidden` for doctors.
#[server(name = AuditActions, prefix = "/fn", endpoint = "audit/actions")]
pub async fn audit_actions() -> Result<Vec<ActionChoice>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadAudit>(&app).await?;
    Ok(super::service::actions(&app, &permit, context.lang))
}
