//! The appointments of one patient, on the patient's page: a doctor's own with them, or all for an admin.

use leptos::prelude::*;

use crate::base::model::{Page, Role};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::MyAppointments;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::features::appointments::view::StatusBadge;
use crate::ui::{ask, loaded_part, static_view, view, viewer, words};

#[component]
pub fn PatientAppointments(#[prop(into)] patient: String) -> impl IntoView {
    let lang = viewer().lang;
    let filter = AppointmentFilter { patient: patient.parse().ok(), ..AppointmentFilter::default() };
    let found = ask(move || MyAppointments { period: Period::All, cursor: None, filter: filter.clone() });
    view! {
        <section class="card stack" aria-labelledby="visits">
            <h2 id="visits">{t::patient_visits(lang)}</h2>
            {loaded_part(found, move |page| view! { <Lines page patient=patient.clone()/> })}
        </section>
    }
}

#[component]
fn Lines(page: Page<AppointmentView>, patient: String) -> impl IntoView {
    let viewer = viewer();
    let (lang, is_admin) = (viewer.lang, viewer.role() == Some(Role::Admin));
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! { <p class="muted">{t::patient_no_visits(lang)}</p> };
    }
    let lines = move || items.into_iter().map(|appointment| view! { <li><Line appointment is_admin/></li> }).collect_view();
    let more = (is_admin && next_cursor.is_some()).then(|| {
        view! { <p><a href=format!("/appointments?period={}&patient={patient}", Period::All)>{t::patient_all_visits(lang)}</a></p> }
    });
    view! {
        {static_view(move || view! { <ul class="list">{lines()}</ul> })}
        {more}
    }
}

#[component]
fn Line(appointment: AppointmentView, is_admin: bool) -> impl IntoView {
    let lang = viewer().lang;
    let kind = words::kind(lang, appointment.kind);
    let about = if is_admin { format!("{} · {kind}", appointment.doctor.full_name) } else { kind.to_owned() };
    view! {
        <a class="row" href=format!("/appointments/{}", appointment.id)>
            <span class="row-main">
                <strong><time datetime=format::iso(&appointment.starts_at)>{format::date_time_short(lang, &appointment.starts_at)}</time></strong>
                <span class="muted small">{about}</span>
            </span>
            <StatusBadge status=appointment.status/>
        </a>
    }
}
