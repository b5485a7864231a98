//! The page of one appointment: details, status, history and actions. Directly after booking (`?booked=1`) it starts with the
//! confirmation.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::card::with_whom;
use super::moves::Moves;
use super::notes::NotesPanel;
use super::terms::until;
use crate::base::model::{Role, VisitKind};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::GetAppointment;
use crate::features::appointments::model::{AppointmentView, Change, Status};
use crate::features::appointments::view::{StatusBadge, staff};
use crate::ui::{Glyph, Icon, Notice, PageHead, Reload, SignedIn, Tone, ask, loaded, tel, view, viewer, words};

#[component]
pub fn AppointmentPage() -> impl IntoView {
    view! {
        <SignedIn>
            <OneAppointment/>
        </SignedIn>
    }
}

#[component]
fn OneAppointment() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let booked = Memo::new(move |_| query.with(|query| query.get_str("booked") == Some("1")));
    let reload = Reload::provide();
    let found = ask(move || reload.at(GetAppointment { id: id.get() }));
    loaded(found, move |appointment| view! { <Detail appointment booked=booked.get_untracked()/> })
}

#[component]
fn Detail(appointment: AppointmentView, booked: bool) -> impl IntoView {
    let viewer = viewer();
    let (lang, role) = (viewer.lang, viewer.role());
    let whom = with_whom(lang, role, &appointment);
    let title =
        if role == Some(Role::Admin) { t::appointment_title_staff(lang, whom) } else { t::appointment_title_with(lang, whom) };
    let lead = words::at_place(lang, format::date_time(lang, &appointment.starts_at), &appointment.starts_at);
    let id = appointment.id.to_string();
    let status = appointment.status;
    let reason = appointment.reason.clone();
    let zone = appointment.starts_at.zone.clone();
    let (notes, may, history) = (appointment.notes.clone(), appointment.may.clone(), appointment.history.clone());
    let edit = appointment.may_edit.then(|| view! { <staff::EditPanel id=id.clone() reason=reason.clone()/> });
    let cancelling = appointment.cancelling.clone();
    let terms = cancelling.as_ref().filter(|cancelling| !cancelling.closed).map(|cancelling| until(lang, cancelling));
    let confirmation = (booked && status.is_active()).then(|| view! { <Booked status terms/> });
    view! {
        <PageHead title lead/>
        {confirmation}
        <div class="split">
            <div class="stack">
                <Agreed appointment/>
                <section class="card stack" aria-labelledby="reason-for">
                    <h2 id="reason-for">{t::appointment_reason(lang)}</h2>
                    <p class="prose">{reason}</p>
                </section>
                <Moves id=id.clone() may status cancelling/>
                <NotesPanel id notes/>
            </div>
            <div class="stack">
                {edit}
                <History history zone/>
            </div>
        </div>
    }
}

/// The confirmation: booked, or waiting for the doctor.
#[component]
fn Booked(status: Status, terms: Option<String>) -> impl IntoView {
    let lang = viewer().lang;
    let (title, text) = match status {
        Status::Pending => (t::appointment_requested_title(lang), t::appointment_requested_text(lang)),
        _ => (t::appointment_booked_title(lang), t::appointment_booked_text(lang)),
    };
    view! {
        <Notice tone=Tone::Ok>
            <h2>{title}</h2>
            <p>{text}</p>
            {terms.map(|terms| view! { <p>{terms}</p> })}
        </Notice>
    }
}

