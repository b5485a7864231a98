//! Replaces `staff.rs` in the client bundle for patients.

use leptos::prelude::*;

#[component]
pub fn Jobs() -> impl IntoView {}
