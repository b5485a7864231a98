//! The rows of the audit log.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::base::model::{Id, Record, User};
use crate::platform::db::Tx;
use crate::platform::db::append::Table;

const TABLE: Table = Table { name: "audit_records", columns: &["id", "at", "actor", "action", "subject"], tail: "" };

pub fn add(tx: &mut Tx, id: Id<Record>, at: DateTime<Utc>, actor: Option<Id<User>>, action: &str, subject: Uuid) {
    tx.append(&TABLE, [id.into(), at.into(), actor.into(), action.into(), subject.into()]);
}
