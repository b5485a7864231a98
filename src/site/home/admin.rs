//! The staff's home page: pending doctors, unanswered requests, upcoming appointments.

use leptos::either::Either;
use leptos::prelude::*;

use super::{Greeting, Lines, MAX_LINES};
use crate::base::model::Page;
use crate::base::text::{self as t, format};
use crate::features::admin::api::DeadJobs;
use crate::features::admin::model::DeadJob;
use crate::features::appointments::api::MyAppointments;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period, Status};
use crate::features::doctors::api::PendingDoctors;
use crate::features::doctors::model::PendingDoctor;
use crate::ui::{Avatar, Empty, Notice, Tone, ask, loaded_part, view, viewer};

#[component]
pub fn AdminHome() -> impl IntoView {
    let pending = ask(|| PendingDoctors { cursor: None });
    // Requests are in their own list, and not again among the upcoming appointments.
    let [requests, upcoming] = [Status::Pending, Status::Confirmed].map(|status| {
        ask(move || {
            let filter = AppointmentFilter { status: Some(status), ..AppointmentFilter::default() };
            MyAppointments { period: Period::Upcoming, cursor: None, filter }
        })
    });
    let jobs = ask(|| DeadJobs { cursor: None });
    view! {
        <Greeting/>
        {loaded_part(jobs, |page| view! { <GivenUp page/> })}
        <div class="split">
            <div class="stack">{loaded_part(requests, |page| view! { <Unanswered page/> })}</div>
            <div class="stack">{loaded_part(pending, |page| view! { <Doctors page/> })}</div>
        </div>
        {loaded_part(upcoming, |page| view! { <Coming page/> })}
        <More/>
    }
}

/// Pages that are not in the main navigation, which has no room for them on a phone.
#[component]
fn More() -> impl IntoView {
    let lang = viewer().lang;
    let pages = [
        ("/patients", t::nav_patients(lang)),
        ("/audit", t::audit_nav(lang)),
        ("/emergency-accesses", t::nav_emergencies(lang)),
        ("/jobs", t::nav_jobs(lang)),
    ];
    let links = pages.into_iter().map(|(path, name)| view! { <a class="button" href=path>{name}</a> }).collect_view();
    view! {
        <section class="stack" aria-labelledby="more">
            <h2 id="more">{t::home_more(lang)}</h2>
            <nav class="cluster" aria-labelledby="more">{links}</nav>
        </section>
    }
}

/// Pending doctors.
#[component]
fn Doctors(page: Page<PendingDoctor>) -> impl IntoView {
    let lang = viewer().lang;
    if page.items.is_empty() {
        return Either::Left(view! { <p class="card muted">{t::home_doctors_none(lang)}</p> });
    }
    let lines = page.items.into_iter().take(MAX_LINES).map(|doctor| {
        let since = t::applications_since(lang, format::date_time_short(lang, &doctor.since));
        view! {
            <li>
                <a class="row" href="/doctor-applications">
                    <Avatar name=&doctor.full_name photo=doctor.photo_url.as_deref()/>
                    <span class="row-main">
                        <strong>{doctor.full_name}</strong>
                        <span class="muted">{doctor.specialty.name(lang)}</span>
                        {doctor.change.is_some().then(|| view! { <span class="muted small">{t::applications_change_title(lang)}</span> })}
                        <span class="muted small">{since}</span>
                    </span>
                </a>
            </li>
        }
    });
    Either::Right(view! {
        <section class="stack" aria-labelledby="pending">
            <div class="spread">
                <h2 id="pending">{t::home_doctors_pending(lang)}</h2>
                <a class="link" href="/doctor-applications">{t::home_doctors_all(lang)}</a>
            </div>
            <ul class="list card">{lines.collect_view()}</ul>
        </section>
    })
}

/// Requests that their doctors have not answered.
#[component]
fn Unanswered(page: Page<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    if page.items.is_empty() {
        return Either::Left(view! { <p class="card muted">{t::home_requests_none(lang)}</p> });
    }
    let first: Vec<_> = page.items.into_iter().take(MAX_LINES).collect();
    Either::Right(view! {
        <section class="stack" aria-labelledby="unanswered">
            <div class="spread">
                <h2 id="unanswered">{t::home_requests_unanswered(lang)}</h2>
                <a class="link" href="/appointments?period=upcoming&status=pending">{t::home_requests_all(lang)}</a>
            </div>
            <Lines appointments=first alike=true/>
        </section>
    })
}

#[component]
fn Coming(page: Page<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    if page.items.is_empty() {
        return Either::Left(view! { <Empty title=t::home_practice_none(lang) text=t::home_practice_none_text(lang)/> });
    }
    Either::Right(view! {
        <section class="stack" aria-labelledby="coming">
            <div class="spread">
                <h2 id="coming">{t::home_practice_title(lang)}</h2>
                <a class="link" href="/appointments">{t::home_all(lang)}</a>
            </div>
            <Lines appointments=page.items/>
        </section>
    })
}

/// Background jobs that were given up, if any.
#[component]
fn GivenUp(page: Page<DeadJob>) -> impl IntoView {
    let lang = viewer().lang;
    (!page.items.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warn>
                <p><a class="link" href="/jobs">{t::jobs_some(lang, page.items.len())}</a></p>
            </Notice>
        }
    })
}
