//! In place of `desk.rs` where it is left out: the same names, and nothing behind them.

use leptos::prelude::*;

use crate::accounts::model::DoctorProfile;
use crate::appointments::model::{AppointmentFilter, AppointmentView, Period};

#[component]
pub fn PracticeEditor() -> impl IntoView {}

#[component]
pub fn Bookings(doctor: DoctorProfile) -> impl IntoView {
    drop(doctor);
}

#[component]
pub fn Pending(name: String, doctor: DoctorProfile) -> impl IntoView {
    drop((name, doctor));
}

#[component]
pub fn Practice(doctor: DoctorProfile) -> impl IntoView {
    drop(doctor);
}

#[component]
pub fn EditPanel(#[prop(into)] id: String, reason: String) -> impl IntoView {
    drop((id, reason));
}

#[component]
pub fn MoveOne() -> impl IntoView {}

#[component]
pub fn FilterForm(period: Memo<Period>, filter: Memo<AppointmentFilter>) -> impl IntoView {
    let _ = (period, filter);
}

#[component]
pub fn AppointmentTable(appointments: Vec<AppointmentView>, #[prop(optional)] zoned: bool) -> impl IntoView {
    let _ = (appointments, zoned);
}

#[component]
pub fn Reviews() -> impl IntoView {}

#[component]
pub fn OneSlot() -> impl IntoView {}

#[component]
pub fn Schedule() -> impl IntoView {}

#[component]
pub fn Jump() -> impl IntoView {}

#[component]
pub fn AdminHome() -> impl IntoView {}

#[component]
pub fn DoctorHome() -> impl IntoView {}

#[component]
pub fn WaitingHome() -> impl IntoView {}
