//! A lock on one record, held until the end of a transaction.

use uuid::Uuid;

use super::{Engine, Tx};
use crate::base::error::Result;

const LOCK: &str = "SELECT pg_advisory_xact_lock($1)";

/// The second half of a `UUIDv7` is random: two ids collide once in 2⁶² times, and then only wait for each other.
pub fn key(id: Uuid) -> i64 {
    i64::from_ne_bytes(id.as_u64_pair().1.to_ne_bytes())
}

/// Waits until no other transaction holds `id`; `true` if there may have been one: then what was read before must be read again.
/// `false` on SQLite, which has one writer.
///
/// # Errors
/// Database errors.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let Engine::Postgres(c) = tx.engine() else { return Ok(false) };
    sqlx::query(LOCK).bind(key(id)).execute(c).await?;
    Ok(true)
}

/// Like [`lock`], for `first` and then `second`.
///
/// # Errors
/// Database errors.
pub async fn both(tx: &mut Tx, first: Uuid, second: Uuid) -> Result<bool> {
    lock(tx, first).await?;
    lock(tx, second).await
}
