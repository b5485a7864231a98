//! Database queries that read the audit log with the names of those in it.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Id, Outcome, Patient, Record, Role, User};
use crate::platform::db::{Conn, with_conn};
use crate::policy::Scope;

/// Selects entries by a filter, `$1` to `$8`; the tail adds whose, and the order. Ids sort by their time, so the primary key finds a period
/// and a page.
macro_rules! entries {
    ($tail:literal) => {
        concat!(
            "SELECT r.id, r.at, r.actor, a.full_name AS actor_name, a.role AS actor_role, r.action, r.subject, r.patient_id, \
             p.full_name AS patient_name, r.outcome, r.session_id, r.address FROM audit_records r LEFT JOIN users a ON a.id = r.actor \
             LEFT JOIN users p ON p.id = r.patient_id WHERE r.id < $1 AND r.id >= $2 AND r.at >= $3 AND r.at < $4 \
             AND (CAST($5 AS TEXT) IS NULL OR r.action = $5) AND (CAST($6 AS TEXT) IS NULL OR r.outcome = $6) \
             AND (r.actor = $7 OR $7 IS NULL) AND (r.patient_id = $8 OR $8 IS NULL) AND ",
            $tail
        )
    };
}

const ALL: &str = entries!(
    "(CAST($10 AS TEXT) IS NULL OR r.actor IN (SELECT u.id FROM users u WHERE u.name_key LIKE $10 ESCAPE '\\')) \
     AND (CAST($11 AS TEXT) IS NULL OR r.patient_id IN (SELECT u.id FROM users u WHERE u.name_key LIKE $11 ESCAPE '\\')) \
     ORDER BY r.id DESC LIMIT $9"
);
/// The condition is that of the index `audit_records_patient`.
const OF_PATIENT: &str =
    entries!("r.patient_id = $10 AND (r.actor IS NULL OR r.actor <> r.patient_id) ORDER BY r.id DESC LIMIT $9");

/// An entry with the names of those in it.
#[derive(Clone, Debug, FromRow)]
pub struct EntryRow {
    pub id: Id<Record>,
    pub at: DateTime<Utc>,
    pub actor: Option<Id<User>>,
    pub actor_name: Option<String>,
    pub actor_role: Option<String>,
    pub action: String,
    pub subject: Uuid,
    pub patient_id: Option<Uuid>,
    pub patient_name: Option<String>,
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    pub session_id: Option<Uuid>,
    pub address: Option<String>,
}

impl EntryRow {
    pub fn role(&self) -> Option<Role> {
        self.actor_role.as_deref().and_then(|role| role.parse().ok())
    }
}

/// Which entries; the widest times do not filter.
#[derive(Clone, Debug)]
pub struct Filter {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Of entries from `from` on.
    pub first: Uuid,
    /// After those before `to`.
    pub end: Uuid,
    pub action: Option<String>,
    pub outcome: Option<Outcome>,
    pub actor: Option<Id<User>>,
    pub patient: Option<Id<Patient>>,
    /// For `LIKE`, on folded names. Not for patients: their names would be told by what is found.
    pub actor_name: Option<String>,
    pub patient_name: Option<String>,
}

/// Returns up to `limit` entries before the id `before`, the latest first.
pub async fn entries(conn: &mut Conn, scope: Scope, filter: &Filter, before: Uuid, limit: i64) -> Result<Vec<EntryRow>> {
    let (before, sql) = (before.min(filter.end), if scope.patient.is_some() { OF_PATIENT } else { ALL });
    Ok(with_conn!(conn.engine(), c => {
        let query = sqlx::query_as(sql)
            .bind(before).bind(filter.first).bind(filter.from).bind(filter.to)
            .bind(filter.action.as_deref()).bind(filter.outcome.map(Outcome::as_str))
            .bind(filter.actor).bind(filter.patient).bind(limit);
        let query = match scope.patient {
            Some(patient) => query.bind(patient),
            None => query.bind(filter.actor_name.as_deref()).bind(filter.patient_name.as_deref()),
        };
        query.fetch_all(c).await
    })?)
}
