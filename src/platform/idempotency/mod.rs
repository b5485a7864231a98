//! The same request again: a client that does not know whether its request arrived sends it anew under the same
//! `Idempotency-Key`, and is given the first answer (draft-ietf-httpapi-idempotency-key-header).
//!
//! A recipe: the REST handler takes `IdempotencyKey` and hands `key.of(user, "POST /things", &body)?` to the service. In its one
//! transaction the service asks [`first`] before it does anything, answers that when there is one, and gives its own answer to
//! [`keep`] at the end. Without a key nothing is read or written.
//!
//! The key lives and dies with the transaction: two requests under one key wait for each other, a crash leaves both or neither,
//! and a request that was refused has used no key up, so it may succeed later. A key is one account's, for one door and one body
//! (as its SHA-256), for [`TTL`].

pub mod store;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::store::Kept;
use super::db::Tx;
use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};

/// How long an answer is kept.
pub const TTL: Duration = Duration::hours(24);

/// A request's key, with what it was asked for.
#[derive(Clone, Debug)]
pub struct Key {
    user: Id<User>,
    route: &'static str,
    key: String,
    fingerprint: Vec<u8>,
}

impl Key {
    /// `request` is the body as it was understood, so that blanks and the order of its fields make no difference.
    ///
    /// # Errors
    /// [`Code::Internal`] for a request that JSON cannot hold.
    pub fn new(user: Id<User>, route: &'static str, key: String, request: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(request).map_err(|_| Code::Internal)?;
        Ok(Self { user, route, key, fingerprint: digest(&SHA256, &body).as_ref().to_vec() })
    }
}

/// The answer that was given under this key; from here on the key is this transaction's.
///
/// # Errors
/// [`Code::KeyReused`] when it came with another body.
pub async fn first<T: DeserializeOwned>(tx: &mut Tx, key: &Key, now: DateTime<Utc>) -> Result<Option<T>> {
    let kept = store::take(tx, key.user, key.route, &key.key, &key.fingerprint, now).await?;
    let Kept { fingerprint, answer: Some(answer), created_at } = kept else { return Ok(None) };
    if created_at <= now - TTL {
        return Ok(None);
    }
    if fingerprint != key.fingerprint {
        return Err(Code::KeyReused.into());
    }
    serde_json::from_str(&answer).map(Some).map_err(|_| Code::Internal.into())
}

/// Keeps the answer, in the transaction of what it tells of.
///
/// # Errors
/// The database's.
pub async fn keep<T: Serialize>(tx: &mut Tx, key: &Key, answer: &T, now: DateTime<Utc>) -> Result<()> {
    let answer = serde_json::to_string(answer).map_err(|_| Code::Internal)?;
    store::put(tx, key.user, key.route, &key.key, &key.fingerprint, &answer, now).await
}

/// Forgets what is older than [`TTL`], `most` keys at once; how many there were.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &mut Tx, now: DateTime<Utc>, most: i64) -> Result<u64> {
    store::forget_old(tx, now - TTL, most).await
}
