//! Replaces `staff.rs` in the patients' client bundle.

use leptos::prelude::*;

#[component]
pub fn OneSlot() -> impl IntoView {}
