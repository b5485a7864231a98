//! For server functions: response cookies, and the caller's address.

use std::net::{IpAddr, Ipv4Addr};

use http::HeaderValue;
use http::header::SET_COOKIE;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::client::{self, Counted};
use crate::platform::app::App;

/// Adds cookies to the response.
pub fn cookies(cookies: impl IntoIterator<Item = HeaderValue>) {
    if let Some(answer) = use_context::<ResponseOptions>() {
        for cookie in cookies {
            answer.append_header(SET_COOKIE, cookie);
        }
    }
}

/// Returns the caller's address, for the throttle.
pub fn called_from() -> Counted {
    let (parts, app) = (use_context::<Parts>(), use_context::<App>());
    let proxies = app.map_or(0, |app| app.settings.trusted_proxies);
    parts.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |parts| client::address(&parts.headers, &parts.extensions, proxies)).into()
}
