//! Database queries for jobs.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Id, Job};
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const TABLE: Table = Table {
    name: "jobs",
    columns: &["id", "kind", "payload", "group_key", "urgent", "dedupe_key", "run_at", "attempts", "held", "created_at"],
    tail: " ON CONFLICT DO NOTHING",
};

const CLAIM_SQLITE: &str = "UPDATE jobs SET locked_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM jobs WHERE kind = $4 AND done_at IS NULL \
     AND dead_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1) ORDER BY run_at LIMIT $3) \
     RETURNING id, payload, group_key, attempts, urgent, admitted_at, batch_id, created_at";
const CLAIM_POSTGRES: &str = "UPDATE jobs SET locked_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM jobs WHERE kind = $4 AND done_at IS NULL \
     AND dead_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1) ORDER BY run_at LIMIT $3 \
     FOR UPDATE SKIP LOCKED) \
     RETURNING id, payload, group_key, attempts, urgent, admitted_at, batch_id, created_at";
// The jobs of one batch have the same `admitted_at`.
const ADMITTED: &str = "SELECT MIN(admitted_at) AS at FROM jobs WHERE kind = $1 AND group_key = $2 AND admitted_at > $3 \
     GROUP BY COALESCE(batch_id, id) ORDER BY at DESC LIMIT $4";
const ADMIT: &str = "UPDATE jobs SET admitted_at = $2 WHERE id = $1";
const ANY_HELD: &str = "SELECT EXISTS (SELECT 1 FROM jobs WHERE kind = $1 AND group_key = $2 AND held AND admitted_at IS NULL \
     AND done_at IS NULL AND dead_at IS NULL)";
const HOLD: &str = "UPDATE jobs SET held = TRUE, run_at = $3, attempts = 0, locked_until = NULL WHERE kind = $1 AND group_key = $2 \
     AND NOT urgent AND admitted_at IS NULL AND done_at IS NULL AND dead_at IS NULL";
const GATHER: &str = "UPDATE jobs SET admitted_at = $3, batch_id = $4, locked_until = $5, attempts = 1 WHERE kind = $1 AND group_key = $2 AND NOT urgent \
     AND admitted_at IS NULL AND done_at IS NULL AND dead_at IS NULL \
     RETURNING id, payload, group_key, attempts, urgent, admitted_at, batch_id, created_at";
const WHOLE_BATCH: &str = "UPDATE jobs SET locked_until = $2 WHERE batch_id = $1 AND done_at IS NULL AND dead_at IS NULL \
     RETURNING id, payload, group_key, attempts, urgent, admitted_at, batch_id, created_at";
const DONE: &str = "UPDATE jobs SET done_at = $2, locked_until = NULL, last_error = NULL WHERE id = $1";
const AGAIN: &str = "UPDATE jobs SET run_at = $2, locked_until = NULL, last_error = $3 WHERE id = $1";
const DEAD: &str = "UPDATE jobs SET dead_at = $2, locked_until = NULL, last_error = $3 WHERE id = $1";
const GIVE_UP: &str = "UPDATE jobs SET attempts = 1, dead_at = $3, last_error = $4 WHERE kind = $1 AND group_key = $2 \
     AND done_at IS NULL AND dead_at IS NULL";
// The time until it is given up starts again. It is not retried if another unfinished job has the same key.
const RETRY: &str = "UPDATE jobs SET dead_at = NULL, attempts = 0, run_at = $2, created_at = $2, admitted_at = NULL, batch_id = NULL, \
     held = FALSE WHERE id = $1 AND dead_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.kind = jobs.kind \
     AND o.dedupe_key = jobs.dedupe_key AND o.done_at IS NULL AND o.dead_at IS NULL)";
const CANCEL: &str = "DELETE FROM jobs WHERE kind = $1 AND dedupe_key = $2 AND done_at IS NULL AND dead_at IS NULL";
const OF_GROUP: &str =
    "SELECT id, payload, done_at IS NOT NULL AS is_done FROM jobs WHERE kind = $1 AND group_key = $2 ORDER BY id";
