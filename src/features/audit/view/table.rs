//! The table of entries; on a phone each row is a card.

use leptos::prelude::*;

use super::outcome_name;
use crate::base::model::Outcome;
use crate::base::text::{self as t, Lang, format};
use crate::features::audit::model::AuditEntry;
use crate::ui::{static_view, view, viewer, words};

/// Sets ARIA roles: with block layout, screen readers would not recognize a table otherwise.
#[component]
pub fn EntryTable(entries: Vec<AuditEntry>) -> impl IntoView {
    static_view(move || view! { <Rows entries/> })
}

#[component]
fn Rows(entries: Vec<AuditEntry>) -> impl IntoView {
    let lang = viewer().lang;
    let heads = [t::audit_when(lang), t::audit_who(lang), t::audit_what(lang), t::role_patient(lang), t::audit_outcome(lang)];
    let heads = heads.map(|words| view! { <th scope="col" role="columnheader">{words}</th> });
    let rows = entries.into_iter().map(|entry| row(lang, entry));
    view! {
        <div class="table-frame">
            <table class="table" role="table" aria-label=t::audit_title(lang)>
                <thead role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn row(lang: Lang, entry: AuditEntry) -> impl IntoView {
    let when = t::calendar_date_time(
        lang,
        t::CalendarDateTime { date: format::date_short(lang, entry.at.at.date_naive()), time: format::time(&entry.at) },
    );
    let badge = match entry.outcome {
        Outcome::Done => "badge",
        Outcome::Refused | Outcome::Failed => "badge warn",
    };
    let role = entry.role.map(|role| view! { <span class="muted small">{words::role(lang, role)}</span> });
    let patient = entry.patient.map(|patient| {
        let name = patient.full_name.unwrap_or_else(|| t::audit_gone(lang).to_owned());
        view! { <td role="cell" data-label=t::role_patient(lang)>{name}</td> }
    });
    view! {
        <tr role="row">
            <td role="cell"><time datetime=format::iso(&entry.at)>{when}</time></td>
            <td role="cell" data-label=t::audit_who(lang)><strong>{entry.who}</strong>{role}</td>
            <td role="cell" data-label=t::audit_what(lang)>
                {entry.what}
                <code class="muted small">{entry.action}</code>
            </td>
            {patient.unwrap_or_else(|| view! { <td role="cell"></td> })}
            <td role="cell">
                <span class=badge>{outcome_name(lang, entry.outcome)}</span>
                {entry.address.map(|address| view! { <span class="muted small">{address}</span> })}
            </td>
        </tr>
    }
}
