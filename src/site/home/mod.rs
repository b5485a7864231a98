//! The home page: what comes next, for each role.

mod admin;
mod doctor;
mod patient;
mod pending;
mod welcome;

use leptos::prelude::*;

use crate::base::model::Role;
use crate::base::text::{self as t, format};
use crate::features::appointments::model::AppointmentView;
use crate::features::appointments::view::StatusBadge;
use crate::features::appointments::view::card::zone_of;
use crate::site::staff;
use crate::ui::{PageHead, static_view, view, viewer, words};

pub use admin::AdminHome;
pub use doctor::DoctorHome;
pub use pending::PendingHome;

use patient::PatientHome;
use welcome::Welcome;

/// Max lines of a list that has its own page.
const MAX_LINES: usize = 5;

#[component]
pub fn HomePage() -> impl IntoView {
    let viewer = viewer();
    match viewer.role() {
        None => view! { <Welcome/> },
        Some(_) if viewer.is_pending() => view! { <staff::PendingHome/> },
        Some(Role::Patient) => view! { <PatientHome/> },
        Some(Role::Doctor) => view! { <staff::DoctorHome/> },
        Some(Role::Admin) => view! { <staff::AdminHome/> },
    }
}

#[component]
fn Greeting() -> impl IntoView {
    let viewer = viewer();
    let name = viewer.account.map(|account| account.full_name).unwrap_or_default();
    view! { <PageHead title=t::home_greeting(viewer.lang, name)/> }
}

/// Appointments as links to their pages, with the name of the other party.
#[component]
fn Lines(
    appointments: Vec<AppointmentView>,
    /// All have the same status, which the heading names.
    #[prop(optional)]
    alike: bool,
) -> impl IntoView {
    static_view(move || view! { <Rows appointments alike/> })
}

#[component]
fn Rows(appointments: Vec<AppointmentView>, alike: bool) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let zone = zone_of(lang, &appointments);
    let zoned = zone.is_none();
    let lines = appointments.into_iter().map(|appointment| {
        let when = format::date_time_short(lang, &appointment.starts_at);
        let when = if zoned { words::at_place(lang, when, &appointment.starts_at) } else { when };
        let who = match viewer.role() {
            Some(Role::Doctor) => appointment.patient.name(lang),
            Some(Role::Admin) => format!("{} · {}", appointment.patient.name(lang), appointment.doctor.name(lang)),
            _ => appointment.doctor.name(lang),
        };
        view! {
            <li>
                <a class="row" href=format!("/appointments/{}", appointment.id)>
                    <span class="row-main">
                        <strong>{when}</strong>
                        <span class="muted">{who}</span>
                    </span>
                    {(!alike).then(|| view! { <StatusBadge status=appointment.status/> })}
                </a>
            </li>
        }
    });
    view! {
        <div class="stack tight">
            <ul class="list card">{lines.collect_view()}</ul>
            <p class="muted small">{zone}</p>
        </div>
    }
}
