//! The redirect after registration.

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
