//! Pages that never wake up are drawn on the server alone: there is nothing of them here.

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
