//! The page that stands in for others is drawn on the server and never wakes up: there is nothing of it here.

use leptos::prelude::*;

use super::{NotFound, view};

#[component]
pub fn OfflinePage() -> impl IntoView {
    view! { <NotFound/> }
}
