//! A month view to choose a day from. Selectable days are links, so that a day has a URL and works without JavaScript and with the back
//! button. With JavaScript only the changed parts are rendered again, and the focus stays.

use chrono::{Datelike, Days, NaiveDate};
use leptos::prelude::*;
use leptos::web_sys::HtmlTableElement;

use super::{Glyph, Icon, static_view, view, viewer};
use crate::base::text::{self as t, format};

/// The selectable days, sorted by date, with their number of free times.
pub type OpenDays = Vec<(NaiveDate, usize)>;

fn same_month(one: NaiveDate, other: NaiveDate) -> bool {
    one.year() == other.year() && one.month0() == other.month0()
}

/// The URL of a day: `base`, which has no query, and the day.
fn day_path(base: &str, day: NaiveDate) -> String {
    format!("{base}?day={day}")
}

/// The weeks of a month, Monday first; days of adjacent months are left out.
fn weeks(month: NaiveDate) -> Vec<[Option<NaiveDate>; 7]> {
    let first = month.with_day(1).unwrap_or(month);
    let lead = Days::new(first.weekday().num_days_from_monday().into());
    let Some(monday) = first.checked_sub_days(lead) else { return Vec::new() };
    (0..6)
        .filter_map(|week| monday.checked_add_days(Days::new(7 * week)))
        .map(|monday| std::array::from_fn(|day| monday.iter_days().nth(day).filter(|day| same_month(*day, month))))
        .filter(|week: &[Option<NaiveDate>; 7]| week.iter().any(Option::is_some))
        .collect()
}

/// Shows the month of the `chosen` day; arrows link to the closest months with selectable days.
#[component]
pub fn MonthPicker(days: OpenDays, chosen: Memo<NaiveDate>, today: NaiveDate, #[prop(into)] base: String) -> impl IntoView {
    let lang = viewer().lang;
    let days = StoredValue::new(days);
    let base = StoredValue::new(base);
    let month = Memo::new(move |_| chosen.get().with_day(1).unwrap_or_default());
    let path = move |day| base.with_value(|base| day_path(base, day));
    let earlier = move || {
        let open = days.with_value(|days| days.iter().map(|(day, _)| *day).rfind(|day| *day < month.get()))?;
        // The first open day of that month, not its last.
        days.with_value(|days| days.iter().map(|(day, _)| *day).find(|day| same_month(*day, open)))
    };
    let later = move || {
        let shown = month.get();
        days.with_value(|days| days.iter().map(|(day, _)| *day).find(|day| *day > shown && !same_month(*day, shown)))
    };
    let heads = (0..7).map(|day| {
        view! {
            <th scope="col">
                <abbr title=t::calendar_weekday(lang, day)>{t::calendar_weekday_short(lang, day)}</abbr>
            </th>
        }
    });
    let body = move || {
        let shown = month.get();
        // The rows are static; `mark` moves `aria-current`. Past weeks are left out.
        static_view(move || {
            let chosen = chosen.get_untracked();
            // If the viewer's date is ahead of the doctor's, a time may be on the day before the viewer's today.
            let first = days.with_value(|days| days.first().map_or(today, |(first, _)| today.min(*first)));
            let ahead =
                weeks(shown).into_iter().filter(|week| week.iter().flatten().next_back().is_some_and(|last| *last >= first));
            let rows = ahead.map(|week| {
                let cells = week.map(|day| view! { <DayCell day days chosen today path=path/> });
                view! { <tr>{cells.into_iter().collect_view()}</tr> }
            });
            view! { <tbody>{rows.collect_view()}</tbody> }
        })
    };
    let table = NodeRef::new();
    Effect::new(move || {
        let day = chosen.get();
        if let Some(table) = table.get() {
            mark(&table, day);
        }
    });
    view! {
        <div class="month-picker">
            <div class="month-head">
                <MonthStep to=Signal::derive(earlier) path label=t::calendar_month_before(lang) glyph=Glyph::Left/>
                <h3 id="month" aria-live="polite">{move || format::month_year(lang, month.get())}</h3>
                <MonthStep to=Signal::derive(later) path label=t::calendar_month_after(lang) glyph=Glyph::Right/>
            </div>
            <table class="month" aria-labelledby="month" node_ref=table>
                <thead><tr>{heads.collect_view()}</tr></thead>
                {body}
            </table>
        </div>
    }
}

#[component]
fn MonthStep(
    to: Signal<Option<NaiveDate>>,
    path: impl Fn(NaiveDate) -> String + Copy + Send + Sync + 'static,
    label: &'static str,
    glyph: Glyph,
) -> impl IntoView {
    move || match to.get() {
        Some(day) => view! { <a class="month-step" data-noscroll="true" href=path(day) aria-label=label><Icon glyph/></a> },
        None => view! { <span class="month-step none"><Icon glyph/></span> },
    }
}

/// Sets `aria-current` on the link to `day`, and on no other.
fn mark(table: &HtmlTableElement, day: NaiveDate) {
    let find = |selector: &str| table.query_selector(selector).ok().flatten();
    if let Some(before) = find("[aria-current]") {
        drop(before.remove_attribute("aria-current"));
    }
    if let Some(now) = find(&format!("[href$='={day}']")) {
        drop(now.set_attribute("aria-current", "date"));
    }
}

#[component]
fn DayCell(
    day: Option<NaiveDate>,
    days: StoredValue<OpenDays>,
    chosen: NaiveDate,
    today: NaiveDate,
    path: impl Fn(NaiveDate) -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let lang = viewer().lang;
    let Some(day) = day else { return view! { <td></td> } };
    let free = days.with_value(|days| days.iter().find(|(open, _)| *open == day).map(|(_, count)| *count));
    let number = match free {
        Some(count) => {
            let label = format!("{}, {}", format::weekday_date(lang, day), free_times(lang, count));
            let current = (chosen == day).then_some("date");
            view! { <a data-noscroll="true" href=path(day) aria-label=label aria-current=current>{day.day()}</a> }
        }
        None => view! { <span class="day-number">{day.day()}</span> },
    };
    view! { <td class:is-today=day == today>{number}</td> }
}

/// “1 free time”, “12 free times”
pub fn free_times(lang: t::Lang, count: usize) -> String {
    t::calendar_free(lang, count)
}
