//! Times as their doctor sees them, always in the doctor's zone.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};

use super::super::model::{HORIZON_DAYS, ScheduleEntry, ScheduleWeek, SlotView};
use super::super::store;
use super::{YEARS, bounded, own_doctor, show, zone_of};
use crate::appointments::service as appointments;
use crate::error::{AppError, Code, FieldCode, Result};
use crate::model::{Id, Page, Slot};
use crate::platform::app::App;
use crate::platform::{cursor, zone};
use crate::policy::{Permit, act};

/// More than the shortest slots fill in a week.
const WEEK_MOST: i64 = 5000;

/// The week around `day`, or this week: its slots with who is in them, and the requests that wait.
///
/// # Errors
/// [`FieldCode::OutOfRange`] for `monday` in a year that no calendar here reaches.
pub async fn my_week(app: &App, permit: &Permit<act::ReadOwnSchedule>, day: Option<NaiveDate>) -> Result<ScheduleWeek> {
    let doctor = own_doctor(permit)?;
    let now = app.clock.now();
    let mut conn = app.read().await?;
    let zone = zone_of(&mut conn, doctor).await?;
    let today = zone::local_day(now, zone);
    let day = day.unwrap_or(today);
    let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()));
    let next = monday.and_then(|monday| monday.checked_add_days(Days::new(7)));
    let (Some(monday), Some(next)) = (monday.filter(|monday| YEARS.contains(&monday.year())), next) else {
        return Err(AppError::field("monday", FieldCode::OutOfRange));
    };
    let (from, to) = (zone::day_start(monday, zone), zone::day_start(next, zone));
    let rows = store::own(&mut conn, doctor, from, to, WEEK_MOST).await?;
    let booked = appointments::in_period(app, &mut conn, permit, from, to, zone).await?;
    let mut booked: HashMap<_, _> = booked.into_iter().map(|appointment| (appointment.slot_id, appointment)).collect();
    let requests = appointments::pending(app, &mut conn, permit, zone).await?;
    let entries =
        rows.iter().map(|row| ScheduleEntry { slot: show(row, zone, None, now), appointment: booked.remove(&row.id) }).collect();
    Ok(ScheduleWeek { monday, zone: zone.name().to_owned(), now: zone::zoned(now, zone), entries, requests })
}

/// One of the doctor's slots.
///
/// # Errors
/// [`Code::NotFound`] when it is not theirs or deleted.
pub async fn my_slot(app: &App, permit: &Permit<act::ReadOwnSchedule>, id: Id<Slot>) -> Result<SlotView> {
    let doctor = own_doctor(permit)?;
    let mut conn = app.read().await?;
    let row = store::own_by_id(&mut conn, id, doctor).await?.ok_or(Code::NotFound)?;
    let zone = zone_of(&mut conn, doctor).await?;
    Ok(show(&row, zone, None, app.clock.now()))
}

/// A page of the doctor's slots, by time; from now to the horizon unless said otherwise.
///
/// # Errors
/// [`Code::Malformed`] for a cursor that is not ours.
pub async fn my_slots(
    app: &App,
    permit: &Permit<act::ReadOwnSchedule>,
    (from, to): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    after: Option<&str>,
    limit: usize,
) -> Result<Page<SlotView>> {
    let doctor = own_doctor(permit)?;
    let now = app.clock.now();
    let mut from = from.map_or(now, bounded);
    if let Some(after) = cursor::after(after)? {
        from = from.max(cursor::reachable(after)? + Duration::microseconds(1));
    }
    let to = to.map_or(now + Duration::days(HORIZON_DAYS + 1), bounded);
    let most = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut conn = app.read().await?;
    let zone = zone_of(&mut conn, doctor).await?;
    let mut rows = store::own(&mut conn, doctor, from, to, most).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| row.starts_at)?;
    Ok(Page { items: rows.iter().map(|row| show(row, zone, None, now)).collect(), next_cursor })
}
