//! The page of all components is drawn on the server and never wakes up: there is nothing of it here.

use leptos::prelude::*;

use super::{NotFound, view};

#[component]
pub fn DesignPage() -> impl IntoView {
    view! { <NotFound/> }
}
