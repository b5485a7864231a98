//! Emergency access ("break glass"): a doctor opens the record of a patient who is not in their care, for some hours, with a reason.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use futures::FutureExt;
use uuid::Uuid;

use super::mails::{EmergencyReported, RecordOpened};
use super::model::EmergencyView;
use super::notices::{self, Parameters};
use super::service::{Between, CareSource};
use super::store::{self, New};
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::model::{Doctor, Id, Page, Patient, Record, User};
use crate::base::parse::parse_text;
use crate::features::care::model::{EMERGENCY_REASON_MAX, EMERGENCY_REASON_MIN};
use crate::features::notifications::service as notifications;
use crate::platform::app::App;
use crate::platform::audit::{self, AuditedRead};
use crate::platform::clock::Clock;
use crate::platform::db::{Tx, lock};
use crate::platform::fold::fold;
use crate::platform::{cursor, zone};
use crate::policy::{Action, Permit, act};

/// Emergency accesses on a page.
const PAGE: usize = 30;

/// How the doctor knows the patient.
pub enum Known {
    Id(Id<Patient>),
    /// By the whole name, with or without accents, and the date of birth: it cannot be used to look who is a patient here.
    Named {
        full_name: String,
        date_of_birth: NaiveDate,
    },
}

/// Checks a reason: 10 to 500 characters.
///
/// # Errors
/// [`FieldCode::Required`], [`FieldCode::TooShort`], [`FieldCode::TooLong`].
pub fn parse_reason(text: &str) -> std::result::Result<String, FieldCode> {
    let reason = parse_text(text, EMERGENCY_REASON_MAX, true)?;
    if reason.chars().count() < EMERGENCY_REASON_MIN { Err(FieldCode::TooShort) } else { Ok(reason) }
}

/// Opens a patient's record to the acting doctor and notifies the patient and the staff. Returns the patient. Somebody whose record is open
/// to the doctor in this way gets no second access; its reason stays the first one.
///
/// # Errors
/// [`Code::NotFound`] for no such patient, which is audited.
pub async fn open(app: &App, permit: &Permit<act::OpenEmergencyAccess>, known: Known, reason: String) -> Result<Id<Patient>> {
    let (by, doctor): (_, Id<Doctor>) = (permit.by(), permit.user()?.of());
    let found = {
        let mut conn = app.read().await?;
        match &known {
            Known::Id(id) => store::patient_by_id(&mut conn, *id).await?,
            Known::Named { full_name, date_of_birth } => {
                store::patient_by_name(&mut conn, &fold(full_name), *date_of_birth).await?
            }
        }
    };
    let Some(patient) = found else {
        let asked = match known {
            Known::Id(id) => Some(id.uuid()),
            Known::Named { .. } => None,
        };
        audit::record_refusal(app, by, Action::OpenEmergencyAccess, asked, None).await?;
        return Err(Code::NotFound.into());
    };
    let (clock, hours) = (app.clock.clone(), app.settings.emergency_hours);
    app.write(move |tx| {
        async move {
            let now = clock.now();
            // Of two clicks, the second finds the first one's row.
            lock::both(tx, doctor.uuid(), patient.uuid()).await?;
            tx.flush().await?;
            if store::find_open(tx, (patient, doctor), CareSource::Emergency.as_str(), now).await?.is_some() {
                return Ok(patient);
            }
            let id: Id<Record> = clock.new_id();
            let until = now + Duration::hours(i64::from(hours));
            let source = CareSource::Emergency.as_str();
            let new = New { id, patient, doctor, source, source_id: None, since: now, until: Some(until), reason: Some(&reason) };
            store::insert(tx, &new).await?;
            tell(tx, &clock, id, patient, doctor).await?;
            audit::record_about(tx, &clock, by, "care.open_emergency_access", id.uuid(), patient);
            Ok(patient)
        }
        .boxed()
    })
    .await
}

async fn tell(tx: &mut Tx, clock: &Clock, id: Id<Record>, patient: Id<Patient>, doctor: Id<Doctor>) -> Result<()> {
    let doctor_name = store::doctor_name(tx, doctor).await?.ok_or(Code::NotFound)?;
    let subject = notices::subject(id);
    notifications::notify(
        tx,
        clock,
        patient.of::<User>(),
        notices::RECORD_OPENED,
        subject,
        &Parameters { with: doctor_name.clone() },
    )?;
    let with = doctor_name.clone();
    notifications::mail_to(tx, clock, patient.of(), move |name| RecordOpened { name, doctor: with }).await?;
    let reported = Parameters { with: doctor_name.clone() };
    notifications::notify_staff(tx, clock, (notices::EMERGENCY_REPORTED, subject), &reported, |name| EmergencyReported {
        name,
        doctor: doctor_name.clone(),
    })
    .await
}

