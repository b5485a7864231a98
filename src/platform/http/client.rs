//! Where a request really comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{Extensions, HeaderMap};

use crate::platform::app::App;

/// The peer of the connection, put into every request by the server.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The client's address: the peer's, or what the trusted proxies wrote down. Each proxy appends to `X-Forwarded-For`, so only the
/// last entries can be believed; the leftmost is whatever the client claims.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

pub fn address(headers: &HeaderMap, extensions: &Extensions, proxies: usize) -> IpAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let Some(index) = proxies.checked_sub(1) else { return peer };
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|entry| entry.trim().parse().ok())
        .rev()
        .nth(index)
        .unwrap_or(peer)
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(address(&parts.headers, &parts.extensions, app.settings.trusted_proxies)))
    }
}
