//! Device cookies: they prove that a browser has signed in to an account before, so that a stranger's attempts do not slow it down
//! (see `throttle`).
//!
//! The cookie has a few entries, one for each account, separated by dots. An entry is, in base64url, the browser's random name for that
//! account (16 bytes), the time of its last sign-in (seconds, 8 bytes) and an HMAC-SHA256 over both and the account's email address. It
//! does not contain the account: it can only be checked together with the entered address. It proves nothing else and signs nobody in,
//! so it is kept when signing out. Whoever steals it gets as many attempts as its owner.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};

use super::keys::Keys;
use crate::platform::clock::random;

/// Counted from the last sign-in.
pub const TTL: Duration = Duration::days(365);
/// Max accounts per browser; the one with the oldest sign-in is removed.
const MAX_ACCOUNTS: usize = 5;
const NAME: usize = 16;
const SIGNED: usize = NAME + 8;
const LONGEST_ENTRY: usize = 80;

struct Entry {
    name: [u8; NAME],
    at: [u8; 8],
    mac: Vec<u8>,
}

impl Entry {
    fn new(keys: &Keys, name: [u8; NAME], account: &str, now: DateTime<Utc>) -> Self {
        let at = now.timestamp().to_be_bytes();
        Self { name, at, mac: keys.device(&signed(name, at, account)) }
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST_ENTRY {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (name, rest) = bytes.split_first_chunk::<NAME>()?;
        let (at, mac) = rest.split_first_chunk::<8>()?;
        (mac.len() == 32).then(|| Self { name: *name, at: *at, mac: mac.to_vec() })
    }

    fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.name.as_slice(), &self.at, &self.mac].concat())
    }

    fn is_for(&self, keys: &Keys, account: &str, now: DateTime<Utc>) -> bool {
        let age = now.timestamp().saturating_sub(i64::from_be_bytes(self.at));
        age < TTL.num_seconds() && keys.is_device(&signed(self.name, self.at, account), &self.mac)
    }
}

fn signed(name: [u8; NAME], at: [u8; 8], account: &str) -> Vec<u8> {
    let mut all = Vec::with_capacity(SIGNED + account.len());
    all.extend_from_slice(&name);
    all.extend_from_slice(&at);
    all.extend_from_slice(account.as_bytes());
    all
}

fn entries(cookie: Option<&str>) -> impl Iterator<Item = Entry> {
    cookie.unwrap_or_default().split('.').take(MAX_ACCOUNTS).filter_map(Entry::read)
}

/// Returns the browser's own name for `account`, if the cookie proves that it has signed in to it before.
pub fn known(keys: &Keys, cookie: Option<&str>, account: &str, now: DateTime<Utc>) -> Option<String> {
    let entry = entries(cookie).find(|entry| entry.is_for(keys, account, now))?;
    Some(URL_SAFE_NO_PAD.encode(entry.name))
}

/// Returns the cookie for a browser that has just signed in to `account`: with its previous name, or a new one.
pub fn renewed(keys: &Keys, cookie: Option<&str>, account: &str, now: DateTime<Utc>) -> String {
    let (own, others): (Vec<Entry>, Vec<Entry>) = entries(cookie).partition(|entry| entry.is_for(keys, account, now));
    let name = own.first().map_or_else(random::<NAME>, |entry| entry.name);
    let all = std::iter::once(Entry::new(keys, name, account, now)).chain(others).take(MAX_ACCOUNTS);
    all.map(|entry| entry.write()).collect::<Vec<_>>().join(".")
}
