//! Entries of the audit log, and the filter for them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::model::{Id, Outcome, Record, Role, User, ZonedTime};

/// One entry, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    pub id: Id<Record>,
    /// On the reader's clock.
    pub at: ZonedTime,
    /// The account that acted, if any.
    pub actor: Option<Id<User>>,
    /// That account's role; `None` without an account.
    pub role: Option<Role>,
    /// That account's name, or words for a deleted account and for whoever acted without one.
    pub who: String,
    /// Such as `appointments.read`; for a refusal, the permission that was missing.
    pub action: String,
    /// The same in words.
    pub what: String,
    /// Whom it concerns.
    pub patient: Option<Concerned>,
    pub subject: Uuid,
    pub outcome: Outcome,
    /// For staff only, as the address.
    pub session: Option<Uuid>,
    pub address: Option<String>,
}

/// The patient whom an entry concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    pub id: Uuid,
    /// Words for it if the account was deleted; `None` if there is no such account.
    pub full_name: Option<String>,
}

/// An action that entries can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionChoice {
    pub action: String,
    pub words: String,
}

/// `None` does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditFilter {
    /// Who acted: an id, or a part of the name; accents and case are ignored.
    #[serde(default)]
    pub by: Option<String>,
    /// Whom it concerns, in the same way.
    #[serde(default)]
    pub about: Option<String>,
    #[serde(default)]
    pub action: Option<String>,
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// First and last day, inclusive, on the reader's clock.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
}
