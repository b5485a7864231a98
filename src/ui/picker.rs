//! The picker of free times: a month with its free days, and the times of the chosen day.

use std::sync::Arc;

use chrono::{NaiveDate, Timelike};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::kind_glyph;
use crate::base::model::VisitKind;
use crate::base::slot::SlotView;
use crate::base::text::{self as t, Lang, format};
use crate::ui::calendar::{MonthPicker, OpenDays, free_times};
use crate::ui::{Icon, static_view, view, viewer, words};

/// Renders the times of one part of a day, as links or as choices of a form; static only (see `ui::static_view`).
pub type DrawTimes = Arc<dyn Fn(Vec<SlotView>) -> AnyView + Send + Sync>;

/// Groups items, sorted by time, by day.
pub fn by_day<T>(items: Vec<T>, day: impl Fn(&T) -> NaiveDate) -> Vec<(NaiveDate, Vec<T>)> {
    let mut days: Vec<(NaiveDate, Vec<T>)> = Vec::new();
    for item in items {
        let date = day(&item);
        match days.last_mut() {
            Some((last, those)) if *last == date => those.push(item),
            _ => days.push((date, vec![item])),
        }
    }
    days
}

/// The day in the query (`?day=`), if it is one of these; otherwise the first.
fn chosen_of(days: &OpenDays, asked: Option<&str>) -> NaiveDate {
    let asked = asked.and_then(|day| day.parse::<NaiveDate>().ok());
    asked.filter(|day| days.iter().any(|(open, _)| open == day)).or_else(|| days.first().map(|(day, _)| *day)).unwrap_or_default()
}

fn part_of(lang: Lang, slot: &SlotView) -> &'static str {
    match slot.starts_at.at.hour() {
        0..12 => t::calendar_morning(lang),
        12..18 => t::calendar_afternoon(lang),
        _ => t::calendar_evening(lang),
    }
}

/// `slots` is not empty; each slot is on the date of its own time zone. `base` is the page's URL without a query.
#[component]
pub fn DayPicker(slots: Vec<SlotView>, today: NaiveDate, #[prop(into)] base: String, draw: DrawTimes) -> impl IntoView {
    let lang = viewer().lang;
    // Each in its own time zone: in-person and video visits may have different ones.
    let mut slots = slots;
    slots.sort_by_key(|slot| (slot.starts_at.at.naive_local(), slot.starts_at.at.to_utc()));
    let mixed = words::one_clock(lang, slots.iter().map(|slot| &slot.starts_at)).is_none();
    let by_days = by_day(slots, |slot| slot.starts_at.at.date_naive());
    let open: OpenDays = by_days.iter().map(|(day, slots)| (*day, slots.len())).collect();
    let query = use_query_map();
    let chosen = {
        let open = open.clone();
        Memo::new(move |_| query.with(|query| chosen_of(&open, query.get_str("day"))))
    };
    let times = move || {
        let day = chosen.get();
        let slots = by_days.iter().find(|(one, _)| *one == day).map(|(_, slots)| slots.clone()).unwrap_or_default();
        let count = slots.len();
        let mut parts: Vec<((&'static str, VisitKind), Vec<SlotView>)> = Vec::new();
        for slot in slots {
            let part = (part_of(lang, &slot), slot.kind);
            match parts.last_mut() {
                Some((last, those)) if *last == part => those.push(slot),
                _ => parts.push((part, vec![slot])),
            }
        }
        let draw = draw.clone();
        let parts = parts.into_iter().map(move |((part, kind), slots)| {
            let draw = draw.clone();
            let mut title = format!("{part} · {}", words::kind(lang, kind));
            if let (true, Some(slot)) = (mixed, slots.first()) {
                title = words::at_place(lang, title, &slot.starts_at);
            }
            static_view(move || {
                view! {
                    <div class="day-part">
                        <h4 class="fact"><Icon glyph=kind_glyph(kind)/><span>{title}</span></h4>
                        {draw(slots)}
                    </div>
                }
            })
        });
        view! {
            <div>
                <h3>{format::weekday_date(lang, day)}</h3>
                <p class="muted small">{free_times(lang, count)}</p>
            </div>
            {parts.collect_view()}
        }
    };
    view! {
        <div class="picker">
            <MonthPicker days=open chosen today base/>
            <div class="day-times" aria-live="polite">{times}</div>
        </div>
    }
}