const CONTAINING: &str = "SELECT payload FROM jobs WHERE kind = $1 AND payload LIKE $2 ESCAPE '\\' ORDER BY id";
const REPLACE: &str = "UPDATE jobs SET payload = $2 WHERE id = $1";
const DELETE: &str = "DELETE FROM jobs WHERE id = $1";
const ERASE: &str = "DELETE FROM jobs WHERE kind <> $1 AND (group_key = $2 OR payload LIKE $3 ESCAPE '\\')";
const LIST_DEAD: &str = "SELECT id, kind, dead_at, created_at, attempts, last_error FROM jobs WHERE dead_at IS NOT NULL \
     AND (dead_at, id) < ($1, $2) ORDER BY dead_at DESC, id DESC LIMIT $3";
const DELETE_DONE_SQLITE: &str = "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE done_at <= $1 ORDER BY done_at LIMIT $2)";
const DELETE_DONE_POSTGRES: &str =
    "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE done_at <= $1 ORDER BY done_at LIMIT $2 FOR UPDATE SKIP LOCKED)";
const PING: &str = "SELECT 1";
const OLDEST: &str = "SELECT MIN(COALESCE(admitted_at, run_at)) FROM jobs WHERE kind = $1 AND (admitted_at IS NOT NULL OR run_at <= $2) \
     AND done_at IS NULL AND dead_at IS NULL";

/// A new job.
pub struct New<'a> {
    pub id: Id<Job>,
    pub kind: &'static str,
    pub payload: String,
    pub group: &'a str,
    pub urgent: bool,
    pub dedupe: Option<&'a str>,
    pub run_at: DateTime<Utc>,
}

#[derive(Clone, Debug, FromRow)]
pub struct Due {
    pub id: Id<Job>,
    pub payload: String,
    pub group_key: String,
    pub attempts: i32,
    pub urgent: bool,
    pub admitted_at: Option<DateTime<Utc>>,
    pub batch_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// A dead job.
#[derive(Clone, Debug, FromRow)]
pub struct Dead {
    pub id: Id<Job>,
    pub kind: String,
    pub dead_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub attempts: i32,
    pub last_error: Option<String>,
}

pub fn add(tx: &mut Tx, new: New<'_>, now: DateTime<Utc>) {
    let New { id, kind, payload, group, urgent, dedupe, run_at } = new;
    tx.append(
        &TABLE,
        [
            id.into(),
            kind.into(),
            payload.into(),
            group.into(),
            urgent.into(),
            dedupe.into(),
            run_at.into(),
            0.into(),
            false.into(),
            now.into(),
        ],
    );
}

/// Returns up to `max` due jobs of a kind, locked until `until`.
pub async fn claim(tx: &mut Tx, kind: &str, now: DateTime<Utc>, until: DateTime<Utc>, max: i64) -> Result<Vec<Due>> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query_as(CLAIM_SQLITE).bind(now).bind(until).bind(max).bind(kind).fetch_all(c).await,
        Engine::Postgres(c) => sqlx::query_as(CLAIM_POSTGRES).bind(now).bind(until).bind(max).bind(kind).fetch_all(c).await,
    }?)
}

/// Returns when the group's runs after `since` began, the newest first, at most `max`.
pub async fn admitted(tx: &mut Tx, kind: &str, group: &str, since: DateTime<Utc>, max: i64) -> Result<Vec<DateTime<Utc>>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(ADMITTED).bind(kind).bind(group).bind(since).bind(max).fetch_all(c).await)?)
}

pub async fn admit(tx: &mut Tx, id: Id<Job>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ADMIT).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns whether jobs of the group are held.
pub async fn any_held(tx: &mut Tx, kind: &str, group: &str) -> Result<bool> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(ANY_HELD).bind(kind).bind(group).fetch_one(c).await)?)
}

