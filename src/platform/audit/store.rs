//! The rows of the audit log and of the chain that seals them.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::Outcome;
use crate::base::error::Result;
use crate::base::model::{Id, Patient, Record, User};
use crate::platform::clock::Clock;
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Tx, with_conn};
use crate::policy::By;

const RECORDS: Table = Table {
    name: "audit_records",
    columns: &["id", "at", "actor", "action", "subject", "patient_id", "outcome", "session_id", "address"],
    tail: "",
};
const SEALS: Table = Table { name: "audit_seals", columns: &["seq", "record_id", "seal"], tail: "" };

const LAST_SEAL: &str = "SELECT seq, record_id, seal FROM audit_seals ORDER BY seq DESC LIMIT 1";
const SEAL_AT: &str = "SELECT seal FROM audit_seals WHERE seq = $1";
const UNSEALED: &str = "SELECT r.id, r.at, r.actor, r.action, r.subject, r.patient_id, r.outcome, r.session_id, r.address \
     FROM audit_records r WHERE r.id > $1 AND NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.record_id = r.id) ORDER BY r.id LIMIT $2";
const COUNT_UNSEALED: &str = "SELECT COUNT(*) FROM audit_records r WHERE r.at < $1 \
     AND NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.record_id = r.id)";
const SEALED: &str = "SELECT s.seq, s.record_id, s.seal, r.id, r.at, r.actor, r.action, r.subject, r.patient_id, r.outcome, r.session_id, \
     r.address FROM audit_seals s LEFT JOIN audit_records r ON r.id = s.record_id WHERE s.seq > $1 ORDER BY s.seq LIMIT $2";

const OF_ACTOR: &str = "SELECT r.id, r.at, r.actor, r.action, r.subject, r.outcome, r.address FROM audit_records r \
     WHERE r.id > $2 AND r.actor = $1 ORDER BY r.id LIMIT $3";
// What others did with a patient's data, or to an account.
const ABOUT: &str = "SELECT r.id, r.at, r.actor, r.action, r.subject, r.outcome, r.address FROM audit_records r \
     WHERE r.id > $2 AND (r.patient_id = $1 OR r.subject = $1) AND (r.actor IS NULL OR r.actor <> $1) ORDER BY r.id LIMIT $3";

/// A row for the export of a person's own data.
#[derive(Clone, Debug, FromRow)]
pub struct OwnRow {
    pub id: Id<Record>,
    pub at: DateTime<Utc>,
    pub actor: Option<Id<User>>,
    pub action: String,
    pub subject: Uuid,
    pub outcome: String,
    pub address: Option<String>,
}

/// Returns what an account did, after the record `after`, the oldest first.
pub async fn of_actor(conn: &mut Conn, user: Id<User>, after: Uuid, max: i64) -> Result<Vec<OwnRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OF_ACTOR).bind(user).bind(after).bind(max).fetch_all(c).await)?)
}

/// Returns what others did that concerns an account, in the same order.
pub async fn about(conn: &mut Conn, user: Id<User>, after: Uuid, max: i64) -> Result<Vec<OwnRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(ABOUT).bind(user).bind(after).bind(max).fetch_all(c).await)?)
}

/// A new row.
#[derive(Clone, Copy, Debug)]
pub struct NewRow {
    pub by: By,
    pub action: &'static str,
    pub subject: Uuid,
    /// Whom it concerns.
    pub patient: Option<Id<Patient>>,
    pub outcome: Outcome,
}

pub fn add(tx: &mut Tx, clock: &Clock, row: &NewRow) {
    let NewRow { by, action, subject, patient, outcome } = *row;
    let id: Id<Record> = clock.new_id();
    tx.append(
        &RECORDS,
        [
            id.into(),
            clock.now().into(),
            by.actor.user().into(),
            action.into(),
            subject.into(),
            patient.into(),
            outcome.as_str().into(),
            by.session.into(),
            by.address.map(|address| address.to_string()).into(),
        ],
    );
}

/// A row, as the chain seals it.
#[derive(Clone, Debug, FromRow)]
pub struct RecordRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor: Option<Uuid>,
    pub action: String,
    pub subject: Uuid,
    pub patient_id: Option<Uuid>,
    pub outcome: String,
    pub session_id: Option<Uuid>,
    pub address: Option<String>,
}

/// A seal: its number in the chain, counted from 1 without gaps, and the row that it seals.
#[derive(Clone, Debug, FromRow)]
pub struct SealRow {
    pub seq: i64,
    pub record_id: Uuid,
    pub seal: String,
}

/// A seal with its row; `None` if the row is missing.
#[derive(Clone, Debug)]
pub struct SealedRow {
    pub seal: SealRow,
    pub record: Option<RecordRow>,
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for SealedRow
where
    SealRow: FromRow<'r, R>,
    RecordRow: FromRow<'r, R>,
    &'static str: sqlx::ColumnIndex<R>,
    Option<Uuid>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let id: Option<Uuid> = row.try_get("id")?;
        let record = if id.is_some() { Some(RecordRow::from_row(row)?) } else { None };
        Ok(Self { seal: SealRow::from_row(row)?, record })
    }
}

pub async fn last_seal(conn: &mut Conn) -> Result<Option<SealRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(LAST_SEAL).fetch_optional(c).await)?)
}

/// Returns the seal with this number.
pub async fn seal_at(conn: &mut Conn, seq: i64) -> Result<Option<String>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(SEAL_AT).bind(seq).fetch_optional(c).await)?)
}

/// Returns up to `max` rows without a seal whose id is after `after`, the oldest first.
pub async fn unsealed(conn: &mut Conn, after: Uuid, max: i64) -> Result<Vec<RecordRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(UNSEALED).bind(after).bind(max).fetch_all(c).await)?)
}

/// Returns the number of rows from before `before` without a seal.
pub async fn count_unsealed(conn: &mut Conn, before: DateTime<Utc>) -> Result<i64> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(COUNT_UNSEALED).bind(before).fetch_one(c).await)?)
}

/// Returns up to `max` seals after the number `after`, in their order, with their rows.
pub async fn sealed(conn: &mut Conn, after: i64, max: i64) -> Result<Vec<SealedRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(SEALED).bind(after).bind(max).fetch_all(c).await)?)
}

pub fn add_seal(tx: &mut Tx, seal: &SealRow) {
    tx.append(&SEALS, [seal.seq.into(), seal.record_id.into(), seal.seal.as_str().into()]);
}
