//! Notifies patient and doctor: a notification for the one who did not act, a mail for both. The actor's own notifications become read.

use super::super::mails::{AppointmentSnapshot, MovedFrom};
use super::super::model::AppointmentEvent;
use super::super::notices::{Parameters, SUBJECT};
use super::super::store::AppointmentRow;
use crate::base::error::Result;
use crate::base::model::{Appointment, Id, Role, User};
use crate::features::notifications::mail;
use crate::features::notifications::service::{self as notifications, Subject};
use crate::platform::clock::Clock;
use crate::platform::db::Tx;

pub struct Happened {
    pub kind: AppointmentEvent,
    pub by: Id<User>,
    /// The number of changes of the appointment, from 0.
    pub sequence: u32,
    pub mail: bool,
    /// The previous time, if it was moved.
    pub moved: Option<MovedFrom>,
}

pub async fn everybody(tx: &mut Tx, clock: &Clock, row: &AppointmentRow, happened: &Happened) -> Result<()> {
    let subject = subject(row.id);
    // Before the first change nobody has been notified.
    if happened.sequence > 0 {
        notifications::seen(tx, clock, happened.by, subject).await?;
    }
    let other_kind = happened.moved.as_ref().filter(|before| before.kind != row.kind).map(|_| row.kind);
    for user in [row.patient_id.of(), row.doctor_id.of()] {
        if user != happened.by {
            let parameters = Parameters::of(row, user, other_kind);
            notifications::notify(tx, clock, user, happened.kind.as_str(), subject, &parameters)?;
        }
    }
    if !happened.mail {
        return Ok(());
    }
    let mut post = |role, to: &str, lang| mail::enqueue(tx, clock, to, lang, &snapshot(row, role, happened, clock));
    post(Role::Patient, &row.patient_email, row.patient_locale)?;
    post(Role::Doctor, &row.doctor_email, row.doctor_locale)
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

/// An appointment as what a notification is about.
pub fn subject(id: Id<Appointment>) -> Subject {
    Subject { kind: SUBJECT, id: id.uuid() }
}
