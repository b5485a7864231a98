//! Reads of health data that write an audit row before they return anything.

use futures::FutureExt;
use uuid::Uuid;

use super::store::{self, NewRow};
use super::{Outcome, record_refusal};
use crate::base::error::{Code, Result};
use crate::base::model::{Id, Patient, Role};
use crate::platform::app::App;
use crate::policy::{Action, ActionType, Actor, By, Permit, RecordedPatients, Scope};

/// Health data, as a store reads it: whose it is.
pub trait OfPatients {
    fn patients(&self) -> Vec<Id<Patient>>;
}

impl<T: OfPatients> OfPatients for Vec<T> {
    fn patients(&self) -> Vec<Id<Patient>> {
        self.iter().flat_map(OfPatients::patients).collect()
    }
}

impl<T: OfPatients> OfPatients for Option<T> {
    fn patients(&self) -> Vec<Id<Patient>> {
        self.iter().flat_map(OfPatients::patients).collect()
    }
}

impl<T: OfPatients, U> OfPatients for (T, U) {
    fn patients(&self) -> Vec<Id<Patient>> {
        self.0.patients()
    }
}

/// Health data that has been read and may not be used yet: [`AuditedRead::open`] writes who reads it, and returns it.
pub struct Sealed<T>(T);

impl<T> Sealed<T> {
    pub const fn new(data: T) -> Self {
        Self(data)
    }

    /// Changes what is sealed, such as leaving out rows that the answer will not contain.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sealed<U> {
        Sealed(change(self.0))
    }

    /// Returns how many there are, or a position, such as that of a list's last row.
    pub fn measure<U: Copy>(&self, measure: impl FnOnce(&T) -> U) -> U {
        measure(&self.0)
    }

    /// Seals both together, as data of the first one's patients.
    pub fn with<U>(self, other: Sealed<U>) -> Sealed<(T, U)> {
        Sealed((self.0, other.0))
    }
}

impl<T> Sealed<Option<T>> {
    /// Returns what was found, still sealed.
    pub fn found(self) -> Option<Sealed<T>> {
        self.0.map(Sealed)
    }
}

/// Somebody's permission to read health data, and what the audit log says about it. Store functions that read health data take it and bind
/// its scope.
pub struct AuditedRead {
    by: By,
    scope: Scope,
    recorded: RecordedPatients,
    permitted: Action,
    action: &'static str,
}

impl AuditedRead {
    /// `action` is what the rows say, such as `appointments.read`.
    pub fn of<A: ActionType>(permit: &Permit<A>, action: &'static str) -> Self {
        let (by, scope, recorded) = (permit.by(), permit.scope(), permit.recorded().clone());
        Self { by, scope, recorded, permitted: A::ACTION, action }
    }

    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Writes one row for each patient whose data this request has not read before, and returns the data. The actor's own is not recorded.
    ///
    /// # Errors
    /// Database errors: then nothing is returned.
    pub async fn open<T: OfPatients>(&self, app: &App, sealed: Sealed<T>) -> Result<T> {
        let data = sealed.0;
        let own = match self.by.actor {
            Actor::User { id, role: Role::Patient } => Some(id.of()),
            _ => None,
        };
        let others = data.patients().into_iter().filter(|patient| Some(*patient) != own);
        let unrecorded = self.recorded.add(others);
        if unrecorded.is_empty() {
            return Ok(data);
        }
        let (by, action, clock, patients) = (self.by, self.action, app.clock.clone(), unrecorded.clone());
        let written = app.write(move |tx| {
            async move {
                for patient in patients {
                    let subject = patient.uuid();
                    store::add(tx, &clock, &NewRow { by, action, subject, patient: Some(patient), outcome: Outcome::Done });
                }
                Ok(())
            }
            .boxed()
        });
        if let Err(error) = written.await {
            self.recorded.remove(&unrecorded);
            return Err(error);
        }
        Ok(data)
    }

    /// The same for a patient's record; that it is not within the actor's reach is recorded, too, about that patient.
    ///
    /// # Errors
    /// [`Code::NotFound`] if it was not found.
    pub async fn open_patient<T: OfPatients>(&self, app: &App, patient: Id<Patient>, sealed: Option<Sealed<T>>) -> Result<T> {
        match sealed {
            Some(found) => self.open(app, found).await,
            None => {
                record_refusal(app, self.by, self.permitted, Some(patient.uuid()), Some(patient)).await?;
                Err(Code::NotFound.into())
            }
        }
    }

    /// The same for one record; that it is not within the actor's reach is recorded, too. `subject` is the id that was asked for.
    ///
    /// # Errors
    /// [`Code::NotFound`] if it was not found.
    pub async fn open_found<T: OfPatients>(&self, app: &App, subject: Uuid, sealed: Option<Sealed<T>>) -> Result<T> {
        match sealed {
            Some(found) => self.open(app, found).await,
            None => {
                record_refusal(app, self.by, self.permitted, Some(subject), None).await?;
                Err(Code::NotFound.into())
            }
        }
    }
}
