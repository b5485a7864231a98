//! The client's address, also behind proxies.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{Extensions, HeaderMap};

use crate::platform::app::App;

/// The peer of the connection; the server adds it to every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The client's address: the peer's, or the one that the trusted proxies recorded. Each proxy appends to `X-Forwarded-For`, so only
/// the last entries can be trusted; the leftmost is whatever the client claims.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// Returns the client's address behind this number of trusted proxies.
pub fn address(headers: &HeaderMap, extensions: &Extensions, proxies: usize) -> IpAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let Some(index) = proxies.checked_sub(1) else { return peer };
    let written = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let entry = written.flat_map(|value| value.split(',')).rev().nth(index).map(str::trim).unwrap_or_default();
    // Some proxies add the port. An invalid entry is not skipped: the next one is the client's own claim.
    entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip())).unwrap_or(peer)
}

/// Returns what a limit counts: an `IPv4` address, or the first 64 bits of an `IPv6` address, because one household or office has a
/// /64 (RFC 6177) and may use any address in it. An `IPv4` address written as `IPv6` (`::ffff:…`) is that `IPv4` address.
pub fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => first_bits(address, 64),
        address @ IpAddr::V4(_) => address,
    }
}

/// Returns the first 48 bits of an `IPv6` address: what many providers give to one customer, who then has 65,536 networks of 64 bits.
/// A limit that counts [`counted`] counts this as well, with a higher number, because some providers share a /48 between several
/// customers. `None` for an `IPv4` address, which has no such network.
pub fn counted_wide(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        IpAddr::V6(address) => Some(first_bits(address, 48)),
        IpAddr::V4(_) => None,
    }
}

fn first_bits(address: Ipv6Addr, bits: u32) -> IpAddr {
    let mask = u128::MAX.checked_shl(128 - bits).unwrap_or_default();
    IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(address(&parts.headers, &parts.extensions, app.settings.trusted_proxies)))
    }
}

/// The two addresses that a limit counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// See [`counted`].
    pub address: IpAddr,
    /// See [`counted_wide`].
    pub wide: Option<IpAddr>,
}

impl From<IpAddr> for Counted {
    fn from(address: IpAddr) -> Self {
        Self { address: counted(address), wide: counted_wide(address) }
    }
}
