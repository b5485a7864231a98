//! Browser data for signing in on the pages.

use http::header::USER_AGENT;
use http::request::Parts;
use leptos::prelude::use_context;

use super::service::Origin;
use crate::platform::app::App;
use crate::platform::http::answer::called_from;
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
