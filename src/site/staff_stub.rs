//! Replaces `staff.rs` in the client bundle for patients.

use leptos::prelude::*;

#[component]
pub fn Jump() -> impl IntoView {}

#[component]
pub fn AdminHome() -> impl IntoView {}

#[component]
pub fn DoctorHome() -> impl IntoView {}

#[component]
pub fn PendingHome() -> impl IntoView {}
