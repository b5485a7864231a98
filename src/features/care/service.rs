//! Operations on care relationships: beginning and ending them, and checking whether a permit reaches a patient.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::store::{self, New};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, Id, Patient, Record, text_enum};
use crate::platform::app::App;
use crate::platform::clock::Clock;
use crate::platform::db::{Tx, lock};
use crate::policy::Permit;

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

/// Begins a relationship, or extends the open one of the same source to `until`. Returns its id. `source_id` is what began it.
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

/// Gives a doctor emergency access to a patient's record, for `lasts`, with the doctor's reason. Returns the relationship's id.
///
/// # Errors
/// Database errors.
pub async fn begin_emergency(tx: &mut Tx, clock: &Clock, between: Between, reason: &str, lasts: Duration) -> Result<Id<Record>> {
    let (id, now) = (clock.new_id(), clock.now());
    let Between { patient, doctor } = between;
    let source = CareSource::Emergency.as_str();
    let new = New { id, patient, doctor, source, source_id: None, since: now, until: Some(now + lasts), reason: Some(reason) };
    store::insert(tx, &new).await?;
    Ok(id)
}

/// Ends a doctor's relationship now.
///
/// # Errors
/// [`Code::NotFound`] for one that has ended, or another doctor's.
pub async fn end(tx: &mut Tx, clock: &Clock, id: Id<Record>, doctor: Id<Doctor>) -> Result<()> {
    if store::end(tx, id, doctor, clock.now()).await? { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Returns whether the actor may see the patient's record now: the patient, and the doctors in whose care they are.
///
/// # Errors
/// Database errors.
pub async fn reaches<A>(app: &App, permit: &Permit<A>, patient: Id<Patient>) -> Result<bool> {
    let mut conn = app.read().await?;
    store::reaches(&mut conn, permit.scope(), patient, app.clock.now()).await
}
