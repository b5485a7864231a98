//! Static pages: rendered on the server only. They are not hydrated, and not in the client bundles.

mod design;
mod offline;

use leptos::prelude::*;

pub use design::DesignPage;
pub use offline::{OfflinePage, is_offline_page};

/// Returns whether the page that is being rendered is static.
pub fn stays() -> bool {
    is_offline_page() || use_context::<http::request::Parts>().is_some_and(|parts| parts.uri.path() == "/design")
}
