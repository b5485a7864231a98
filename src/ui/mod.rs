//! The component kit of all pages: page states, forms, dialogs, texts and icons.
//!
//! How to add a page:
//! 1. A component without arguments, added to its feature's `pages.rs` (see `ui/pages.rs`); wrap a private one in [`SignedIn`]. Use
//!    `crate::ui::view` as `view!`: it returns an `AnyView`; Leptos's own compiles the types of every page into the WebAssembly.
//! 2. [`PageHead`] first: it sets the heading and the document title.
//! 3. Data through [`ask`], shown with [`loaded`], which has the skeleton and the errors.
//! 4. Wrap what only shows texts and links in [`static_view()`]: it is not hydrated.
//! 5. Forms as in [`form`]. Texts from `crate::base::text`, dates from `crate::base::text::format`, styles from `style/`.

pub mod ask;
pub mod calendar;
mod dialog;
pub mod drawn;
pub mod focus;
pub mod form;
mod icons;
#[cfg(feature = "ssr")]
pub mod lazy;
#[cfg(not(feature = "ssr"))]
#[path = "lazy_browser.rs"]
pub mod lazy;
mod page;
pub mod pages;
mod parts;
pub mod picker;
#[cfg(feature = "ssr")]
mod raw_text;
#[cfg(not(feature = "ssr"))]
#[path = "raw_text_browser.rs"]
mod raw_text;
mod reload;
#[cfg(feature = "ssr")]
mod static_view;
#[cfg(not(feature = "ssr"))]
#[path = "static_view_browser.rs"]
mod static_view;
mod toast;
pub mod words;

use std::sync::Arc;

use ask::{post, read};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

use crate::base::model::{Viewer, ZonedTime};

pub use ask::{Asked, ask};
pub use dialog::AskDialog;
pub(crate) use drawn::view;
pub use form::{
    CheckField, ChoiceField, DateField, Form, FormState, Hidden, NativeForm, PasswordField, SelectField, Submit, TextArea,
    TextField, use_form, use_form_of, use_native_form,
};
pub use icons::{Glyph, Icon};
pub use page::{Failure, GoTo, NotFound, PageHead, SignedIn, Skeleton, loaded, loaded_part};
pub use parts::{Avatar, CallPractice, CancellingRule, Empty, Notice, Pagination, Portrait, Tone, kind_glyph, tel};
pub use raw_text::{raw_lines, raw_text};
pub use reload::Reload;
pub use static_view::static_view;
pub use toast::{ToastMessage, ToastStack, Toasts, toast_after, toast_failure};

/// The files that browsers load; only on the server.
#[derive(Clone, Copy, Debug)]
pub struct SiteFiles {
    /// The part of their URLs that differs from build to build.
    pub tag: &'static str,
    /// Returns the files of a module of the client's code, see [`lazy`].
    pub of_module: fn(&str) -> &'static [&'static str],
}

/// The offline page, rendered at this moment; only on the server.
#[derive(Clone)]
pub struct RenderedAt(pub ZonedTime);

/// Sets the status of the page's response; only on the server.
#[derive(Clone)]
pub struct ResponseStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

/// Responds with a redirect instead of the page; only on the server.
#[derive(Clone)]
pub struct RedirectTo(pub Arc<dyn Fn(&str) + Send + Sync>);

/// The number of unread notifications, and the path of the server function that counts them; see [`recount`].
#[derive(Clone, Copy)]
pub struct Unread {
    pub count: RwSignal<u32>,
    pub url: &'static str,
}

/// Who views the page.
pub fn viewer() -> Viewer {
    use_context().unwrap_or_default()
}

/// Unread notifications.
pub fn unread() -> Unread {
    use_context().unwrap_or_else(|| Unread { count: RwSignal::new(0), url: "" })
}

/// Fetches the number of unread notifications, unless it is 0 already.
pub fn recount(Unread { count, url }: Unread) {
    if count.get_untracked() == 0 {
        return;
    }
    spawn_local(async move {
        // On an error the number is not changed.
        if let Ok(answer) = post(url, "").await
            && let Ok(now) = read(&answer)
        {
            count.set(now);
        }
    });
}

/// Sets the status of the page's response, if there is one.
pub fn answer(status: u16) {
    if let Some(ResponseStatus(set)) = use_context() {
        set(status);
    }
}

/// Path and query of the current page.
pub fn here() -> String {
    let location = use_location();
    address(&location.pathname.get_untracked(), &location.search.get_untracked())
}

pub fn address(path: &str, search: &str) -> String {
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}

/// The URL of the sign-in page, which returns to `next`.
pub fn sign_in_path(next: &str) -> String {
    format!("/sign-in?next={}", encode(next))
}

/// `text` as one value of a query string; unreserved characters (RFC 3986 §2.3) are not encoded.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
