//! Limits what one address may hold at the same time: connections, or running requests behind a proxy.
//!
//! The address is counted and, with a higher limit, the /48 of an IPv6 address (`client::counted`, `client::counted_wide`).

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use crate::platform::http::client::{counted, counted_wide};

/// A /48 has this many times the limit of an address: it belongs to one customer or to several (RFC 6177).
const WIDE: usize = 4;

/// Max part of the total for one address, whatever the setting is: the rest is left for others.
const PART: (usize, usize) = (3, 4);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Wide(IpAddr),
}

#[derive(Clone, Debug)]
pub struct AddressLimit {
    /// `None`: unlimited.
    of_one: Option<usize>,
    of_wide: usize,
    held: Arc<Mutex<HashMap<Key, usize>>>,
}

/// One unit held by an address, released on drop.
#[derive(Debug)]
pub struct AddressGuard {
    keys: [Option<Key>; 2],
    held: Arc<Mutex<HashMap<Key, usize>>>,
}

impl AddressLimit {
    /// Returns a limit of `of_one` per address, out of `all` in total.
    pub fn new(of_one: usize, all: usize) -> Self {
        let max = (all.saturating_mul(PART.0) / PART.1).max(1);
        let of_one = of_one.min(max);
        Self { of_one: Some(of_one), of_wide: of_one.saturating_mul(WIDE).min(max), held: Arc::default() }
    }

    pub fn unlimited() -> Self {
        Self { of_one: None, of_wide: 0, held: Arc::default() }
    }

    /// Takes one more for `address`; `None` if it has reached its limit.
    pub fn take(&self, address: IpAddr) -> Option<AddressGuard> {
        let Some(of_one) = self.of_one else { return Some(AddressGuard { keys: [None; 2], held: Arc::default() }) };
        let limits = [(Some(Key::Address(counted(address))), of_one), (counted_wide(address).map(Key::Wide), self.of_wide)];
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |(key, max): (Option<Key>, usize)| key.is_some_and(|key| held.get(&key).is_some_and(|count| *count >= max));
        if limits.into_iter().any(full) {
            return None;
        }
        let keys = limits.map(|(key, _)| key);
        for key in keys.into_iter().flatten() {
            *held.entry(key).or_default() += 1;
        }
        drop(held);
        Some(AddressGuard { keys, held: self.held.clone() })
    }
}

impl AddressGuard {
    /// Returns the body, which holds the permit until it is sent or dropped; where nothing is counted, the body is unchanged.
    pub fn until_sent(self, body: Body) -> Body {
        if self.keys.iter().all(Option::is_none) { body } else { Body::new(LimitedBody { body, _permit: self }) }
    }
}

/// A body with the permit of its recipient.
struct LimitedBody {
    body: Body,
    _permit: AddressGuard,
}

impl HttpBody for LimitedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for AddressGuard {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for key in self.keys.iter().flatten() {
            if let Some(count) = held.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    held.remove(key);
                }
            }
        }
    }
}
