//! "My schedule": a doctor's week, what waits, and a form for one more time.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Reload;
use super::fields::SlotFields;
use super::requests::Requests;
use crate::appointments::model::AppointmentView;
use crate::model::Role;
use crate::schedule::api::{AddSlot, DeleteSlot, MyWeek};
use crate::schedule::model::{ScheduleEntry, ScheduleWeek, SlotForm, SlotState, SlotView};
use crate::text::{self as t, format};
use crate::ui::form::{Form, Hidden, Submit, use_form, use_form_of};
use crate::ui::{Glyph, Icon, PageHead, SignedIn, StatusBadge, ask, loaded_part, view, viewer, words};

#[component]
pub fn SchedulePage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Doctor>
            <Schedule/>
        </SignedIn>
    }
}

#[component]
fn Schedule() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let monday = Memo::new(move |_| query.with(|query| query.get("week").filter(|week| !week.is_empty())));
    let reload = Reload::provide();
    let week = ask(move || reload.at(MyWeek { monday: monday.get() }));
    view! {
        <PageHead title=t::schedule_title(lang)/>
        <div class="stack">
            {loaded_part(week, |week| view! { <Week week/> })}
            <AddSlotForm/>
        </div>
    }
}

/// The address of the week that begins `weeks` after this one.
fn week_path(monday: NaiveDate, weeks: i64) -> String {
    let days = Days::new(weeks.unsigned_abs().saturating_mul(7));
    let moved = if weeks < 0 { monday.checked_sub_days(days) } else { monday.checked_add_days(days) };
    format!("/schedule?week={}", moved.unwrap_or(monday))
}

#[component]
fn Week(week: ScheduleWeek) -> impl IntoView {
    let lang = viewer().lang;
    let ScheduleWeek { monday, zone, today, entries, requests } = week;
    let back = week_path(monday, 0);
    let mut left = entries;
    let days = monday
        .iter_days()
        .take(7)
        .map(|day| {
            let entries = left.extract_if(.., |entry| entry.slot.starts_at.at.date_naive() == day).collect();
            view! { <Day day today entries/> }
        })
        .collect_view();
    view! {
        <Requests requests back/>
        <section class="stack" aria-labelledby="week">
            <div class="spread">
                <h2 id="week">{t::schedule_week_of(lang, format::date_long(lang, monday))}</h2>
                <nav class="cluster week-steps" aria-label=t::schedule_weeks(lang)>
                    <a class="button" href=week_path(monday, -1)><Icon glyph=Glyph::Left/><span>{t::schedule_previous(lang)}</span></a>
                    <a class="button" href="/schedule">{t::schedule_this_week(lang)}</a>
                    <a class="button" href=week_path(monday, 1)><span>{t::schedule_next(lang)}</span><Icon glyph=Glyph::Right/></a>
                </nav>
            </div>
            <p class="muted">{t::schedule_zone(lang, format::zone_city(&zone))}</p>
            <ol class="week">{days}</ol>
        </section>
    }
}

#[component]
fn Day(day: NaiveDate, today: NaiveDate, entries: Vec<ScheduleEntry>) -> impl IntoView {
    let lang = viewer().lang;
    let is_today = day == today;
    let mark = is_today.then(|| view! { <span class="badge info">{t::schedule_today(lang)}</span> });
    let lines = if entries.is_empty() {
        view! { <p class="muted small">{t::schedule_nothing(lang)}</p> }
    } else {
        let lines = entries.into_iter().map(|entry| view! { <li><Entry entry/></li> }).collect_view();
        view! { <ol class="day-slots">{lines}</ol> }
    };
    view! {
        <li class="day" class:today=is_today>
            <h3>{format::weekday_day(lang, day)}{mark}</h3>
            {lines}
        </li>
    }
}

#[component]
fn Entry(entry: ScheduleEntry) -> impl IntoView {
    let lang = viewer().lang;
    let ScheduleEntry { slot, appointment } = entry;
    let state = match slot.state {
        SlotState::Free => t::schedule_free(lang),
        SlotState::Held => t::schedule_held(lang),
        SlotState::Booked => t::schedule_booked(lang),
        SlotState::Blocked => t::schedule_blocked(lang),
    };
    let class = format!("day-slot {}", slot.state);
    view! {
        <div class=class>
            <p class="day-slot-time">
                <time datetime=format::iso(&slot.starts_at)>{format::time_range(&slot.starts_at, &slot.ends_at)}</time>
            </p>
            <p class="small">{format!("{} · {state}", words::kind(lang, slot.kind))}</p>
            {appointment.map(|appointment| view! { <InIt appointment/> })}
            {(slot.state == SlotState::Free).then(|| view! { <FreeMoves time=slot/> })}
        </div>
    }
}

#[component]
fn InIt(appointment: AppointmentView) -> impl IntoView {
    view! {
        <p><a href=format!("/appointments/{}", appointment.id)>{appointment.patient.full_name}</a></p>
        <StatusBadge status=appointment.status/>
    }
}

/// What the doctor may do with a time that nobody has booked.
#[component]
fn FreeMoves(time: SlotView) -> impl IntoView {
    let lang = viewer().lang;
    let when = format::date_time_short(lang, &time.starts_at);
    let id = time.id.to_string();
    let state = use_form_of::<DeleteSlot>(&[("id", &id)]);
    Reload::after(state);
    view! {
        <div class="cluster">
            <a class="button" href=format!("/schedule/{id}") aria-label=t::schedule_edit_of(lang, &when)>{t::schedule_edit(lang)}</a>
            <Form state>
                <Hidden name="id" value=id/>
                <Submit label=t::schedule_delete(lang) spoken=t::schedule_delete_of(lang, &when) class="button quiet"/>
            </Form>
        </div>
    }
}

#[component]
fn AddSlotForm() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<AddSlot>();
    Reload::after(state);
    let empty = SlotForm { date: String::new(), start: String::new(), end: String::new(), kind: String::new() };
    view! {
        <section class="card stack" aria-labelledby="add">
            <h2 id="add">{t::schedule_add(lang)}</h2>
            <Form state class="stack">
                <SlotFields value=empty/>
                <Submit label=t::schedule_add_submit(lang) glyph=Glyph::Plus/>
            </Form>
        </section>
    }
}
