//! Replaces `staff.rs` in the patients' client bundle.

use leptos::prelude::*;

use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};

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
pub fn Schedule() -> impl IntoView {}
