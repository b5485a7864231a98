//! Slots as their doctor sees them, always in the doctor's time zone.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use super::super::model::HORIZON_DAYS;
use super::super::store;
use super::{YEARS, bounded, own_doctor, show, zone_of};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Id, Page, Slot};
use crate::base::slot::SlotView;
use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::{cursor, zone};
use crate::policy::{Permit, act};

/// More than the number of shortest slots in a week.
const WEEK_MAX: i64 = 5000;

/// A week of a doctor's slots, with its bounds.
pub struct OwnWeek {
    pub monday: NaiveDate,
    pub zone: Tz,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub slots: Vec<SlotView>,
}

/// Returns the week that contains `day`, or the current week, in the doctor's time zone.
///
/// # Errors
/// [`FieldCode::OutOfRange`] for `monday` in an unsupported year.
pub async fn own_week(
    app: &App,
    conn: &mut Conn,
    permit: &Permit<act::ReadOwnSchedule>,
    day: Option<NaiveDate>,
) -> Result<OwnWeek> {
    let doctor = own_doctor(permit)?;
    let now = app.clock.now();
    let zone = zone_of(conn, doctor).await?;
    let day = day.unwrap_or_else(|| zone::local_day(now, zone));
    let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()));
    let next = monday.and_then(|monday| monday.checked_add_days(Days::new(7)));
    let (Some(monday), Some(next)) = (monday.filter(|monday| YEARS.contains(&monday.year())), next) else {
        return Err(AppError::field("monday", FieldCode::OutOfRange));
    };
    let (from, to) = (zone::day_start(monday, zone), zone::day_start(next, zone));
    let rows = store::own(conn, doctor, from, to, WEEK_MAX).await?;
    let slots = rows.iter().map(|row| show(row, zone, None, now)).collect();
    Ok(OwnWeek { monday, zone, from, to, slots })
}

/// Returns one of the doctor's slots.
///
/// # Errors
/// [`Code::NotFound`] if it is not the doctor's own, or deleted.
pub async fn my_slot(app: &App, permit: &Permit<act::ReadOwnSchedule>, id: Id<Slot>) -> Result<SlotView> {
    let doctor = own_doctor(permit)?;
    let mut conn = app.read().await?;
    let row = store::own_by_id(&mut conn, id, doctor).await?.ok_or(Code::NotFound)?;
    let zone = zone_of(&mut conn, doctor).await?;
    Ok(show(&row, zone, None, app.clock.now()))
}

/// Returns a page of the doctor's slots, by start; by default from now to the horizon.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor.
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
    let max = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let mut conn = app.read().await?;
    let zone = zone_of(&mut conn, doctor).await?;
    let mut rows = store::own(&mut conn, doctor, from, to, max).await?;
    let next_cursor = cursor::cut(&mut rows, limit, |row| row.starts_at)?;
    Ok(Page { items: rows.iter().map(|row| show(row, zone, None, now)).collect(), next_cursor })
}
