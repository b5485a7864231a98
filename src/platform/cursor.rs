//! Where a list goes on: the last row's sort key, opaque to who asks.
//!
//! A recipe for a list: `limit` with [`limit`], the cursor with [`after`] (and its instants with [`reachable`]), one row more than
//! that from the store, then [`cut`].

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::error::{AppError, Code, FieldCode, Result};

/// Entries on a page of a list, unless the caller says otherwise, and at most.
pub const DEFAULT_LIMIT: u32 = 50;
pub const MAX_LIMIT: u32 = 200;

/// The limit asked for.
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
/// [`Code::Internal`] for a key that JSON cannot hold.
fn encode<K: Serialize>(key: &K) -> Result<String> {
    let key = serde_json::to_vec(key).map_err(|_| Code::Internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(key))
}

/// The key behind which the list goes on; `None` from its beginning. An empty cursor is none.
///
/// # Errors
/// [`Code::Malformed`] for what [`cut`] did not make.
pub fn after<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>> {
    cursor.filter(|cursor| !cursor.is_empty()).map(decode).transpose()
}

/// A key's instant, where both databases can hold it.
///
/// # Errors
/// [`Code::Malformed`] before 1900 and after 9999.
pub fn reachable(at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if (1900..=9999).contains(&at.year()) { Ok(at) } else { Err(Code::Malformed.into()) }
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let key = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| Code::Malformed)?;
    // PostgreSQL's text cannot hold it, and no key of ours does.
    if key.windows(6).any(|window| window == br"\u0000") {
        return Err(Code::Malformed.into());
    }
    serde_json::from_slice(&key).map_err(|_| Code::Malformed.into())
}

/// Splits the one row too many off that says whether there is a next page, and makes its cursor of the last row that stays.
///
/// # Errors
/// [`Code::Internal`] for a key that JSON cannot hold.
pub fn cut<R, K: Serialize>(rows: &mut Vec<R>, limit: usize, key: impl Fn(&R) -> K) -> Result<Option<String>> {
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    rows.last().map(|row| encode(&key(row))).transpose()
}
