//! Server functions for appointments.

use leptos::prelude::*;

use super::model::{AppointmentFilter, AppointmentView, BookingPage, MovePage, Period, ScheduleWeek};
use crate::base::error::AppError;
use crate::base::model::Page;
use crate::base::slot::ChosenTime;

/// Returns the data of the booking page.
///
/// # Errors
/// `not_found`, `not_signed_in`, `forbidden` except for patients.
#[server(name = GetBookingPage, prefix = "/fn", endpoint = "appointments/booking")]
pub async fn booking_page(slot: String) -> Result<BookingPage, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::SeeBooking>(&app).await?;
    let slot = slot.parse().map_err(|_| Code::NotFound)?;
    super::service::booking_page(&app, &permit, slot, context.zone).await
}

/// Returns the slot that a user has chosen before signing in; `None` if it is not free.
///
/// # Errors
/// `internal`.
#[server(name = GetChosenTime, prefix = "/fn", endpoint = "appointments/chosen")]
pub async fn chosen_time(slot: String) -> Result<Option<ChosenTime>, AppError> {
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let Ok(slot) = slot.parse() else { return Ok(None) };
    super::service::chosen(&app, &permit, slot, context.zone).await
}

/// Books a slot and redirects to the appointment.
///
/// # Errors
/// `invalid`, `not_found`, `slot_taken`, `slot_moved`, `patient_busy`, `slot_past` with the nearest free slots; `too_many_…` with
/// the limit.
#[server(name = Book, prefix = "/fn", endpoint = "appointments/book")]
pub async fn book(#[server(default)] slot: String, reason: String) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults, FieldCode};
    use crate::base::parse::parse_text;
    use crate::base::slot::Offer;
    use crate::features::appointments::model::REASON_MAX;
    use crate::features::appointments::service::{self, Booking};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::BookAppointment>(&app).await?;
    let mut faults = Faults::default();
    // Empty when the nearest free slots are offered and none was chosen.
    let offer = faults.take("slot", if slot.is_empty() { Err(FieldCode::Required) } else { Ok(slot) });
    let reason = faults.take("reason", parse_text(&reason, REASON_MAX, true));
    let (Some(offer), Some(reason)) = (offer, reason) else { return Err(faults.into_error()) };
    let Offer { slot, starts_at } = offer.parse().map_err(|_| Code::NotFound)?;
    let booked = service::book(&app, &permit, Booking { key: None, slot, seen_at: Some(starts_at), reason }, context.zone).await?;
    leptos_axum::redirect(&format!("/appointments/{}?booked=1", booked.id));
    Ok(())
}

/// Returns a page of the user's own appointments; for admins, of all appointments.
///
/// # Errors
/// `not_signed_in`, `malformed` for an invalid cursor.
#[server(name = MyAppointments, prefix = "/fn", endpoint = "appointments/list")]
pub async fn my_appointments(
    period: Period,
    cursor: Option<String>,
    #[server(default)] filter: AppointmentFilter,
) -> Result<Page<AppointmentView>, AppError> {
    use crate::features::appointments::service::Wanted;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadAppointments>(&app).await?;
    let wanted = Wanted::of(period, &filter, cursor.as_deref());
    super::service::list(&app, &permit, &wanted, context.zone).await
}

/// Returns one appointment with its history.
///
/// # Errors
/// `not_found`, also if it is somebody else's.
#[server(name = GetAppointment, prefix = "/fn", endpoint = "appointments/detail")]
pub async fn appointment(id: String) -> Result<AppointmentView, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadAppointments>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::detail(&app, &permit, id, context.zone).await
}

/// Changes the status; redirects to `back`, or to the appointment.
///
/// # Errors
/// `not_found`, `wrong_status`, `too_late`.
#[server(name = ChangeStatus, prefix = "/fn", endpoint = "appointments/change")]
pub async fn change_status(
    id: String,
    to: String,
    #[server(default)] reason: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults, FieldCode};
    use crate::base::parse::parse_optional;
    use crate::features::appointments::model::REASON_MAX;
    use crate::platform::app::App;
    use crate::platform::http::local_path;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ChangeAppointment>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let to = faults.take("to", to.parse().map_err(|_| FieldCode::NotAChoice));
    let reason = faults.take("reason", parse_optional(&reason, REASON_MAX, true));
    let (Some(to), Some(reason)) = (to, reason) else { return Err(faults.into_error()) };
    let changed = super::service::change_status(&app, &permit, id, to, reason, context.zone).await?;
    let path = format!("/appointments/{}", changed.id);
    leptos_axum::redirect(local_path(&back).unwrap_or(&path));
    Ok(())
}