/// Holds all jobs of the group until `until` that are not urgent and have never run.
pub async fn hold(tx: &mut Tx, kind: &str, group: &str, until: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(HOLD).bind(kind).bind(group).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Combines the same jobs into one batch and returns them, locked until `until`.
pub async fn gather(
    tx: &mut Tx,
    (kind, group): (&str, &str),
    batch: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Due>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(GATHER)
        .bind(kind).bind(group).bind(now).bind(batch).bind(until).fetch_all(c).await)?)
}

/// Returns all unfinished jobs of a batch, locked until `until`.
pub async fn batch(tx: &mut Tx, batch: Uuid, until: DateTime<Utc>) -> Result<Vec<Due>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(WHOLE_BATCH).bind(batch).bind(until).fetch_all(c).await)?)
}

pub async fn done(tx: &mut Tx, id: Id<Job>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DONE).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn again(tx: &mut Tx, id: Id<Job>, run_at: DateTime<Utc>, error: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(AGAIN).bind(id).bind(run_at).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn dead(tx: &mut Tx, id: Id<Job>, now: DateTime<Utc>, error: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DEAD).bind(id).bind(now).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Gives up the unfinished jobs of a group.
pub async fn give_up(tx: &mut Tx, kind: &str, group: &str, now: DateTime<Utc>, error: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(GIVE_UP).bind(kind).bind(group).bind(now).bind(error).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Makes a dead job due again; `false` if it is not dead, or another has replaced it.
pub async fn retry(tx: &mut Tx, id: Id<Job>, now: DateTime<Utc>) -> Result<bool> {
    Ok(with_conn!(tx.engine(), c => sqlx::query(RETRY).bind(id).bind(now).execute(c).await.map(|done| done.rows_affected() > 0))?)
}

/// Deletes the unfinished job with this key; `false` if there is none.
pub async fn cancel(tx: &mut Tx, kind: &str, dedupe: &str) -> Result<bool> {
    Ok(
        with_conn!(tx.engine(), c => sqlx::query(CANCEL).bind(kind).bind(dedupe).execute(c).await.map(|done| done.rows_affected() > 0))?,
    )
}

/// A job of a group.
#[derive(Clone, Debug, FromRow)]
pub struct Grouped {
    pub id: Id<Job>,
    pub payload: String,
    pub is_done: bool,
}

/// Returns all jobs of a group that are still stored, the oldest first.
pub async fn of_group(tx: &mut Tx, kind: &str, group: &str) -> Result<Vec<Grouped>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_as(OF_GROUP).bind(kind).bind(group).fetch_all(c).await)?)
}

/// Returns the payloads that match the pattern.
pub async fn containing(tx: &mut Tx, kind: &str, like: &str) -> Result<Vec<String>> {
    Ok(with_conn!(tx.engine(), c => sqlx::query_scalar(CONTAINING).bind(kind).bind(like).fetch_all(c).await)?)
}

pub async fn replace(tx: &mut Tx, id: Id<Job>, payload: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(REPLACE).bind(id).bind(payload).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: Id<Job>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Deletes the jobs of a group, of any kind but one, and those whose payload matches the pattern.
pub async fn erase(tx: &mut Tx, except: &str, group: &str, like: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(except).bind(group).bind(like).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns up to `max` dead jobs before `(at, id)`, the latest first.
pub async fn list_dead(conn: &mut Conn, (at, id): (DateTime<Utc>, Uuid), max: i64) -> Result<Vec<Dead>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(LIST_DEAD).bind(at).bind(id).bind(max).fetch_all(c).await)?)
}

pub async fn delete_done(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_DONE_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_DONE_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}

/// Returns when the longest waiting job of the kind became due, or first ran.
pub async fn oldest(conn: &mut Conn, kind: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(OLDEST).bind(kind).bind(now).fetch_one(c).await)?)
}

/// Checks that the database responds.
pub async fn ping(conn: &mut Conn) -> Result<()> {
    let _: i32 = with_conn!(conn.engine(), c => sqlx::query_scalar(PING).fetch_one(c).await)?;
    Ok(())
}
