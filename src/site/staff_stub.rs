//! In place of `staff.rs` in the bundle that patients get.

use leptos::prelude::*;

#[component]
pub fn Jump() -> impl IntoView {}

#[component]
pub fn AdminHome() -> impl IntoView {}

#[component]
pub fn DoctorHome() -> impl IntoView {}

#[component]
pub fn PendingHome() -> impl IntoView {}