/// Ends the acting doctor's emergency access before its time.
///
/// # Errors
/// [`Code::NotFound`] for one that has ended, or another doctor's.
pub async fn end(app: &App, permit: &Permit<act::OpenEmergencyAccess>, id: Id<Record>) -> Result<()> {
    let (clock, by, doctor) = (app.clock.clone(), permit.by(), permit.user()?.of());
    app.write(move |tx| {
        async move {
            super::service::end(tx, &clock, id, doctor).await?;
            audit::record(tx, &clock, by, "care.end_emergency_access", id.uuid());
            Ok(())
        }
        .boxed()
    })
    .await
}

/// Returns a page of all emergency accesses, the latest first.
///
/// # Errors
/// [`Code::Malformed`] for an invalid cursor.
pub async fn list(
    app: &App,
    permit: &Permit<act::ReviewEmergencyAccess>,
    after: Option<&str>,
    reader: Option<Tz>,
) -> Result<Page<EmergencyView>> {
    let after = cursor::after::<(DateTime<Utc>, Uuid)>(after)?;
    let after = after.map(|(since, id)| Ok::<_, AppError>((cursor::reachable(since)?, id))).transpose()?;
    let read = AuditedRead::of(permit, "care.list_emergency_accesses");
    let rows = {
        let mut conn = app.read().await?;
        store::emergencies(&mut conn, &read, after, i64::try_from(PAGE).map_err(|_| Code::Internal)? + 1).await?
    };
    let page = rows.map(|mut rows| {
        let next_cursor = cursor::cut(&mut rows, PAGE, |row| (row.since, row.id));
        (rows, next_cursor)
    });
    let (rows, next_cursor) = read.open(app, page).await?;
    let zone = reader.unwrap_or(Tz::UTC);
    let at = |at| zone::zoned(at, zone);
    let show = |row: store::EmergencyRow| EmergencyView {
        id: row.id,
        patient_id: row.patient_id,
        patient_name: row.patient_name,
        doctor_id: row.doctor_id,
        doctor_name: row.doctor_name,
        reason: row.reason,
        since: at(row.since),
        until: at(row.until),
        reviewed_at: row.reviewed_at.map(at),
        reviewed_by: row.reviewed_by,
    };
    Ok(Page { items: rows.into_iter().map(show).collect(), next_cursor: next_cursor? })
}

/// Marks an emergency access as reviewed by the acting admin; doing so again changes nothing.
///
/// # Errors
/// [`Code::NotFound`] for no such access.
pub async fn review(app: &App, permit: &Permit<act::ReviewEmergencyAccess>, id: Id<Record>) -> Result<()> {
    let (clock, by, admin) = (app.clock.clone(), permit.by(), permit.user()?);
    app.write(move |tx| {
        async move {
            let patient = store::emergency_patient(tx, id).await?.ok_or(Code::NotFound)?;
            if store::set_reviewed(tx, id, admin, clock.now()).await? {
                notifications::settled(tx, &clock, notices::subject(id)).await?;
                audit::record_about(tx, &clock, by, "care.review_emergency_access", id.uuid(), patient);
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

/// A generated emergency access.
pub struct SeedAccess {
    pub between: Between,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub reason: &'static str,
    /// When, and by which admin.
    pub reviewed: Option<(DateTime<Utc>, Id<User>)>,
}

/// Writes generated emergency accesses; does nothing if there are any. The admin `staff` is
/// notified, without a mail, of those that nobody has reviewed.
///
/// # Errors
/// Database errors.
pub async fn seed(tx: &mut Tx, _: &Permit<act::MakeDemo>, staff: Id<User>, accesses: &[SeedAccess]) -> Result<()> {
    if store::any_emergency(tx).await? {
        return Ok(());
    }
    for access in accesses {
        let Between { patient, doctor } = access.between;
        let then = Clock::manual(access.since);
        let id: Id<Record> = then.new_id();
        let (since, until, source) = (access.since, Some(access.until), CareSource::Emergency.as_str());
        store::insert(tx, &New { id, patient, doctor, source, source_id: None, since, until, reason: Some(access.reason) }).await?;
        match access.reviewed {
            Some((at, by)) => {
                store::set_reviewed(tx, id, by, at).await?;
            }
            None => {
                let with = store::doctor_name(tx, doctor).await?.ok_or(Code::NotFound)?;
                notifications::notify(tx, &then, staff, notices::EMERGENCY_REPORTED, notices::subject(id), &Parameters { with })?;
            }
        }
    }
    Ok(())
}
