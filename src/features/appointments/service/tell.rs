//! Telling those concerned: a notification for whoever did not do it, a mail for both. Whoever did it has read theirs by then.

use super::super::store::AppointmentRow;
use crate::base::error::Result;
use crate::base::model::{Id, Role, User};
use crate::features::notifications::letter::{About, AppointmentSnapshot, Letter, MovedFrom};
use crate::features::notifications::model::NotificationKind;
use crate::features::notifications::service as notifications;
use crate::platform::clock::Clock;
use crate::platform::db::Tx;
use crate::platform::outbox;

pub struct Happened {
    pub kind: NotificationKind,
    pub by: Id<User>,
    /// Counts the appointment's changes, from 0.
    pub sequence: u32,
    pub mail: bool,
    /// Where it was moved.
    pub moved: Option<MovedFrom>,
}

pub async fn everybody(tx: &mut Tx, clock: &Clock, row: &AppointmentRow, happened: &Happened) -> Result<()> {
    // Before the first change nobody has been told anything.
    if happened.sequence > 0 {
        notifications::seen(tx, clock, happened.by, row.id).await?;
    }
    for user in [row.patient_id.of(), row.doctor_id.of()] {
        if user != happened.by {
            notifications::tell(tx, clock, user, happened.kind, row.id).await?;
        }
    }
    if !happened.mail {
        return Ok(());
    }
    let letter = |role, lang| Letter { lang, about: About::Appointment(Box::new(snapshot(row, role, happened, clock))) };
    let to_patient = letter(Role::Patient, row.patient_locale);
    let to_doctor = letter(Role::Doctor, row.doctor_locale);
    outbox::post_both(tx, clock, [(&row.patient_email, &to_patient.body()?), (&row.doctor_email, &to_doctor.body()?)]).await
}

/// The facts as `reader` is told them.
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
