//! What every room's pages are made of: the shell around them, forms, states of a page, words and icons.
//!
//! A recipe for a page:
//! 1. A component without arguments, put into the route table of `app.rs`; a private one is wrapped in [`SignedIn`]. Its `view!` is
//!    `crate::ui::view`, which makes an `AnyView`; Leptos's own has every page's types compiled into the WebAssembly.
//! 2. [`PageHead`] first: it names the page for the reader and for the tab.
//! 3. Data through [`ask`] shown with [`loaded`], which has the skeleton and the errors.
//! 4. Whatever only shows and links is wrapped in [`static_view()`], which costs a browser nothing when the page wakes.
//! 5. Forms as in [`form`]. Words from `crate::base::text`, dates from `crate::base::text::format`, looks from `style/`.

pub mod ask;
pub mod calendar;
mod dialog;
pub mod drawn;
pub mod focus;
pub mod form;
mod icons;
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
pub use toast::{Said, ToastStack, Toasts, toast_after, toast_failure};

/// The name under which this build's files are served; on the server only.
#[derive(Clone, Debug)]
pub struct SiteTag(pub String);

/// The page of what is known without a connection, drawn at this moment; on the server only.
#[derive(Clone)]
pub struct Drawn(pub ZonedTime);

/// Sets the status of the answer that carries the page; on the server only.
#[derive(Clone)]
pub struct ResponseStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

/// Answers with a redirect instead of the page; on the server only.
#[derive(Clone)]
pub struct RedirectTo(pub Arc<dyn Fn(&str) + Send + Sync>);

/// The number beside the bell, and the address of the server function that counts anew; see [`recount`].
#[derive(Clone, Copy)]
pub struct Unread {
    pub count: RwSignal<u32>,
    pub url: &'static str,
}

/// Who looks at the page, and how they read.
pub fn viewer() -> Viewer {
    use_context().unwrap_or_default()
}

/// Notifications not read yet.
pub fn unread() -> Unread {
    use_context().unwrap_or_else(|| Unread { count: RwSignal::new(0), url: "" })
}

/// Asks anew for the number beside the bell; where none is left there is none to ask for.
pub fn recount(Unread { count, url }: Unread) {
    if count.get_untracked() == 0 {
        return;
    }
    spawn_local(async move {
        // Without an answer the number stays what it was.
        if let Ok(answer) = post(url, "").await
            && let Ok(now) = read(&answer)
        {
            count.set(now);
        }
    });
}

/// The status of the answer, where there is one to set.
pub fn answer(status: u16) {
    if let Some(ResponseStatus(set)) = use_context() {
        set(status);
    }
}

/// The page's own address, path and query, as it stands now.
pub fn here() -> String {
    let location = use_location();
    address(&location.pathname.get_untracked(), &location.search.get_untracked())
}

pub fn address(path: &str, search: &str) -> String {
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}

/// Where to sign in so as to come back to `next`.
pub fn sign_in_path(next: &str) -> String {
    format!("/sign-in?next={}", encode(next))
}

/// `text` as one value of a query string (RFC 3986 §2.3 has the characters that stay).
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
