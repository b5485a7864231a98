//! What the pages' sign-in knows of the browser.

use http::header::USER_AGENT;
use http::request::Parts;
use leptos::prelude::use_context;

use super::service::Origin;
use crate::platform::app::App;
use crate::platform::http::answer::called_from;
use crate::platform::session::{RequestContext, context};

/// The browser that signs in, and its session until now.
pub fn origin(context: &RequestContext) -> Origin {
    let (headers, app) = (use_context::<Parts>().map(|parts| parts.headers).unwrap_or_default(), use_context::<App>());
    Origin {
        from: called_from(),
        user_agent: headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned(),
        devices: app.and_then(|app| context::devices(&app, &headers).map(str::to_owned)),
        replaces: context.session.filter(|_| context.by_cookie),
    }
}