/// The details of the appointment, with links.
#[component]
fn Agreed(appointment: AppointmentView) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let AppointmentView { id, doctor, patient, starts_at, ends_at, doctors_clock, kind, status, .. } = appointment;
    let place = match kind {
        VisitKind::InPerson => doctor.location.clone(),
        VisitKind::Video => t::appointment_where_video(lang).to_owned(),
    };
    let shows_patient = viewer.role() != Some(Role::Patient);
    // Whoever was deleted has no page.
    let patient_link = match patient.full_name.is_empty() {
        true => view! { <span>{patient.name(lang)}</span> },
        false => view! { <a href=format!("/patients/{}", patient.id)>{patient.name(lang)}</a> },
    };
    let phone = patient.phone.map(|phone| {
        view! {
            <dt>{t::appointment_phone(lang)}</dt>
            <dd><a href=tel(&phone)>{phone.clone()}</a></dd>
        }
    });
    let patient = shows_patient.then(|| {
        view! {
            <dt>{t::appointment_who_patient(lang)}</dt>
            <dd>{patient_link}</dd>
            {phone}
        }
    });
    let doctor_link = match doctor.full_name.is_empty() {
        true => view! { <span>{doctor.name(lang)}</span> },
        false => view! { <a href=format!("/doctors/{}", doctor.id)>{doctor.name(lang)}</a> },
    };
    let calendar = status.is_active().then(|| {
        view! {
            <a class="button" href=format!("/appointments/{id}/calendar.ics") rel="external" download="appointment.ics">
                <Icon glyph=Glyph::Calendar/>
                {t::appointment_calendar(lang)}
            </a>
        }
    });
    let again = (!shows_patient && !status.is_active() && !doctor.full_name.is_empty())
        .then(|| view! { <a class="button" href=format!("/doctors/{}", doctor.id)>{t::appointment_again(lang)}</a> });
    view! {
        <section class="card stack agreed" aria-label=t::appointment_title(lang)>
            <dl class="facts">
                <dt>{t::appointment_status(lang)}</dt>
                <dd><StatusBadge status/></dd>
                <dt>{t::appointment_when(lang)}</dt>
                <dd>
                    <time datetime=format::iso(&starts_at)>{format::weekday_date(lang, starts_at.at.date_naive())}</time>
                    <br/>
                    <strong>{format::time_range(&starts_at, &ends_at)}</strong>
                    <br/>
                    <span class="muted small">{format::clock_line(lang, &starts_at, doctors_clock.as_ref())}</span>
                </dd>
                <dt>{t::appointment_who_doctor(lang)}</dt>
                <dd>{doctor_link}<br/><span class="muted">{doctor.specialty.name(lang)}</span></dd>
                {patient}
                <dt>{t::appointment_what(lang)}</dt>
                <dd>{words::kind(lang, kind)}</dd>
                <dt>{t::appointment_where(lang)}</dt>
                <dd>{place}</dd>
            </dl>
            <div class="cluster">{calendar}{again}</div>
        </section>
    }
}

#[component]
fn History(
    history: Vec<Change>,
    /// Zone of the appointment's time. Changes are shown in the reader's time zone, which is named if it differs.
    zone: String,
) -> impl IntoView {
    let lang = viewer().lang;
    let other = history.first().filter(|change| change.at.zone != zone);
    let clock =
        other.map(|change| view! { <p class="muted small">{t::find_zone(lang, format::zone_city(lang, &change.at.zone))}</p> });
    let lines = history
        .into_iter()
        .map(|change| {
            let reworded = change.is_rewording();
            view! {
                <li>
                    <p><StatusBadge status=change.to/></p>
                    <p class="small">
                        {format!("{} ({}), ", words::name(lang, change.by, &change.by_name), words::role(lang, change.by))}
                        <time datetime=format::iso(&change.at)>{format::date_time_short(lang, &change.at)}</time>
                    </p>
                    {change.moved.map(|moved| {
                        let (from, to) = (format::date_time_short(lang, &moved.from), words::at_place(lang, format::date_time_short(lang, &moved.to), &moved.to));
                        let kind = moved.other_kind().map(|kind| view! { <p>{words::kind_change(lang, kind)}</p> });
                        view! {
                            <p>{t::appointment_moved(lang, t::AppointmentMoved { from, to })}</p>
                            {kind}
                        }
                    })}
                    {reworded.then(|| view! { <p class="small muted">{t::appointment_reworded(lang)}</p> })}
                    {change.reason.map(|reason| view! { <p class="prose">{reason}</p> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="history">
            <h2 id="history">{t::appointment_history(lang)}</h2>
            <ol class="history">{lines}</ol>
            {clock}
        </section>
    }
}
