//! Server functions for notifications.

use leptos::prelude::*;

use super::model::NotificationView;
use crate::base::error::AppError;
use crate::base::model::Page;

/// Returns a page of the user's own notifications, newest first.
///
/// # Errors
/// `not_signed_in`, `malformed` for an invalid cursor.
#[server(name = MyNotifications, prefix = "/fn", endpoint = "notifications/list")]
pub async fn my_notifications(cursor: Option<String>) -> Result<Page<NotificationView>, AppError> {
    use super::kinds::Reader;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadNotifications>(&app).await?;
    let reader = Reader { lang: context.lang, role: context.actor.role(), zone: context.zone };
    super::service::list(&app, &permit, cursor.as_deref(), 30, reader).await
}

/// Returns the number of the user's own unread notifications.
///
/// # Errors
/// `not_signed_in`.
#[server(name = CountUnread, prefix = "/fn", endpoint = "notifications/unread")]
pub async fn count_unread() -> Result<u32, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadNotifications>(&app).await?;
    super::service::unread(&app, &permit).await
}

/// Marks a notification as read.
///
/// # Errors
/// `not_signed_in`, `not_found` also for somebody else's.
#[server(name = MarkRead, prefix = "/fn", endpoint = "notifications/read")]
pub async fn mark_read(id: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::MarkNotifications>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::mark_read(&app, &permit, id).await?;
    leptos_axum::redirect("/notifications");
    Ok(())
}

/// Marks all of the user's own notifications as read.
///
/// # Errors
/// `not_signed_in`.
#[server(name = MarkAllRead, prefix = "/fn", endpoint = "notifications/read-all")]
pub async fn mark_all_read() -> Result<(), AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::MarkNotifications>(&app).await?;
    super::service::mark_all_read(&app, &permit).await?;
    leptos_axum::redirect("/notifications");
    Ok(())
}
