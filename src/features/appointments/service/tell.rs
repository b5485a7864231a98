//! Notifies patient and doctor: a notification for the one who did not act, a mail for both. The actor's own notifications become read.

use super::super::store::AppointmentRow;
use crate::base::error::Result;
use crate::base::model::{Id, Role, User};
use crate::features::notifications::letter::{About, AppointmentSnapshot, Letter, MovedFrom};
use crate::features::notifications::model::NotificationKind;
use crate::features::notifications::service as notifications;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;

pub struct Happened {
    pub kind: NotificationKind,
    pub by: Id<User>,
    /// The number of changes of the appointment, from 0.
    pub sequence: u32,
    pub mail: bool,
    /// The previous time, if it was moved.
    pub moved: Option<MovedFrom>,
}

pub async fn everybody(tx: &mut Tx, clock: &Clock, row: &AppointmentRow, happened: &Happened) -> Result<()> {
    // Before the first change there are no notifications.
    if happened.sequence > 0 {
        notifications::seen(tx, clock, happened.by, row.id).await?;
    }
    for user in [row.patient_id.of(), row.doctor_id.of()] {
        if user != happened.by {
            notifications::tell(tx, clock, user, happened.kind, row.id);
        }
    }
    if !happened.mail {
        return Ok(());
    }
    let letter = |role, lang| Letter { lang, about: About::Appointment(Box::new(snapshot(row, role, happened, clock))) };
    letter(Role::Patient, row.patient_locale).post(tx, clock, &row.patient_email)?;
    letter(Role::Doctor, row.doctor_locale).post(tx, clock, &row.doctor_email)
}

/// Returns the appointment's data for a mail to `reader`.
pub fn snapshot(row: &AppointmentRow, reader: Role, happened: &Happened, clock: &Clock) -> AppointmentSnapshot {
    let (name, with, own_zone) = match reader {
        Role::Patient => (&row.patient_name, &row.doctor_name, &row.patient_zone),
        Role::Doctor | Role::Admin => (&row.doctor_name, &row.patient_name, &row.doctor_zone),
    };
    AppointmentSnapshot {
        happened: happened.kind,
        reader,
        appointment: row.id,
        name: name.clone(),
        with: with.clone(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        zone: own_zone.clone().or_else(|| row.doctor_zone.clone()).unwrap_or_else(|| "UTC".to_owned()),
        doctor_zone: row.doctor_zone.clone(),
        place: row.location.clone(),
        visit_kind: row.kind,
        sequence: happened.sequence,
        written_at: clock.now(),
        moved: happened.moved.clone(),
    }
}
