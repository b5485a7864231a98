//! In place of `staff.rs` in the bundle that patients get.

use leptos::prelude::*;

#[component]
pub fn Applications() -> impl IntoView {}
