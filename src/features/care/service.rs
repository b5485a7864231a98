//! Operations on care relationships, on the lists of patients, and on doctors' notes about them.

use chrono::{DateTime, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use futures::FutureExt;
use uuid::Uuid;

use super::model::{CareView, PatientLine, PatientRecord};
use super::notices;
pub use super::store::CareRow;
use super::store::{self, New, RecordRow};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Doctor, Id, Page, Patient, Record, text_enum};
use crate::base::parse::NAME_MAX;
use crate::features::accounts::model::EmergencyContact;
use crate::features::notifications::{mail, service as notifications};
use crate::platform::app::App;
use crate::platform::audit::{self, AuditedRead, Sealed};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Tx, lock};
use crate::platform::fold::{containing, fold};
use crate::platform::personal::Leaving;
use crate::platform::{cursor, zone};
use crate::policy::{Permit, act};

text_enum! {
    /// The source of a care relationship.
    CareSource {
        /// A confirmed appointment; it ends some months after the last one.
        Appointment = "appointment",
        /// A question that the doctor has taken.
        Question = "question",
        /// An emergency access, with its reason and its end.
        Emergency = "emergency",
    }
}

/// The two sides of a relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    pub patient: Id<Patient>,
    pub doctor: Id<Doctor>,
}

/// Begins a relationship, or extends the open one of the same source to `until`. Returns its id. `source_id` is what began it. For visits
/// there is [`visit`].
///
/// # Errors
/// Database errors.
pub async fn begin(
    tx: &mut Tx,
    clock: &Clock,
    between: Between,
    (source, source_id): (CareSource, Option<Uuid>),
    until: Option<DateTime<Utc>>,
) -> Result<Id<Record>> {
    let Between { patient, doctor } = between;
    let now = clock.now();
    // Of two concurrent calls, the second finds the first one's row.
    lock::both(tx, doctor.uuid(), patient.uuid()).await?;
    if let Some(open) = store::find_open(tx, (patient, doctor), source.as_str(), now).await? {
        if let Some(until) = until {
            store::extend(tx, (patient, doctor), source.as_str(), until).await?;
        }
        return Ok(open);
    }
    let id = clock.new_id();
    let new = New { id, patient, doctor, source: source.as_str(), source_id, since: now, until, reason: None };
    store::insert(tx, &new).await?;
    Ok(id)
}

/// Returns when care ends after a visit that ends at `ends_at`.
fn end_of_care(ends_at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
    ends_at.checked_add_months(Months::new(months)).unwrap_or(ends_at)
}

/// A visit has been confirmed that ends at `ends_at`: care begins, or lasts until `months` after it. Written with the transaction's other
/// appended rows.
pub fn visit(tx: &mut Tx, id: Id<Record>, between: Between, since: DateTime<Utc>, ends_at: DateTime<Utc>, months: u32) {
    let Between { patient, doctor } = between;
    store::add_visit(tx, id, (patient, doctor), since, end_of_care(ends_at, months));
}

/// Visits were confirmed, moved or cancelled: care ends `months` after the last that took place or is confirmed, or now if there is none.
///
/// # Errors
/// Database errors.
pub async fn visits_changed(tx: &mut Tx, clock: &Clock, between: Between, months: u32) -> Result<()> {
    let Between { patient, doctor } = between;
    tx.flush().await?;
    let now = clock.now();
    let until = store::last_visit_end(tx, (patient, doctor)).await?.map_or(now, |ends_at| end_of_care(ends_at, months));
    if until > now {
        store::add_visit(tx, clock.new_id(), (patient, doctor), now, until);
        tx.flush().await?;
    }
    store::set_visits_end(tx, (patient, doctor), until).await
}

/// Ends a doctor's emergency access now.
///
/// # Errors
/// [`Code::NotFound`] for one that has ended, or another doctor's.
pub async fn end(tx: &mut Tx, clock: &Clock, id: Id<Record>, doctor: Id<Doctor>) -> Result<()> {
    if store::end(tx, id, doctor, clock.now()).await? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Ends all relationships of an account that is deleted, deletes the private notes, and removes a doctor's name from what patients and
/// staff were told about emergency accesses.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, leaving: &Leaving) -> Result<()> {
    tx.flush().await?;
    let name = leaving.full_name.as_str();
    let is_about = |mail: &serde_json::Value| mail.get("doctor").is_some_and(|doctor| doctor == name);
    for opened in store::emergencies_of_doctor(tx, leaving.id).await? {
        let subject = notices::subject(opened.id);
        notifications::forget_name(tx, opened.patient_id.of(), subject.kind, &[subject.id]).await?;
        mail::forget_name(tx, &opened.email, "doctor", is_about).await?;
        notifications::forget_name_for_staff(tx, subject, is_about).await?;
    }
    store::erase(tx, leaving.id, leaving.at).await
}

/// Returns the care relationships of a patient, the oldest first, for their export.
///
/// # Errors
/// Database errors.
pub async fn of_patient(conn: &mut Conn, patient: Id<Patient>) -> Result<Vec<CareRow>> {
    store::of_patient(conn, patient).await
}

