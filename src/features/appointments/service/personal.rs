//! A person's appointments in the export of their data, and after their account is deleted.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::model::{AppointmentEvent, AppointmentFilter, AppointmentView, Period, Status};
use super::super::notices::{Parameters, SUBJECT};
use super::super::store::personal::{self as rows, Other};
use super::super::store::{self, NewChange, read};
use super::tell::{self, Happened};
use super::{Wanted, detail, list};
use crate::base::error::{Code, Result};
use crate::base::model::{Appointment, Id, Role, User};
use crate::features::notifications::{mail, service as notifications};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Tx, lock};
use crate::platform::personal::{Leaving, Owner, Records};
use crate::policy::{Actor, act, allow};

/// Writes a person's appointments into their export: a patient's with reason, notes and history, as they see them; a doctor's without what
/// belongs to the patients.
///
/// # Errors
/// Database errors, and those of the export.
pub async fn export(app: &App, owner: Owner, records: &mut dyn Records) -> Result<()> {
    let permit = allow::<act::ReadAppointments>(&owner.actor)?;
    let mut cursor = None;
    loop {
        let filter = AppointmentFilter::default();
        let wanted = Wanted { limit: Some(100), ..Wanted::of(Period::All, &filter, cursor.as_deref()) };
        let page = list(app, &permit, &wanted, None).await?;
        for appointment in page.items {
            let record = match owner.role {
                Role::Patient => whole(&detail(app, &permit, appointment.id, None).await?),
                Role::Doctor | Role::Admin => json!({
                    "id": appointment.id, "starts_at": appointment.starts_at.at, "ends_at": appointment.ends_at.at,
                    "kind": appointment.kind, "status": appointment.status,
                }),
            };
            records.add(record).await?;
        }
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

fn whole(view: &AppointmentView) -> Value {
    let history: Vec<Value> = view
        .history
        .iter()
        .map(|change| {
            let moved = change.moved.as_ref().map(|moved| json!({ "from": moved.from.at, "to": moved.to.at }));
            json!({
                "at": change.at.at, "by": change.by, "by_name": change.by_name, "from": change.from, "to": change.to,
                "reason": change.reason, "moved": moved,
            })
        })
        .collect();
    json!({
        "id": view.id, "doctor": view.doctor.full_name, "specialty": view.doctor.specialty, "location": view.doctor.location,
        "starts_at": view.starts_at.at, "ends_at": view.ends_at.at, "kind": view.kind, "status": view.status, "reason": view.reason,
        "notes": view.notes, "created_at": view.created_at, "updated_at": view.updated_at, "history": history,
    })
}

/// Locks a person and those whom they have active appointments with, before anything else of the transaction is locked: doctors first, as
/// a booking does, each in the order of the ids.
///
/// # Errors
/// Database errors.
pub async fn lock_all(tx: &mut Tx, user: Id<User>, role: Role) -> Result<()> {
    tx.flush().await?;
    if role == Role::Doctor {
        lock::lock(tx, user.uuid()).await?;
    }
    for other in rows::active_others(tx, user, role).await? {
        lock::lock(tx, other).await?;
    }
    lock::lock(tx, user.uuid()).await?;
    Ok(())
}

/// Cancels the coming appointments of a person who leaves, and removes what identifies them from all: the name in what the other sides were
/// told, the patient's own notes, the reasons of visits that did not take place.
///
/// # Errors
/// Database errors.
pub async fn erase(app: &App, tx: &mut Tx, leaving: &Leaving) -> Result<()> {
    tx.flush().await?;
    // Also what is left of an earlier role.
    for role in [Role::Patient, Role::Doctor] {
        forget_name(tx, leaving.id, role).await?;
    }
    for id in rows::upcoming(tx, leaving.id, leaving.at).await? {
        cancel(tx, &app.clock, id, leaving).await?;
    }
    tx.flush().await?;
    store::erase(tx, leaving.id).await
}

/// Removes the name of a patient or doctor from the notifications and mails of the other sides.
async fn forget_name(tx: &mut Tx, user: Id<User>, role: Role) -> Result<()> {
    let all = rows::others(tx, user, role).await?;
    for same in all.chunk_by(|one, next| one.other == next.other) {
        let Some(Other { other, email, .. }) = same.first() else { continue };
        let ids: Vec<Uuid> = same.iter().map(|one| one.id.uuid()).collect();
        notifications::forget_name(tx, *other, SUBJECT, &ids).await?;
        let known: BTreeSet<String> = ids.iter().map(Uuid::to_string).collect();
        let is_about =
            |mail: &Value| mail.get("appointment").and_then(Value::as_str).is_some_and(|appointment| known.contains(appointment));
        mail::forget_name(tx, email, "with", is_about).await?;
    }
    Ok(())
}

/// Cancels an appointment and tells the other side; the person who leaves has no name any more.
async fn cancel(tx: &mut Tx, clock: &Clock, id: Id<Appointment>, leaving: &Leaving) -> Result<()> {
    let scope = allow::<act::ChangeAppointment>(&Actor::System)?.scope();
    let row = read::find_locked(tx, id, scope).await?.ok_or(Code::NotFound)?;
    store::set_status(tx, id, Status::Cancelled, leaving.at).await?;
    let (from, to) = (Some(row.status), Status::Cancelled);
    let change =
        NewChange { id: clock.new_id(), appointment: id, at: leaving.at, by: leaving.id, from, to, reason: None, moved: None };
    store::add_change(tx, &change);
    tx.flush().await?;
    let sequence = super::sequence(tx, id).await?;
    let (other, reader, email, lang) = match leaving.role {
        Role::Doctor => (row.patient_id.of(), Role::Patient, &row.patient_email, row.patient_locale),
        Role::Patient | Role::Admin => (row.doctor_id.of(), Role::Doctor, &row.doctor_email, row.doctor_locale),
    };
    let kind = AppointmentEvent::Cancelled;
    notifications::notify(tx, clock, other, kind.as_str(), tell::subject(id), &Parameters::of(&row, other, None))?;
    let happened = Happened { kind, by: leaving.id, sequence, mail: true, moved: None };
    mail::enqueue(tx, clock, email, lang, &tell::snapshot(&row, reader, &happened, clock))
}

/// Returns the end of the last appointment of a patient.
///
/// # Errors
/// Database errors.
pub async fn last_record(tx: &mut Tx, patient: Id<User>) -> Result<Option<DateTime<Utc>>> {
    rows::last_record(tx, patient).await
}

/// Deletes what is still kept of a deleted patient, after the time that the law asks for.
///
/// # Errors
/// Database errors.
pub async fn delete_records(tx: &mut Tx, patient: Id<User>) -> Result<()> {
    tx.flush().await?;
    store::delete_of_patient(tx, patient).await
}
