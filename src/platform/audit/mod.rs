//! Audit log: who did what to which record, who read whose health data, who was refused, who signed in. Rows hold ids, never contents; the
//! table rejects updates and deletes.
//!
//! A change adds its row in its own transaction: `audit::record(tx, &clock, permit.by(), "feature.action", id.uuid())`, or
//! [`record_about`] if it concerns a patient. Store functions that read a patient's health data return it [`Sealed`]: only an
//! [`AuditedRead`], which only a permit gives, opens that, and it writes the row first. A patient's own reads write none.
//!
//! [`chain`] seals the rows afterwards, each by a MAC over the one before: inside the transactions it would make all writes wait for each
//! other.

pub mod chain;
pub mod personal;
mod read;
pub mod store;

pub use read::{AuditedRead, OfPatients, Sealed};

use futures::FutureExt;
use uuid::Uuid;

use self::store::NewRow;
use super::app::App;
use super::clock::Clock;
use super::db::Tx;
use crate::base::error::Result;
pub use crate::base::model::Outcome;
use crate::base::model::{Id, Patient};
use crate::base::text::Lang;
use crate::policy::{Action, By};

/// The words for an action, which pages and exports show instead of its name. The feature that records an action registers them in its
/// `routes.rs`: `registry.add(ActionWords::of("feature.action", t::audit_action_feature_action))`; a test fails without.
#[derive(Clone, Copy)]
pub struct ActionWords {
    pub action: &'static str,
    pub words: fn(Lang) -> &'static str,
}

impl ActionWords {
    pub const fn of(action: &'static str, words: fn(Lang) -> &'static str) -> Self {
        Self { action, words }
    }
}

/// Records that somebody did `action` to `subject`; the system itself is recorded without a user.
pub fn record(tx: &mut Tx, clock: &Clock, by: By, action: &'static str, subject: Uuid) {
    store::add(tx, clock, &NewRow { by, action, subject, patient: None, outcome: Outcome::Done });
}

/// The same for what concerns a patient, who can read it.
pub fn record_about(tx: &mut Tx, clock: &Clock, by: By, action: &'static str, subject: Uuid, patient: Id<Patient>) {
    store::add(tx, clock, &NewRow { by, action, subject, patient: Some(patient), outcome: Outcome::Done });
}

/// Records that an attempt failed, in a transaction of its own.
///
/// # Errors
/// Database errors.
pub async fn record_failure(app: &App, by: By, action: &'static str, subject: Uuid) -> Result<()> {
    write(app, NewRow { by, action, subject, patient: None, outcome: Outcome::Failed }).await
}

/// Records that somebody may not do `action`, in a transaction of its own. `subject` is the record that they asked for.
///
/// # Errors
/// Database errors.
pub async fn record_refusal(app: &App, by: By, action: Action, subject: Option<Uuid>, patient: Option<Id<Patient>>) -> Result<()> {
    let subject = subject.or_else(|| by.actor.user().map(Id::uuid)).unwrap_or_default();
    write(app, NewRow { by, action: action.as_str(), subject, patient, outcome: Outcome::Refused }).await
}

async fn write(app: &App, row: NewRow) -> Result<()> {
    let clock = app.clock.clone();
    app.write(move |tx| {
        async move {
            store::add(tx, &clock, &row);
            Ok(())
        }
        .boxed()
    })
    .await
}