/// Returns whether the actor may see the patient's record now: the patient, the doctors in whose care they are, and admins.
///
/// # Errors
/// Database errors.
pub async fn reaches<A>(app: &App, permit: &Permit<A>, patient: Id<Patient>) -> Result<bool> {
    let mut conn = app.read().await?;
    store::reaches(&mut conn, permit.scope(), patient, app.clock.now()).await
}

/// Returns a page of the patients in the actor's care, or of all for an admin, by name; `name` is a part of it, with or without accents.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor, [`Code::Invalid`] for a limit out of range or a name that is too long.
pub async fn patients(
    app: &App,
    permit: &Permit<act::ReadPatientRecord>,
    name: &str,
    after: Option<&str>,
    limit: Option<u32>,
    reader: Option<Tz>,
) -> Result<Page<PatientLine>> {
    if name.chars().count() > NAME_MAX {
        return Err(AppError::field("name", FieldCode::TooLong));
    }
    let limit = cursor::limit(limit, cursor::DEFAULT_LIMIT)?;
    let (key, id) = cursor::after::<(String, Uuid)>(after)?.unwrap_or_default();
    let read = AuditedRead::of(permit, "care.list_patients");
    let max = i64::try_from(limit).map_err(|_| Code::Internal)? + 1;
    let rows = {
        let mut conn = app.read().await?;
        store::patients(&mut conn, &read, &containing(&fold(name)), (&key, id), app.clock.now(), max).await?
    };
    let page = rows.map(|mut rows| {
        let next_cursor = cursor::cut(&mut rows, limit, |row| (row.name_key.clone(), row.id));
        (rows, next_cursor)
    });
    let (rows, next_cursor) = read.open(app, page).await?;
    let zone = reader.unwrap_or(Tz::UTC);
    let line = |row: store::PatientLineRow| PatientLine {
        id: row.id,
        full_name: row.full_name,
        date_of_birth: row.date_of_birth,
        next_visit: row.next_visit.map(|at| zone::zoned(at, zone)),
        last_visit: row.last_visit.map(|at| zone::zoned(at, zone)),
    };
    Ok(Page { items: rows.into_iter().map(line).collect(), next_cursor: next_cursor? })
}

/// Returns one patient's record.
///
/// # Errors
/// [`Code::NotFound`] for no such patient, or one who is not in the doctor's care; the latter is audited.
pub async fn patient(
    app: &App,
    permit: &Permit<act::ReadPatientRecord>,
    id: Id<Patient>,
    reader: Option<Tz>,
) -> Result<PatientRecord> {
    let (read, now) = (AuditedRead::of(permit, "care.read_record"), app.clock.now());
    let sealed: Option<Sealed<RecordRow>> = {
        let mut conn = app.read().await?;
        store::record(&mut conn, &read, id, now).await?.found()
    };
    let row = read.open_patient(app, id, sealed).await?;
    let zone = reader.unwrap_or(Tz::UTC);
    let care = match permit.scope().in_care_of {
        None => None,
        Some(doctor) => store::open_between(&mut app.read().await?, (id, doctor), now).await?,
    };
    let at = |at| zone::zoned(at, zone);
    Ok(PatientRecord {
        id: row.id,
        full_name: row.full_name,
        date_of_birth: row.date_of_birth,
        age: age(row.date_of_birth, zone::local_day(now, zone)),
        gender: row.gender,
        email: row.email,
        phone: row.phone,
        address: row.address,
        emergency_contact: row.emergency_name.zip(row.emergency_phone).map(|(name, phone)| EmergencyContact { name, phone }),
        next_visit: row.next_visit.map(at),
        last_visit: row.last_visit.map(at),
        care: care.map(|care| CareView {
            id: care.id,
            since: at(care.since),
            until: care.until.map(at),
            is_emergency: care.source == CareSource::Emergency.as_str(),
        }),
        note: row.note,
    })
}

/// The age in whole years on a day.
fn age(born: NaiveDate, today: NaiveDate) -> u32 {
    today.years_since(born).unwrap_or(0)
}

/// Sets the acting doctor's own note about a patient in their care; `None` removes it.
///
/// # Errors
/// [`Code::NotFound`] for a patient who is not in their care.
pub async fn write_note(
    app: &App,
    permit: &Permit<act::WritePatientNote>,
    patient: Id<Patient>,
    note: Option<String>,
) -> Result<()> {
    let (clock, scope, by) = (app.clock.clone(), permit.scope(), permit.by());
    let doctor: Id<Doctor> = permit.user()?.of();
    app.write(move |tx| {
        async move {
            let now = clock.now();
            tx.flush().await?;
            if !store::reaches(tx, scope, patient, now).await? {
                return Err(Code::NotFound.into());
            }
            match note {
                Some(note) => store::set_note(tx, (doctor, patient), &note, now).await?,
                None => store::delete_note(tx, (doctor, patient)).await?,
            }
            audit::record_about(tx, &clock, by, "care.write_note", patient.uuid(), patient);
            Ok(())
        }
        .boxed()
    })
    .await
}
