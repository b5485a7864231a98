//! A lock on one record for the length of a transaction.

use uuid::Uuid;

use super::{Engine, Tx};
use crate::base::error::Result;

const LOCK: &str = "SELECT pg_advisory_xact_lock($1)";

/// The last half of a `UUIDv7` is random: two ids meet there once in 2⁶² times, and then only wait for each other.
fn key(id: Uuid) -> i64 {
    i64::from_ne_bytes(id.as_u64_pair().1.to_ne_bytes())
}

/// Waits until no other transaction holds `id`; `true` when there may have been one, and what was read before must be read
/// again. SQLite has one writer and answers `false`.
///
/// # Errors
/// The database's.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let Engine::Postgres(c) = tx.engine() else { return Ok(false) };
    sqlx::query(LOCK).bind(key(id)).execute(c).await?;
    Ok(true)
}

/// As [`lock`], for `first` and then `second`.
///
/// # Errors
/// The database's.
pub async fn both(tx: &mut Tx, first: Uuid, second: Uuid) -> Result<bool> {
    lock(tx, first).await?;
    lock(tx, second).await
}
