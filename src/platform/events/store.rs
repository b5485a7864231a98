//! Database queries for people's journals.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgListener;
use sqlx::{FromRow, PgConnection};

use crate::base::error::Result;
use crate::base::model::{Id, User};
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const AFTER: &str = "SELECT seq, topic, payload, at FROM events WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
const LAST: &str = "SELECT seq FROM event_counters WHERE user_id = $1";
const FIRST: &str = "SELECT MIN(seq) FROM events WHERE user_id = $1";
const ERASE: &str = "DELETE FROM events WHERE user_id = $1";
const ERASE_COUNTER: &str = "DELETE FROM event_counters WHERE user_id = $1";
// The numbers must have no gaps, so the row of somebody else stays.
const EMPTY: &str = "UPDATE events SET payload = '{}' WHERE payload LIKE $1 ESCAPE '\\'";
const DELETE_EXPIRED_SQLITE: &str =
    "DELETE FROM events WHERE (user_id, seq) IN (SELECT user_id, seq FROM events WHERE at <= $1 ORDER BY at LIMIT $2)";
const DELETE_EXPIRED_POSTGRES: &str = "DELETE FROM events WHERE (user_id, seq) IN \
     (SELECT user_id, seq FROM events WHERE at <= $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)";

const NOTIFY_POSTGRES: &str = "SELECT pg_notify($1, $2)";
const PING: &str = "SELECT 1";

/// An event in a person's journal.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Event {
    pub seq: i64,
    pub topic: String,
    /// JSON.
    pub payload: String,
    pub at: DateTime<Utc>,
}

pub async fn after(conn: &mut Conn, user: Id<User>, seq: i64, max: i64) -> Result<Vec<Event>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(AFTER).bind(user).bind(seq).bind(max).fetch_all(c).await)?)
}

/// Returns the number of the last event, 0 before the first.
pub async fn last(conn: &mut Conn, user: Id<User>) -> Result<i64> {
    let last: Option<i64> = with_conn!(conn.engine(), c => sqlx::query_scalar(LAST).bind(user).fetch_optional(c).await)?;
    Ok(last.unwrap_or(0))
}

/// Returns the number of the first event that is still kept.
pub async fn first(conn: &mut Conn, user: Id<User>) -> Result<Option<i64>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(FIRST).bind(user).fetch_one(c).await)?)
}

/// Deletes an account's journal, and empties the events of others whose payload matches one of the patterns.
pub async fn erase(tx: &mut Tx, user: Id<User>, likes: &[String]) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(user).execute(c).await.map(|_| ()))?;
    with_conn!(tx.engine(), c => sqlx::query(ERASE_COUNTER).bind(user).execute(c).await.map(|_| ()))?;
    for like in likes {
        with_conn!(tx.engine(), c => sqlx::query(EMPTY).bind(like).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>, max: i64) -> Result<u64> {
    Ok(match tx.engine() {
        Engine::Sqlite(c) => sqlx::query(DELETE_EXPIRED_SQLITE).bind(before).bind(max).execute(c).await?.rows_affected(),
        Engine::Postgres(c) => sqlx::query(DELETE_EXPIRED_POSTGRES).bind(before).bind(max).execute(c).await?.rows_affected(),
    })
}

/// Sends a message to the other servers; outside a transaction, so that commits do not wait for each other.
pub async fn notify(connection: &mut PgConnection, channel: &str, message: &str) -> std::result::Result<(), sqlx::Error> {
    sqlx::query(NOTIFY_POSTGRES).bind(channel).bind(message).execute(connection).await.map(|_| ())
}

/// Checks that the connection still works.
pub async fn ping(listener: &mut PgListener) -> std::result::Result<(), sqlx::Error> {
    sqlx::query(PING).execute(listener).await.map(|_| ())
}
