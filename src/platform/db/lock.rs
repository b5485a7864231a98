//! A lock on one record for the length of a transaction.

use uuid::Uuid;

use super::{On, Tx};
use crate::error::Result;

const LOCK: &str = "SELECT pg_advisory_xact_lock($1)";

/// Waits until no other transaction holds `id`; `true` when there may have been one, and what was read before must be read
/// again. SQLite has one writer and answers `false`.
///
/// # Errors
/// The database's.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<bool> {
    // The last half of a `UUIDv7` is random: two ids meet there once in 2⁶² times, and then only wait for each other.
    let (_, key) = id.as_u64_pair();
    let On::Postgres(c) = tx.on() else { return Ok(false) };
    sqlx::query(LOCK).bind(i64::from_ne_bytes(key.to_ne_bytes())).execute(c).await?;
    Ok(true)
}
