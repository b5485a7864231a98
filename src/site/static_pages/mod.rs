//! Pages that stay as the server has drawn them: nothing of them is in the browser's half, and no script wakes them up.

mod design;
mod offline;

use leptos::prelude::*;

pub use design::DesignPage;
pub use offline::{OfflinePage, is_offline_page};

/// The document that is being drawn stays as it is.
pub fn stays() -> bool {
    is_offline_page() || use_context::<http::request::Parts>().is_some_and(|parts| parts.uri.path() == "/design")
}
