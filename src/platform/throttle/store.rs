//! The counters' rows.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::error::Result;
use crate::platform::db::{Conn, Tx, on};

const FIND: &str = "SELECT failures, last_at, until FROM throttles WHERE key = $1";
const PUT: &str = "INSERT INTO throttles (key, failures, last_at, until) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, until = excluded.until";
const REMOVE: &str = "DELETE FROM throttles WHERE key = $1";

#[derive(Clone, Copy, Debug, FromRow)]
pub struct Throttle {
    pub failures: i32,
    pub last_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

pub async fn find(conn: &mut Conn, key: &str) -> Result<Option<Throttle>> {
    Ok(on!(conn.on(), c => sqlx::query_as(FIND).bind(key).fetch_optional(c).await)?)
}

pub async fn put(tx: &mut Tx, key: &str, failures: i32, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(PUT).bind(key).bind(failures).bind(now).bind(until).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, key: &str) -> Result<()> {
    on!(tx.on(), c => sqlx::query(REMOVE).bind(key).execute(c).await.map(|_| ()))?;
    Ok(())
}
