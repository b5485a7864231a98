//! A patient's home page: the next appointment, and those after it.

use leptos::either::Either;
use leptos::prelude::*;

use super::{Greeting, Lines, MAX_LINES};
use crate::base::model::{Page, VisitKind};
use crate::base::text::{self as t, Lang, format};
use crate::features::appointments::api::MyAppointments;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, DoctorRef, Period};
use crate::features::appointments::view::StatusBadge;
use crate::ui::{Empty, Glyph, Icon, Portrait, Unread, ask, loaded_part, static_view, unread, view, viewer, words};

#[component]
pub fn PatientHome() -> impl IntoView {
    let upcoming = ask(|| MyAppointments { period: Period::Upcoming, cursor: None, filter: AppointmentFilter::default() });
    let past = ask(|| MyAppointments { period: Period::Past, cursor: None, filter: AppointmentFilter::default() });
    view! {
        <Greeting/>
        <UnreadNotifications/>
        <div class="split">
            <div class="stack">{loaded_part(upcoming, |page| view! { <PatientNext page/> })}</div>
            <div class="stack">
                <a class="button primary wide large" href="/doctors"><Icon glyph=Glyph::Search/>{t::home_find(lang())}</a>
                {loaded_part(past, |page| view! { <Known page/> })}
            </div>
        </div>
    }
}

fn lang() -> Lang {
    viewer().lang
}

/// The number of unread notifications.
#[component]
fn UnreadNotifications() -> impl IntoView {
    let Unread { count, .. } = unread();
    move || {
        let count = count.get();
        (count > 0).then(|| {
            let words = t::home_news(lang(), count);
            view! { <a class="chip on" href="/notifications"><Icon glyph=Glyph::Bell/>{words}</a> }
        })
    }
}

#[component]
fn PatientNext(page: Page<AppointmentView>) -> impl IntoView {
    let lang = lang();
    let mut ahead = page.items.into_iter().filter(|appointment| appointment.status.is_active());
    let Some(next) = ahead.next() else {
        return Either::Left(view! { <Empty title=t::home_none_title(lang) text=t::home_none_text(lang)/> });
    };
    let later: Vec<_> = ahead.take(MAX_LINES).collect();
    let later = (!later.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="later">
                <div class="spread">
                    <h2 id="later">{t::home_later_title(lang)}</h2>
                    <a class="link" href="/appointments">{t::home_all(lang)}</a>
                </div>
                <Lines appointments=later/>
            </section>
        }
    });
    Either::Right(view! {
        {static_view(move || view! { <NextCard appointment=next/> })}
        {later}
    })
}

/// The doctors of past appointments, to book again with one click.
#[component]
fn Known(page: Page<AppointmentView>) -> impl IntoView {
    let mut doctors: Vec<DoctorRef> = Vec::new();
    for appointment in page.items {
        let is_here = !appointment.doctor.full_name.is_empty();
        if is_here && doctors.len() < MAX_LINES && doctors.iter().all(|doctor| doctor.id != appointment.doctor.id) {
            doctors.push(appointment.doctor);
        }
    }
    (!doctors.is_empty()).then(|| static_view(move || view! { <KnownDoctors doctors/> }))
}

#[component]
fn KnownDoctors(doctors: Vec<DoctorRef>) -> impl IntoView {
    let lang = lang();
    let lines = doctors.into_iter().map(|doctor| {
        view! {
            <li>
                <a class="row" href=format!("/doctors/{}", doctor.id)>
                    <Portrait doctor=doctor.id name=&doctor.full_name photo=doctor.photo_url.as_deref()/>
                    <span class="row-main">
                        <strong>{doctor.full_name.clone()}</strong>
                        <span class="muted small">{doctor.specialty.name(lang)}</span>
                    </span>
                    <Icon glyph=Glyph::Right/>
                </a>
            </li>
        }
    });
    view! {
        <section class="stack" aria-labelledby="known">
            <h2 id="known">{t::home_known(lang)}</h2>
            <ul class="list card">{lines.collect_view()}</ul>
        </section>
    }
}

#[component]
fn NextCard(appointment: AppointmentView) -> impl IntoView {
    let lang = viewer().lang;
    let place = if appointment.kind == VisitKind::Video {
        (Glyph::Video, words::kind(lang, appointment.kind).to_owned())
    } else {
        (Glyph::Place, appointment.doctor.location.clone())
    };
    let zone = format::clock_line(lang, &appointment.starts_at, appointment.doctors_clock.as_ref());
    view! {
        <article class="card next-card stack">
            <div class="spread">
                <h2>{t::home_next_title(lang)}</h2>
                <StatusBadge status=appointment.status/>
            </div>
            <p class="when">
                <time datetime=format::iso(&appointment.starts_at)>{format::date_time(lang, &appointment.starts_at)}</time>
                <span class="muted small">{zone}</span>
            </p>
            <div class="person">
                <Portrait
                    doctor=appointment.doctor.id
                    name=&appointment.doctor.full_name
                    photo=appointment.doctor.photo_url.as_deref()
                />
                <div>
                    <p><strong>{appointment.doctor.name(lang)}</strong></p>
                    <p class="muted small">{appointment.doctor.specialty.name(lang)}</p>
                </div>
            </div>
            <p class="fact"><Icon glyph=place.0/><span>{place.1}</span></p>
            <div class="cluster">
                <a class="button" href=format!("/appointments/{}", appointment.id)>{t::home_details(lang)}</a>
            </div>
        </article>
    }
}
