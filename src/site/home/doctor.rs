//! A doctor's home page: the next appointment, today's appointments, and unanswered requests.

use leptos::either::Either;
use leptos::prelude::*;

use super::Greeting;
use crate::base::model::Page;
use crate::base::text::{self as t, format};
use crate::features::appointments::api::{MyAppointments, MyWeek};
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period, ScheduleWeek, Status};
use crate::features::appointments::view::requests::Requests;
use crate::features::appointments::view::timeline::DayTimeline;
use crate::ui::{Empty, Glyph, Icon, Reload, ask, loaded_part, view, viewer, words};

#[component]
pub fn DoctorHome() -> impl IntoView {
    let reload = Reload::provide();
    let week = ask(move || reload.at(MyWeek { monday: None }));
    let ahead =
        ask(move || reload.at(MyAppointments { period: Period::Upcoming, cursor: None, filter: AppointmentFilter::default() }));
    view! {
        <Greeting/>
        {loaded_part(ahead, |page| view! { <Next page/> })}
        {loaded_part(week, |week| view! { <DoctorDay week/> })}
    }
}

/// The next confirmed appointment, even if it is not today. Requests do not count.
#[component]
fn Next(page: Page<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    page.items.into_iter().find(|appointment| appointment.status == Status::Confirmed).map(|next| {
        view! {
            <section class="card next-card stack" aria-labelledby="next">
                <h2 id="next">{t::home_doctor_next(lang)}</h2>
                <p class="when">
                    <time datetime=format::iso(&next.starts_at)>{format::date_time(lang, &next.starts_at)}</time>
                    <span class="muted small">{format::clock_line(lang, &next.starts_at, next.doctors_clock.as_ref())}</span>
                </p>
                <p class="fact"><Icon glyph=Glyph::User/><span>{format!("{} · {}", next.patient.name(lang), words::kind(lang, next.kind))}</span></p>
                <div class="cluster">
                    <a class="button primary" href=format!("/appointments/{}", next.id)>{t::home_details(lang)}</a>
                </div>
            </section>
        }
    })
}

#[component]
fn DoctorDay(week: ScheduleWeek) -> impl IntoView {
    let lang = viewer().lang;
    let today = week.now.at.date_naive();
    let day: Vec<_> = week.entries.into_iter().filter(|entry| entry.slot.starts_at.at.date_naive() == today).collect();
    let day = if day.is_empty() {
        Either::Left(view! {
            <Empty title=t::home_day_none_title(lang) text=t::home_day_none_text(lang)>
                <a class="button" href="/schedule">{t::home_schedule(lang)}</a>
            </Empty>
        })
    } else {
        Either::Right(view! { <DayTimeline entries=day now=week.now/> })
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
                    <a class="link" href="/schedule">{t::home_schedule(lang)}</a>
                </div>
                <p class="muted">{format::weekday_date(lang, today)}</p>
                {day}
            </section>
            <div class="stack">{requests}</div>
        </div>
    }
}
