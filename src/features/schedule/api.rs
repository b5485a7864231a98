//! Server functions for the doctor's own slots.

use leptos::prelude::*;

use crate::base::error::AppError;
use crate::base::slot::SlotView;

/// Returns one of the doctor's own slots.
///
/// # Errors
/// `not_signed_in`, `not_found` if it is not the doctor's own.
#[server(name = MySlot, prefix = "/fn", endpoint = "schedule/slot")]
pub async fn my_slot(id: String) -> Result<SlotView, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadOwnSchedule>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::my_slot(&app, &permit, id).await
}

/// Adds a slot, given in the doctor's time zone, and redirects to its week.
///
/// # Errors
/// `invalid` with the fields, `slot_overlaps`.
#[server(name = AddSlot, prefix = "/fn", endpoint = "schedule/add")]
pub async fn add_slot(date: String, start: String, end: String, kind: String) -> Result<(), AppError> {
    use crate::features::schedule::model::SlotForm;
    use crate::features::schedule::service::{self, LocalSlot};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnSchedule>(&app).await?;
    let local = LocalSlot::parse(&SlotForm { date, start, end, kind })?;
    service::add_local(&app, &permit, local).await?;
    leptos_axum::redirect(&format!("/schedule?week={0}&day={0}", local.date));
    Ok(())
}

/// Changes an unbooked slot and redirects to its week.
///
/// # Errors
/// `invalid` with the fields, `slot_booked`, `slot_overlaps`, `not_found` if it is not the doctor's own.
#[server(name = EditSlot, prefix = "/fn", endpoint = "schedule/edit")]
pub async fn edit_slot(id: String, date: String, start: String, end: String, kind: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::features::schedule::model::SlotForm;
    use crate::features::schedule::service::{self, LocalSlot};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnSchedule>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let local = LocalSlot::parse(&SlotForm { date, start, end, kind })?;
    service::edit_local(&app, &permit, id, local).await?;
    leptos_axum::redirect(&format!("/schedule?week={0}&day={0}", local.date));
    Ok(())
}

/// Deletes an unbooked slot and redirects to its week.
///
/// # Errors
/// `slot_booked`, `not_found` if it is not the doctor's own.
#[server(name = DeleteSlot, prefix = "/fn", endpoint = "schedule/delete")]
pub async fn delete_slot(id: String) -> Result<(), AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeOwnSchedule>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let slot = super::service::delete(&app, &permit, id).await?;
    leptos_axum::redirect(&format!("/schedule?week={0}&day={0}", slot.starts_at.at.date_naive()));
    Ok(())
}
