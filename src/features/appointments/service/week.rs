//! A doctor's week: their slots, and who is in them.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::model::{ScheduleEntry, ScheduleWeek};
use super::{in_period, pending};
use crate::base::error::Result;
use crate::features::schedule::service::{self as schedule, OwnWeek};
use crate::platform::app::App;
use crate::platform::zone;
use crate::policy::{Permit, act};

/// The week around `day`, or this week: its slots with who is in them, and the requests that wait.
///
/// # Errors
/// [`FieldCode::OutOfRange`](crate::base::error::FieldCode::OutOfRange) for `monday` in a year that no calendar here reaches.
pub async fn my_week(app: &App, permit: &Permit<act::ReadOwnSchedule>, day: Option<NaiveDate>) -> Result<ScheduleWeek> {
    let mut conn = app.read().await?;
    let OwnWeek { monday, zone, from, to, slots } = schedule::own_week(app, &mut conn, permit, day).await?;
    let booked = in_period(app, &mut conn, permit, from, to, zone).await?;
    let mut booked: HashMap<_, _> = booked.into_iter().map(|appointment| (appointment.slot_id, appointment)).collect();
    let requests = pending(app, &mut conn, permit, zone).await?;
    let entries = slots.into_iter().map(|slot| ScheduleEntry { appointment: booked.remove(&slot.id), slot }).collect();
    let now = zone::zoned(app.clock.now(), zone);
    Ok(ScheduleWeek { monday, zone: zone.name().to_owned(), now, entries, requests })
}
