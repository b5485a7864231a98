//! A doctor's day from top to bottom: appointments, free slots, and the current time.

use leptos::prelude::*;

use crate::base::model::ZonedTime;
use crate::base::slot::SlotState;
use crate::base::text::{self as t, format};
use crate::features::appointments::model::ScheduleEntry;
use crate::features::appointments::view::StatusBadge;
use crate::ui::{Icon, kind_glyph, view, viewer, words};

/// `entries` are of one day, sorted by time; `now` is marked between them if it is on that day.
#[component]
pub fn DayTimeline(entries: Vec<ScheduleEntry>, now: ZonedTime) -> impl IntoView {
    let same_day = entries.first().is_some_and(|entry| entry.slot.starts_at.at.date_naive() == now.at.date_naive());
    let mark_before = if same_day { entries.iter().position(|entry| entry.slot.starts_at.at > now.at) } else { None };
    let at_the_end = same_day && mark_before.is_none();
    let lines = entries
        .into_iter()
        .enumerate()
        .map(|(place, entry)| {
            let mark = (mark_before == Some(place)).then(|| view! { <Now now=now.clone()/> });
            let past = entry.slot.ends_at.at <= now.at;
            view! {
                {mark}
                <Line entry past/>
            }
        })
        .collect_view();
    let end = at_the_end.then(|| view! { <Now now=now.clone()/> });
    view! { <ol class="timeline">{lines}{end}</ol> }
}

#[component]
fn Now(now: ZonedTime) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <li class="timeline-now">
            <span class="timeline-time">{format::time(&now)}</span>
            <span class="rule"><span class="visually-hidden">{t::calendar_now(lang)}</span></span>
        </li>
    }
}

#[component]
fn Line(entry: ScheduleEntry, past: bool) -> impl IntoView {
    let lang = viewer().lang;
    let ScheduleEntry { slot, appointment } = entry;
    let start = format::time(&slot.starts_at);
    let what = match appointment {
        Some(appointment) => {
            let class = format!("timeline-entry {}{}", appointment.status, if past { " past" } else { "" });
            view! {
                <a class=class href=format!("/appointments/{}", appointment.id)>
                    <span class="row-main">
                        <strong>{appointment.patient.name(lang)}</strong>
                        <span class="muted small">{appointment.reason}</span>
                    </span>
                    <span class="fact muted small"><Icon glyph=kind_glyph(slot.kind)/><span>{words::kind(lang, slot.kind)}</span></span>
                    <StatusBadge status=appointment.status/>
                </a>
            }
        }
        None => {
            let state = if slot.state == SlotState::Free { t::home_free(lang) } else { t::home_blocked(lang) };
            let class = if past || slot.state != SlotState::Free { "timeline-entry past" } else { "timeline-entry free" };
            view! {
                <div class=class>
                    <span class="row-main muted">{state}</span>
                    <span class="fact muted small"><Icon glyph=kind_glyph(slot.kind)/><span>{words::kind(lang, slot.kind)}</span></span>
                </div>
            }
        }
    };
    view! {
        <li>
            <time class="timeline-time" datetime=format::iso(&slot.starts_at)>{start}</time>
            {what}
        </li>
    }
}
