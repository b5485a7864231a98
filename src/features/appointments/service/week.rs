//! A doctor's week: the slots and their appointments.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::model::{ScheduleEntry, ScheduleWeek};
use super::read::of_doctor;
use crate::base::error::Result;
use crate::features::schedule::service::{self as schedule, OwnWeek};
use crate::platform::app::App;
use crate::platform::zone;
use crate::policy::{Permit, act};

/// Returns the week that contains `day`, or the current week: its slots with their appointments, and the pending requests.
///
/// # Errors
/// [`FieldCode::OutOfRange`](crate::base::error::FieldCode::OutOfRange) for `monday` in an unsupported year.
pub async fn my_week(app: &App, permit: &Permit<act::ReadOwnSchedule>, day: Option<NaiveDate>) -> Result<ScheduleWeek> {
    let OwnWeek { monday, zone, from, to, slots } = {
        let mut conn = app.read().await?;
        schedule::own_week(app, &mut conn, permit, day).await?
    };
    let [booked, requests] = of_doctor(app, permit, (from, to), zone).await?;
    let mut booked: HashMap<_, _> = booked.into_iter().map(|appointment| (appointment.slot_id, appointment)).collect();
    let entries = slots.into_iter().map(|slot| ScheduleEntry { appointment: booked.remove(&slot.id), slot }).collect();
    let now = zone::zoned(app.clock.now(), zone);
    Ok(ScheduleWeek { monday, zone: zone.name().to_owned(), now, entries, requests })
}
