//! An appointment in a list: time, person and status.

use leptos::prelude::*;

use crate::base::model::Role;
use crate::base::text::{self as t, Lang, format};
use crate::features::appointments::model::AppointmentView;
use crate::features::appointments::view::StatusBadge;
use crate::ui::{Avatar, Portrait, view, viewer, words};

/// Returns the name of the person that the reader meets; for staff, both names.
pub fn with_whom(lang: Lang, reader: Option<Role>, appointment: &AppointmentView) -> String {
    match reader {
        Some(Role::Doctor) => appointment.patient.name(lang),
        Some(Role::Admin) => t::appointments_doctor_and_patient(
            lang,
            t::AppointmentsDoctorAndPatient { patient: appointment.doctor.name(lang), doctor: appointment.patient.name(lang) },
        ),
        Some(Role::Patient) | None => appointment.doctor.name(lang),
    }
}

/// Returns the text that names the time zone of a list, if all its times share one.
pub fn zone_of(lang: Lang, appointments: &[AppointmentView]) -> Option<String> {
    words::one_clock(lang, appointments.iter().map(|appointment| &appointment.starts_at))
}

#[component]
pub fn AppointmentCard(
    appointment: AppointmentView,
    /// The list mixes time zones: one that is not the reader's is named.
    #[prop(optional)]
    zoned: bool,
) -> impl IntoView {
    let viewer = viewer();
    let (lang, role) = (viewer.lang, viewer.role());
    let whom = with_whom(lang, role, &appointment);
    let about = match role {
        Some(Role::Doctor) => words::kind(lang, appointment.kind).to_owned(),
        _ => format!("{} · {}", appointment.doctor.specialty.name(lang), words::kind(lang, appointment.kind)),
    };
    let when = format::date_time(lang, &appointment.starts_at);
    let when = if zoned { words::at_place(lang, when, &appointment.starts_at) } else { when };
    view! {
        <article class="card appointment-card">
            <p class="appointment-when">
                <a class="link" href=format!("/appointments/{}", appointment.id)>
                    <time datetime=format::iso(&appointment.starts_at)>{when}</time>
                </a>
                <StatusBadge status=appointment.status/>
            </p>
            <div class="person">
                {if role == Some(Role::Doctor) {
                    view! { <Avatar name=&whom/> }
                } else {
                    let doctor = &appointment.doctor;
                    view! { <Portrait doctor=doctor.id name=&doctor.full_name photo=doctor.photo_url.as_deref()/> }
                }}
                <div>
                    <p class="appointment-who">{whom.clone()}</p>
                    <p class="muted small">{about}</p>
                </div>
            </div>
        </article>
    }
}
