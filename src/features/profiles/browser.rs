//! Redirects after registration, and on the way to a new password.

use server_fn::ServerFn;

use crate::base::flash::Flash;
use crate::features::accounts::api::SignIn;
use crate::platform::app::App;
use crate::platform::http::answer::cookies;
use crate::platform::http::{flash, local_path};

const SIGN_IN: &str = "/sign-in";

/// Redirects to the sign-in page, which confirms the registration and knows the email address, and from there to `next`.
pub async fn to_sign_in(app: &App, email: &str, next: &str) {
    let values = vec![("email".to_owned(), email.to_owned())];
    let known = Flash { page: SIGN_IN.to_owned(), form: SignIn::PATH.to_owned(), values, error: None };
    match flash::keep(app, known, None).await {
        Ok(cookie) => cookies([cookie]),
        // The account exists; the email address can be typed again.
        Err(error) => tracing::warn!(%error, "cannot store the email address for the sign-in page"),
    }
    let next = local_path(next).unwrap_or("/");
    let query = serde_urlencoded::to_string([("registered", "1"), ("next", next)]).unwrap_or_default();
    leptos_axum::redirect(&format!("{SIGN_IN}?{query}"));
}

/// Max length of a local path that is stored with a link.
pub const NEXT_MAX: usize = 300;

/// Returns the page's path, which has a query, with the local path `next`.
pub fn going_on(page: &str, next: Option<String>) -> String {
    match next.as_deref().and_then(local_path) {
        None => page.to_owned(),
        Some(next) => format!("{page}&{}", serde_urlencoded::to_string([("next", next)]).unwrap_or_default()),
    }
}
