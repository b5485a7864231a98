//! What signing in on the pages reads from the browser and answers to it.

use http::header::USER_AGENT;
use http::request::Parts;
use leptos::prelude::use_context;

use super::service::{Entry, Origin, SignedIn};
use crate::platform::app::App;
use crate::platform::http::answer::{called_from, cookies};
use crate::platform::http::local_path;
use crate::platform::session::context::{device_cookie, pending_cookie, sign_in_cookies};
use crate::platform::session::{RequestContext, context};

/// Returns the browser that signs in, with its current session.
pub fn origin(context: &RequestContext) -> Origin {
    let (headers, app) = (use_context::<Parts>().map(|parts| parts.headers).unwrap_or_default(), use_context::<App>());
    Origin {
        from: called_from(),
        user_agent: headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned(),
        devices: app.and_then(|app| context::devices(&app, &headers).map(str::to_owned)),
        replaces: context.session.filter(|_| context.by_cookie),
    }
}

/// Where a browser enters the code of the second factor.
const CODE_PAGE: &str = "/sign-in/code";

/// Signs the browser in and redirects to `next`; or, if the second factor is due, to the page for it, which goes on to `next`.
pub fn enter(app: &App, entry: Entry, next: &str) {
    let next = local_path(next).unwrap_or("/");
    match entry {
        Entry::SignedIn(signed_in) => {
            signed_in_cookies(app, &signed_in);
            leptos_axum::redirect(next);
        }
        Entry::FactorDue(due) => {
            cookies([pending_cookie(app, Some(&due.token))]);
            let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
            leptos_axum::redirect(&format!("{CODE_PAGE}?{query}"));
        }
    }
}

/// Adds the cookies of a new session to the response.
pub fn signed_in_cookies(app: &App, signed_in: &SignedIn) {
    cookies(sign_in_cookies(app, &signed_in.tokens));
    cookies([device_cookie(app, &signed_in.devices)]);
}
