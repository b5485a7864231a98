//! The cookies of two-step sign-in: the token between the two steps, and new recovery codes on the way to the page that shows them.

use http::HeaderMap;
use http::request::Parts;
use leptos::prelude::use_context;

use crate::base::error::{Code, Result};
use crate::base::model::{Id, User};
use crate::features::accounts::browser::signed_in_cookies;
use crate::features::accounts::service::SignedIn;
use crate::platform::app::App;
use crate::platform::http::answer::cookies;
use crate::platform::session::context::{own_cookie, pending, pending_cookie, set_cookie};

/// The page that shows new recovery codes.
pub const CODES_PAGE: &str = "/profile/two-factor/codes";
/// The cookie with new recovery codes, encrypted, and how long it is kept, in seconds.
const CODES: &str = "codes";
const CODES_TTL: i64 = 300;

fn headers() -> HeaderMap {
    use_context::<Parts>().map(|parts| parts.headers).unwrap_or_default()
}

/// Returns the token of the sign-in that this browser has not completed.
///
/// # Errors
/// [`Code::SignInExpired`] if there is none.
pub fn token(app: &App) -> Result<String> {
    pending(app, &headers()).map(str::to_owned).ok_or_else(|| Code::SignInExpired.into())
}

/// Completes the sign-in of this browser.
pub fn complete(app: &App, signed_in: &SignedIn) {
    signed_in_cookies(app, signed_in);
    cookies([pending_cookie(app, None)]);
}

/// Keeps new recovery codes for the page that shows them once. They are only in this browser, encrypted: the practice stores hashes.
///
/// # Errors
/// [`Code::Internal`] if they cannot be encrypted.
pub fn keep_codes(app: &App, user: Id<User>, codes: &[String]) -> Result<()> {
    let sealed = app.keys.factor.seal(CODES, user, codes.join(" ").as_bytes())?;
    cookies([set_cookie(app, CODES, &sealed, CODES_TTL)]);
    Ok(())
}

/// Returns the new recovery codes that this browser has, and deletes them there; none if there are none of this account.
pub fn take_codes(app: &App, user: Id<User>) -> Vec<String> {
    let headers = headers();
    let Some(sealed) = own_cookie(app, &headers, CODES).filter(|sealed| !sealed.is_empty()) else { return Vec::new() };
    cookies([set_cookie(app, CODES, "", 0)]);
    let opened = app.keys.factor.open(CODES, user, sealed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    opened.map(|text| text.split(' ').map(str::to_owned).collect()).unwrap_or_default()
}
