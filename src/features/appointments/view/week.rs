//! "My schedule": a doctor's week, the pending requests, and a form to add a slot.

use chrono::{Datelike, Days, NaiveDate};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::requests::Requests;
use crate::base::model::Role;
use crate::base::slot::{SlotState, SlotView};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::MyWeek;
use crate::features::appointments::model::{AppointmentView, ScheduleEntry, ScheduleWeek, Status};
use crate::features::appointments::view::StatusBadge;
use crate::features::schedule::api::{AddSlot, DeleteSlot};
use crate::features::schedule::model::SlotForm;
use crate::features::schedule::view::fields::SlotFields;
use crate::ui::form::{Form, FormState, Hidden, Submit, use_form, use_form_of};
use crate::ui::{
    AskDialog, Glyph, Icon, PageHead, Reload, SignedIn, ToastMessage, ask, kind_glyph, loaded_part, toast_after, toast_failure,
    view, viewer, words,
};

#[component]
pub fn SchedulePage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Doctor>
            <Schedule/>
        </SignedIn>
    }
}

/// Restores a deleted slot.
#[derive(Clone, Copy)]
struct PutBack(FormState);

#[component]
fn Schedule() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let monday = Memo::new(move |_| query.with(|query| query.get("week").filter(|week| !week.is_empty())));
    let reload = Reload::provide();
    let put_back = use_form::<AddSlot>();
    Reload::after(put_back);
    toast_failure(put_back);
    toast_after(put_back, move || ToastMessage::plain(t::schedule_put_back(lang)));
    provide_context(PutBack(put_back));
    let week = ask(move || reload.at(MyWeek { monday: monday.get() }));
    view! {
        <PageHead title=t::schedule_title(lang)><AddSlotForm/></PageHead>
        <div class="stack">
            {loaded_part(week, |week| view! { <Week week/> })}
        </div>
    }
}

/// Returns the URL of the week that starts `weeks` after this one.
fn week_path(monday: NaiveDate, weeks: i64) -> String {
    let days = Days::new(weeks.unsigned_abs().saturating_mul(7));
    let moved = if weeks < 0 { monday.checked_sub_days(days) } else { monday.checked_add_days(days) };
    format!("/schedule?week={}", moved.unwrap_or(monday))
}

/// Returns the day that a narrow screen shows: the one in the URL, else today, else the first that is not empty.
fn shown_day(week: &ScheduleWeek, asked: Option<NaiveDate>) -> NaiveDate {
    let within = |day: &NaiveDate| week.monday.iter_days().take(7).any(|one| one == *day);
    let busy = || week.entries.first().map(|entry| entry.slot.starts_at.at.date_naive());
    asked.filter(within).or_else(|| Some(week.now.at.date_naive()).filter(within)).or_else(busy).unwrap_or(week.monday)
}

#[component]
fn Week(week: ScheduleWeek) -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let shown = {
        let week = week.clone();
        Memo::new(move |_| shown_day(&week, query.with(|query| query.get_str("day").and_then(|day| day.parse().ok()))))
    };
    let ScheduleWeek { monday, zone, now, entries, requests } = week;
    let today = now.at.date_naive();
    let back = week_path(monday, 0);
    let mut left = entries;
    let (strip, days): (Vec<_>, Vec<_>) = monday
        .iter_days()
        .take(7)
        .map(|day| {
            let entries: Vec<_> = left.extract_if(.., |entry| entry.slot.starts_at.at.date_naive() == day).collect();
            let path = format!("{back}&day={day}");
            (view! { <DayLink day path shown busy=!entries.is_empty()/> }, view! { <Day day today shown entries/> })
        })
        .unzip();
    view! {
        <Requests requests back/>
        <section class="stack" aria-labelledby="week">
            <div class="spread">
                <h2 id="week">{t::schedule_week_of(lang, format::date_long(lang, monday))}</h2>
                <nav class="cluster week-steps" aria-label=t::schedule_weeks(lang)>
                    <a class="button" href=week_path(monday, -1) aria-label=t::schedule_previous(lang)><Icon glyph=Glyph::Left/></a>
                    <a class="button" href="/schedule">{t::schedule_this_week(lang)}</a>
                    <a class="button" href=week_path(monday, 1) aria-label=t::schedule_next(lang)><Icon glyph=Glyph::Right/></a>
                </nav>
            </div>
            <p class="muted small">{t::schedule_zone(lang, format::zone_city(lang, &zone))}</p>
            <nav class="day-strip" aria-label=t::schedule_days(lang)>{strip}</nav>
            <ol class="week">{days}</ol>
        </section>
    }
}