/// Saves the user's own note; an empty one removes it.
///
/// # Errors
/// `not_found`, `invalid`.
#[server(name = WriteNote, prefix = "/fn", endpoint = "appointments/note")]
pub async fn write_note(id: String, #[server(default)] note: String) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::model::{Appointment, Id};
    use crate::base::parse::parse_optional;
    use crate::features::appointments::model::NOTE_MAX;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::WriteNote>(&app).await?;
    let id: Id<Appointment> = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let Some(note) = faults.take("note", parse_optional(&note, NOTE_MAX, true)) else { return Err(faults.into_error()) };
    super::service::write_note(&app, &permit, id, note).await?;
    leptos_axum::redirect(&format!("/appointments/{id}"));
    Ok(())
}

/// Returns an appointment with the slots that it can be moved to.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `wrong_status`.
#[server(name = GetTimes, prefix = "/fn", endpoint = "appointments/times")]
pub async fn times_to_move_to(id: String) -> Result<MovePage, AppError> {
    use crate::base::error::Code;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::EditAppointment>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    super::service::times(&app, &permit, id, context.zone).await
}

/// Moves an appointment to another slot of its doctor and redirects to it. If the slot has another kind of visit, `kind` must be that
/// kind, to confirm the change.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `wrong_status`, `invalid`, and the errors of a booking.
#[server(name = MoveAppointment, prefix = "/fn", endpoint = "appointments/move")]
pub async fn move_appointment(
    id: String,
    #[server(default)] slot: String,
    #[server(default)] kind: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults, FieldCode};
    use crate::base::parse::parse_optional;
    use crate::base::slot::Offer;
    use crate::features::appointments::model::REASON_MAX;
    use crate::features::appointments::service::{self, AllowedKind, Move};
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::EditAppointment>(&app).await?;
    let id = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let offer: Option<Offer> = faults.take("slot", if slot.is_empty() { Err(FieldCode::Required) } else { slot.parse() });
    let reason = faults.take("reason", parse_optional(&reason, REASON_MAX, true));
    let kind = match kind.as_str() {
        "" => Some(AllowedKind::Nothing),
        kind => faults.take("kind", kind.parse().map_err(|_| FieldCode::NotAChoice)).map(AllowedKind::May),
    };
    let (Some(offer), Some(reason), Some(kind)) = (offer, reason, kind) else { return Err(faults.into_error()) };
    let to = Move { slot: offer.slot, seen_at: Some(offer.starts_at), kind, reason };
    let moved = service::move_to(&app, &permit, id, to, context.zone).await?;
    leptos_axum::redirect(&format!("/appointments/{}", moved.id));
    Ok(())
}

/// Rewords the reason for the visit.
///
/// # Errors
/// `forbidden` except for staff, `not_found`, `invalid`.
#[server(name = RewordAppointment, prefix = "/fn", endpoint = "appointments/reword")]
pub async fn reword_appointment(id: String, reason: String) -> Result<(), AppError> {
    use crate::base::error::{Code, Faults};
    use crate::base::model::{Appointment, Id};
    use crate::base::parse::parse_text;
    use crate::features::appointments::model::REASON_MAX;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::EditAppointment>(&app).await?;
    let id: Id<Appointment> = id.parse().map_err(|_| Code::NotFound)?;
    let mut faults = Faults::default();
    let Some(reason) = faults.take("reason", parse_text(&reason, REASON_MAX, true)) else { return Err(faults.into_error()) };
    super::service::reword(&app, &permit, id, reason).await?;
    leptos_axum::redirect(&format!("/appointments/{id}"));
    Ok(())
}

/// Returns the week that contains `monday`, or the current week.
///
/// # Errors
/// `not_signed_in`, `forbidden` except for doctors, `invalid` for an invalid date.
#[server(name = MyWeek, prefix = "/fn", endpoint = "schedule/week")]
pub async fn my_week(monday: Option<String>) -> Result<ScheduleWeek, AppError> {
    use crate::base::parse::parse_date;
    use crate::platform::app::App;
    use crate::platform::session::RequestContext;
    use crate::policy::act;

    let (app, context) = (App::current()?, RequestContext::current()?);
    let permit = context.allow::<act::ReadOwnSchedule>(&app).await?;
    let day = monday
        .filter(|day| !day.is_empty())
        .map(|day| parse_date(&day))
        .transpose()
        .map_err(|code| AppError::field("monday", code))?;
    super::service::my_week(&app, &permit, day).await
}
