//! Where a list goes on: the last row's sort key, opaque to who asks.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{AppError, Code, FieldCode, Result};

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
pub fn encode<K: Serialize>(key: &K) -> Result<String> {
    let key = serde_json::to_vec(key).map_err(|_| Code::Internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(key))
}

/// # Errors
/// [`Code::Malformed`] for what [`encode`] did not make.
pub fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
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
/// As [`encode`].
pub fn cut<R, K: Serialize>(rows: &mut Vec<R>, limit: usize, key: impl Fn(&R) -> K) -> Result<Option<String>> {
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    rows.last().map(|row| encode(&key(row))).transpose()
}
