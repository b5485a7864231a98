//! The home page answers "what is next?", differently for everybody.

use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;

use super::{Empty, Glyph, Icon, PageHead, StatusBadge, loaded_part, viewer, words};
use crate::appointments::api::my_appointments;
use crate::appointments::model::{AppointmentView, Period};
use crate::doctors::model::Specialty;
use crate::model::{Page, Role};
use crate::schedule::api::my_week;
use crate::schedule::model::{ScheduleEntry, ScheduleWeek, SlotState};
use crate::schedule::view::Reload;
use crate::schedule::view::requests::Requests;
use crate::text::{self as t, format};

/// How many lines a home page shows of a list that has its own page.
const FEW: usize = 5;

#[component]
pub fn HomePage() -> impl IntoView {
    match viewer().role() {
        None => EitherOf4::A(view! { <Welcome/> }),
        Some(Role::Patient) => EitherOf4::B(view! { <PatientHome/> }),
        Some(Role::Doctor) => EitherOf4::C(view! { <DoctorHome/> }),
        Some(Role::Admin) => EitherOf4::D(view! { <AdminHome/> }),
    }
}

#[component]
fn Welcome() -> impl IntoView {
    let lang = viewer().lang;
    let specialties = Specialty::ALL.iter().map(|specialty| {
        view! { <li><a class="button" href=format!("/doctors?specialty={specialty}")>{specialty.name(lang)}</a></li> }
    });
    let steps = [
        (Glyph::Search, t::home_step_find_title(lang), t::home_step_find(lang)),
        (Glyph::Calendar, t::home_step_book_title(lang), t::home_step_book(lang)),
        (Glyph::Check, t::home_step_come_title(lang), t::home_step_come(lang)),
    ];
    let steps = steps.map(|(glyph, title, text)| {
        view! {
            <li class="step">
                <span class="row-glyph"><Icon glyph/></span>
                <div>
                    <h3>{title}</h3>
                    <p class="muted">{text}</p>
                </div>
            </li>
        }
    });
    view! {
        <section class="hero">
            <PageHead title=t::home_welcome_title(lang) lead=t::home_welcome_lead(lang)/>
            <form class="hero-search" action="/doctors" role="search">
                <label for="q">{t::home_search_label(lang)}</label>
                <div class="with-button">
                    <input type="search" id="q" name="q" autocomplete="off"/>
                    <button class="button primary"><Icon glyph=Glyph::Search/>{t::home_search(lang)}</button>
                </div>
            </form>
        </section>
        <section class="stack">
            <h2>{t::home_specialties(lang)}</h2>
            <ul class="cluster chips">{specialties.collect_view()}</ul>
        </section>
        <ol class="steps">{steps.into_iter().collect_view()}</ol>
    }
    .into_any()
}

#[component]
fn Greeting() -> impl IntoView {
    let viewer = viewer();
    let name = viewer.account.map(|account| account.full_name).unwrap_or_default();
    view! { <PageHead title=t::home_greeting(viewer.lang, name)/> }.into_any()
}

#[component]
fn PatientHome() -> impl IntoView {
    let upcoming = Resource::new(|| (), |()| my_appointments(Period::Upcoming, None));
    view! {
        <Greeting/>
        {loaded_part(upcoming, |page| view! { <PatientNext page/> })}
    }
    .into_any()
}

#[component]
fn PatientNext(page: Page<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    let mut ahead = page.items.into_iter().filter(|appointment| appointment.status.is_active());
    let Some(next) = ahead.next() else {
        return Either::Left(view! {
            <Empty title=t::home_none_title(lang) text=t::home_none_text(lang)>
                <a class="button primary" href="/doctors"><Icon glyph=Glyph::Search/>{t::home_find(lang)}</a>
            </Empty>
        });
    };
    let later: Vec<_> = ahead.take(FEW).collect();
    let later = (!later.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{t::home_later_title(lang)}</h2>
                <Lines appointments=later/>
            </section>
        }
    });
    Either::Right(view! {
        <div class="split">
            <div class="stack">
                <NextCard appointment=next/>
                {later}
            </div>
            <aside class="stack">
                <a class="button primary wide" href="/doctors"><Icon glyph=Glyph::Search/>{t::home_find(lang)}</a>
                <a class="button wide" href="/appointments"><Icon glyph=Glyph::Calendar/>{t::home_all(lang)}</a>
            </aside>
        </div>
    })
}

