//! Pagination cursors: the last row's sort key, opaque to clients.
//!
//! How to add a list: parse `limit` with [`limit`] and the cursor with [`after`] (its instants with [`reachable`]), read one row more than
//! the limit from the store, then call [`cut`].

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::error::{AppError, Code, FieldCode, Result};

/// Items per page: the default and the max.
pub const DEFAULT_LIMIT: u32 = 50;
pub const MAX_LIMIT: u32 = 200;

/// The requested limit.
///
/// # Errors
/// [`FieldCode::OutOfRange`] outside 1 to [`MAX_LIMIT`].
pub fn limit(asked: Option<u32>, default: u32) -> Result<usize> {
    let limit = asked.unwrap_or(default);
    if (1..=MAX_LIMIT).contains(&limit) {
        usize::try_from(limit).map_err(|_| Code::Internal.into())
    } else {
        Err(AppError::field("limit", FieldCode::OutOfRange))
    }
}

/// # Errors
/// [`Code::Internal`] for a key that cannot be written as JSON.
fn encode<K: Serialize>(key: &K) -> Result<String> {
    let key = serde_json::to_vec(key).map_err(|_| Code::Internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(key))
}

/// The key after which the page starts; `None` for the first page. An empty cursor is `None`.
///
/// # Errors
/// [`Code::Malformed`] for a cursor that [`cut`] did not create.
pub fn after<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>> {
    cursor.filter(|cursor| !cursor.is_empty()).map(decode).transpose()
}

/// A key's instant, if both databases can store it.
///
/// # Errors
/// [`Code::Malformed`] before 1900 and after 9999.
pub fn reachable(at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if (1900..=9999).contains(&at.year()) { Ok(at) } else { Err(Code::Malformed.into()) }
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let key = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Code::Malformed)?;
    // PostgreSQL's text cannot contain NUL, and our keys never do.
    if key.windows(6).any(|window| window == br"\u0000") {
        return Err(Code::Malformed.into());
    }
    serde_json::from_slice(&key).map_err(|_| Code::Malformed.into())
}

/// Removes the extra row, which shows that there is a next page, and creates the cursor from the last row that remains.
///
/// # Errors
/// [`Code::Internal`] for a key that cannot be written as JSON.
pub fn cut<R, K: Serialize>(rows: &mut Vec<R>, limit: usize, key: impl Fn(&R) -> K) -> Result<Option<String>> {
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    rows.last().map(|row| encode(&key(row))).transpose()
}
