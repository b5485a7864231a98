//! What a server function says beside its value: cookies, and where it was called from.

use std::net::{IpAddr, Ipv4Addr};

use http::HeaderValue;
use http::header::{SET_COOKIE, USER_AGENT};
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use server_fn::ServerFn;

use super::client::Counted;
use super::{client, flash};
use crate::accounts::api::SignIn;
use crate::accounts::service::Origin;
use crate::platform::app::App;
use crate::platform::session::{Visit, visit};
use crate::text::Lang;
use crate::ui::form::Flash;

const SIGN_IN: &str = "/sign-in";

/// Sets cookies on the answer.
pub fn cookies(cookies: impl IntoIterator<Item = HeaderValue>) {
    if let Some(answer) = use_context::<ResponseOptions>() {
        for cookie in cookies {
            answer.append_header(SET_COOKIE, cookie);
        }
    }
}

/// Remembers the language in the browser for a year; scripts may read it.
pub fn language(app: &App, lang: Lang) {
    let secure = if app.settings.secure() { "; Secure" } else { "" };
    if let Ok(cookie) = HeaderValue::from_str(&format!("lang={lang}; SameSite=Lax; Path=/; Max-Age=31536000{secure}")) {
        cookies([cookie]);
    }
}

/// Where a call comes from, for the throttle.
pub fn called_from() -> Counted {
    let (parts, app) = (use_context::<Parts>(), use_context::<App>());
    let proxies = app.map_or(0, |app| app.settings.trusted_proxies);
    parts.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |parts| client::address(&parts.headers, &parts.extensions, proxies)).into()
}

/// The browser that signs in, and its session until now.
pub fn origin(visit: &Visit) -> Origin {
    let (headers, app) = (use_context::<Parts>().map(|parts| parts.headers).unwrap_or_default(), use_context::<App>());
    Origin {
        from: called_from(),
        user_agent: headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned(),
        devices: app.and_then(|app| visit::devices(&app, &headers).map(str::to_owned)),
        replaces: visit.session.filter(|_| visit.by_cookie),
    }
}

/// After registering: to the sign-in page, which says so and knows the address, and from there to `next`.
pub async fn to_sign_in(app: &App, email: &str, next: &str) {
    let values = vec![("email".to_owned(), email.to_owned())];
    let known = Flash { page: SIGN_IN.to_owned(), form: SignIn::PATH.to_owned(), values, error: None };
    match flash::keep(app, known, None).await {
        Ok(cookie) => cookies([cookie]),
        // The account is there; the address can be typed again.
        Err(error) => tracing::warn!(%error, "the address is not kept for the sign-in page"),
    }
    let next = super::local_path(next).unwrap_or("/");
    let query = serde_urlencoded::to_string([("registered", "1"), ("next", next)]).unwrap_or_default();
    leptos_axum::redirect(&format!("{SIGN_IN}?{query}"));
}
