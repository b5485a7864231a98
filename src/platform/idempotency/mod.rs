//! Repeated requests: a client that does not know whether its request arrived sends it again with the same `Idempotency-Key`, and
//! gets the first response (draft-ietf-httpapi-idempotency-key-header).
//!
//! Usage: the REST handler takes `IdempotencyKey` and passes `key.of(user, "POST /things", &body)?` to the service. In its one
//! transaction the service first calls [`first`] and returns that response if there is one, and at the end passes its own response to
//! [`keep`]. Without a key nothing is read or written.
//!
//! The key is part of the transaction: two requests with one key wait for each other, a crash keeps both the change and the key or
//! neither, and a rejected request does not use up its key, so it may succeed later. A key is valid for one account, one route and one
//! body (as its SHA-256), for [`TTL`].

pub mod store;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::store::StoredKey;
use super::db::Tx;
use super::fold::containing;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};

/// How long a response is kept.
pub const TTL: Duration = Duration::hours(24);

/// A request's key, with its account, route and body.
#[derive(Clone, Debug)]
pub struct Key {
    user: Id<User>,
    route: &'static str,
    key: String,
    fingerprint: Vec<u8>,
}

impl Key {
    /// Returns the key. `request` is the parsed body, so that blanks and the order of its fields make no difference.
    ///
    /// # Errors
    /// [`Code::Internal`] if the request cannot be serialized.
    pub fn new(user: Id<User>, route: &'static str, key: String, request: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(request).map_err(|_| Code::Internal)?;
        Ok(Self { user, route, key, fingerprint: digest(&SHA256, &body).as_ref().to_vec() })
    }
}

/// Returns the stored response for this key, if any, and locks the key until the transaction ends.
///
/// # Errors
/// [`Code::KeyReused`] if it was used with another body.
pub async fn first<T: DeserializeOwned>(tx: &mut Tx, key: &Key, now: DateTime<Utc>) -> Result<Option<T>> {
    let kept = store::take(tx, key.user, key.route, &key.key, &key.fingerprint, now).await?;
    let StoredKey { fingerprint, answer: Some(answer), created_at } = kept else { return Ok(None) };
    if created_at <= now - TTL {
        return Ok(None);
    }
    if fingerprint != key.fingerprint {
        return Err(Code::KeyReused.into());
    }
    serde_json::from_str(&answer).map(Some).map_err(|_| Code::Internal.into())
}

/// Stores the response, in the transaction of the change.
///
/// # Errors
/// Database errors.
pub async fn keep<T: Serialize>(tx: &mut Tx, key: &Key, answer: &T, now: DateTime<Utc>) -> Result<()> {
    let answer = serde_json::to_string(answer).map_err(|_| Code::Internal)?;
    store::put(tx, key.user, key.route, &key.key, &key.fingerprint, &answer, now).await
}

/// Deletes an account's keys, and the responses to others that name it.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, user: Id<User>) -> Result<()> {
    store::erase(tx, user, &containing(&user.to_string())).await
}

/// Deletes up to `max` keys that are older than [`TTL`]; returns how many.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, max: i64) -> Result<u64> {
    store::delete_expired(tx, now - TTL, max).await
}
