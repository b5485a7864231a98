//! Replaces `staff.rs` in the patients' client bundle.

use leptos::prelude::*;

use crate::features::doctors::model::DoctorProfile;

#[component]
pub fn DoctorProfileEditor() -> impl IntoView {}

#[component]
pub fn Bookings(doctor: DoctorProfile) -> impl IntoView {
    drop(doctor);
}

#[component]
pub fn Pending(name: String, doctor: DoctorProfile) -> impl IntoView {
    drop((name, doctor));
}

#[component]
pub fn DoctorProfileFacts(doctor: DoctorProfile) -> impl IntoView {
    drop(doctor);
}
