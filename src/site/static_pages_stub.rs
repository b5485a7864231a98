//! Replaces `static_pages` in the client bundles: static pages are rendered on the server only.

use leptos::prelude::*;

use crate::ui::{NotFound, view};

#[component]
pub fn DesignPage() -> impl IntoView {
    view! { <NotFound/> }
}

#[component]
pub fn OfflinePage() -> impl IntoView {
    view! { <NotFound/> }
}

pub const fn stays() -> bool {
    false
}

pub const fn is_offline_page() -> bool {
    false
}