#[component]
fn NextCard(appointment: AppointmentView) -> impl IntoView {
    let lang = viewer().lang;
    let place = if appointment.kind == crate::model::VisitKind::Video {
        (Glyph::Video, words::kind(lang, appointment.kind).to_owned())
    } else {
        (Glyph::Place, appointment.doctor.location.clone())
    };
    let zone = format::zone_label(lang, &appointment.starts_at.zone);
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
            <p class="stack tight">
                <span class="fact"><Icon glyph=Glyph::Stethoscope/>
                    <span>{appointment.doctor.full_name} ", " {appointment.doctor.specialty.name(lang)}</span>
                </span>
                <span class="fact"><Icon glyph=place.0/><span>{place.1}</span></span>
            </p>
            <div class="cluster">
                <a class="button primary" href=format!("/appointments/{}", appointment.id)>{t::home_details(lang)}</a>
            </div>
        </article>
    }
    .into_any()
}

/// Appointments as lines that lead to their page; the other side's name stands in them.
#[component]
fn Lines(appointments: Vec<AppointmentView>) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let lines = appointments.into_iter().map(|appointment| {
        let who = match viewer.role() {
            Some(Role::Doctor) => appointment.patient.full_name,
            Some(Role::Admin) => format!("{} · {}", appointment.patient.full_name, appointment.doctor.full_name),
            _ => appointment.doctor.full_name,
        };
        view! {
            <li>
                <a class="row" href=format!("/appointments/{}", appointment.id)>
                    <span class="row-main">
                        <strong>{format::date_time_short(lang, &appointment.starts_at)}</strong>
                        <span class="muted">{who}</span>
                    </span>
                    <StatusBadge status=appointment.status/>
                </a>
            </li>
        }
    });
    view! { <ul class="list card">{lines.collect_view()}</ul> }.into_any()
}

#[component]
fn DoctorHome() -> impl IntoView {
    let reload = Reload::provide();
    let week = Resource::new(move || reload.get(), |_| my_week(None));
    view! {
        <Greeting/>
        {loaded_part(week, |week| view! { <DoctorDay week/> })}
    }
    .into_any()
}

#[component]
fn DoctorDay(week: ScheduleWeek) -> impl IntoView {
    let lang = viewer().lang;
    let today = week.today;
    let day: Vec<_> = week.entries.into_iter().filter(|entry| entry.slot.starts_at.at.date_naive() == today).collect();
    let day = if day.is_empty() {
        Either::Left(view! {
            <Empty title=t::home_day_none_title(lang) text=t::home_day_none_text(lang)>
                <a class="button primary" href="/schedule">{t::home_schedule(lang)}</a>
            </Empty>
        })
    } else {
        Either::Right(view! { <ol class="list card">{day.into_iter().map(|entry| view! { <DayLine entry/> }).collect_view()}</ol> })
    };
    let requests = if week.requests.is_empty() {
        Either::Left(view! { <p class="card muted">{t::home_requests_none(lang)}</p> })
    } else {
        Either::Right(view! { <Requests requests=week.requests back="/"/> })
    };
    view! {
        <div class="split">
            <section class="stack">
                <div class="spread">
                    <h2>{t::home_day_title(lang)}</h2>
                    <a href="/schedule">{t::home_schedule(lang)}</a>
                </div>
                <p class="muted">{format::weekday_date(lang, today)}</p>
                {day}
            </section>
            <div class="stack">{requests}</div>
        </div>
    }
    .into_any()
}

#[component]
fn DayLine(entry: ScheduleEntry) -> impl IntoView {
    let lang = viewer().lang;
    let times = format::time_range(&entry.slot.starts_at, &entry.slot.ends_at);
    let line = match entry.appointment {
        Some(appointment) => Either::Left(view! {
            <a class="row" href=format!("/appointments/{}", appointment.id)>
                <strong class="row-time">{times}</strong>
                <span class="row-main">
                    <span>{appointment.patient.full_name}</span>
                    <span class="muted small">{words::kind(lang, appointment.kind)}</span>
                </span>
                <StatusBadge status=appointment.status/>
            </a>
        }),
        None => {
            let state = if entry.slot.state == SlotState::Free { t::home_free(lang) } else { t::home_blocked(lang) };
            Either::Right(view! {
                <div class="row">
                    <span class="row-time muted">{times}</span>
                    <span class="row-main muted">{state}</span>
                </div>
            })
        }
    };
    view! { <li>{line}</li> }.into_any()
}

#[component]
fn AdminHome() -> impl IntoView {
    let upcoming = Resource::new(|| (), |()| my_appointments(Period::Upcoming, None));
    view! {
        <Greeting/>
        {loaded_part(upcoming, |page| view! { <PracticeList page/> })}
    }
    .into_any()
}

#[component]
fn PracticeList(page: Page<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    if page.items.is_empty() {
        return Either::Left(view! { <Empty title=t::home_practice_none(lang) text=t::home_practice_none_text(lang)/> });
    }
    Either::Right(view! {
        <section class="stack">
            <div class="spread">
                <h2>{t::home_practice_title(lang)}</h2>
                <a href="/appointments">{t::home_all(lang)}</a>
            </div>
            <Lines appointments=page.items/>
        </section>
    })
}