/// Link to a day of the week, for screens that show one day at a time.
#[component]
fn DayLink(day: NaiveDate, path: String, shown: Memo<NaiveDate>, busy: bool) -> impl IntoView {
    let lang = viewer().lang;
    let current = move || (shown.get() == day).then_some("date");
    view! {
        <a href=path data-noscroll="true" aria-current=current aria-label=format::weekday_day(lang, day) class:busy=busy>
            <span aria-hidden="true">{format::weekday_short(lang, day)}</span>
            <strong aria-hidden="true">{day.day()}</strong>
        </a>
    }
}

#[component]
fn Day(day: NaiveDate, today: NaiveDate, shown: Memo<NaiveDate>, entries: Vec<ScheduleEntry>) -> impl IntoView {
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
        <li class="day" class:today=is_today class:shown=move || shown.get() == day>
            <h3>{format::weekday_day_short(lang, day)}{mark}</h3>
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
    let asked = appointment.as_ref().is_some_and(|appointment| appointment.status == Status::Pending);
    let class = format!("day-slot {}{}", slot.state, if asked { " pending" } else { "" });
    if slot.state == SlotState::Free {
        return view! {
            <details class=class>
                <summary>
                    <time class="day-slot-time" datetime=format::iso(&slot.starts_at)>
                        {format::time(&slot.starts_at)}<span class="slot-end">"–"{format::time(&slot.ends_at)}</span>
                    </time>
                    <span class="visually-hidden">{state}</span>
                    <Icon glyph=kind_glyph(slot.kind)/>
                </summary>
                <p class="muted small">{format!("{} · {state}", words::kind(lang, slot.kind))}</p>
                <FreeMoves time=slot/>
            </details>
        };
    }
    view! {
        <div class=class>
            <p class="day-slot-time">
                <time datetime=format::iso(&slot.starts_at)>
                    {format::time(&slot.starts_at)}<span class="slot-end">"–"{format::time(&slot.ends_at)}</span>
                </time>
                <Icon glyph=kind_glyph(slot.kind)/>
            </p>
            <p class="muted small day-slot-kind">
                {words::kind(lang, slot.kind)}
                {appointment.is_none().then(|| format!(" · {state}"))}
            </p>
            {appointment.map(|appointment| view! { <InIt appointment/> })}
        </div>
    }
}

#[component]
fn InIt(appointment: AppointmentView) -> impl IntoView {
    view! {
        <p class="day-slot-who">
            <a href=format!("/appointments/{}", appointment.id)>{appointment.patient.name(viewer().lang)}</a>
            <StatusBadge status=appointment.status/>
        </p>
    }
}

/// The doctor's actions for an unbooked slot.
#[component]
fn FreeMoves(time: SlotView) -> impl IntoView {
    let lang = viewer().lang;
    let when = format::date_time_short(lang, &time.starts_at);
    let id = time.id.to_string();
    let state = use_form_of::<DeleteSlot>(&[("id", &id)]);
    Reload::after(state);
    let deleted = t::schedule_deleted(lang, &when);
    let put_back = use_context::<PutBack>();
    let values = values_of(&time);
    let message = move || match put_back {
        Some(PutBack(state)) => {
            let values = values.clone();
            ToastMessage::with_undo(deleted.clone(), move || state.send_values(&values))
        }
        None => ToastMessage::plain(deleted.clone()),
    };
    toast_after(state, message);
    view! {
        <div class="day-slot-moves">
            <a class="button quiet" href=format!("/schedule/{id}") aria-label=t::schedule_edit_of(lang, &when)><Icon glyph=Glyph::Pencil/></a>
            <Form state>
                <Hidden name="id" value=id/>
                <Submit label="" spoken=t::schedule_delete_of(lang, &when) class="button quiet" glyph=Glyph::Bin/>
            </Form>
        </div>
    }
}

/// Returns the form values that add this slot.
fn values_of(time: &SlotView) -> [(&'static str, String); 4] {
    [
        ("date", time.starts_at.at.date_naive().to_string()),
        ("start", format::time(&time.starts_at)),
        ("end", format::time(&time.ends_at)),
        ("kind", time.kind.to_string()),
    ]
}

#[component]
fn AddSlotForm() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<AddSlot>();
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(t::schedule_added(lang)));
    // The day that is shown, or the first day of the week.
    let query = use_query_map();
    let date = query.with_untracked(|query| query.get("day").or_else(|| query.get("week"))).unwrap_or_default();
    let empty = SlotForm { date, start: String::new(), end: String::new(), kind: String::new() };
    view! {
        <AskDialog id="add" label=t::schedule_add(lang) class="button primary" title=t::schedule_add(lang) state>
            <Form state class="stack">
                <SlotFields value=empty/>
                <Submit label=t::schedule_add_submit(lang) glyph=Glyph::Plus/>
            </Form>
        </AskDialog>
    }
}
