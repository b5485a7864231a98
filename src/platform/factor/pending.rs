//! The token of a sign-in whose password was right and whose second factor is due.
//!
//! It has the account, its expiry and a random id, with a MAC over them and the account's password hash: a new password ends it, and
//! nothing is stored. It is neither an access token nor a refresh token, so it opens no session.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::TTL;
use super::keys::FactorKeys;
use crate::base::model::{Id, User};
use crate::platform::clock::random;

const NAMED: usize = 16 + 8 + 16;
const LONGEST: usize = 128;

/// What a token says; not checked yet.
#[derive(Clone, Debug)]
pub struct Claim {
    pub user: Id<User>,
    /// Of this sign-in: the id of its setup.
    pub id: Uuid,
    named: [u8; NAMED],
    mac: Vec<u8>,
}

/// Returns a new token, and the id of this sign-in.
pub fn issue(keys: &FactorKeys, user: Id<User>, password_hash: &str, now: DateTime<Utc>) -> (String, Uuid) {
    let id = uuid::Builder::from_random_bytes(random()).into_uuid();
    let expires = (now + TTL).timestamp().to_be_bytes();
    let named = [user.uuid().as_bytes().as_slice(), &expires, id.as_bytes()].concat();
    let mac = keys.pending(&signed(&named, password_hash));
    (URL_SAFE_NO_PAD.encode([named, mac].concat()), id)
}

/// Reads a token.
pub fn read(token: &str) -> Option<Claim> {
    let token = token.trim();
    if token.len() > LONGEST {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (named, mac) = bytes.split_first_chunk::<NAMED>()?;
    let (user, rest) = named.split_first_chunk::<16>()?;
    let (_, id) = rest.split_first_chunk::<8>()?;
    Some(Claim { user: Uuid::from_bytes(*user).into(), id: Uuid::from_slice(id).ok()?, named: *named, mac: mac.to_vec() })
}

impl Claim {
    /// Returns whether the token is ours, of an account with this password, and has not expired.
    pub fn holds(&self, keys: &FactorKeys, password_hash: &str, now: DateTime<Utc>) -> bool {
        let expires = self.named.get(16..24).and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
        expires.is_some_and(|expires| now.timestamp() < expires) && keys.is_pending(&signed(&self.named, password_hash), &self.mac)
    }
}

fn signed(named: &[u8], password_hash: &str) -> Vec<u8> {
    [named, password_hash.as_bytes()].concat()
}
