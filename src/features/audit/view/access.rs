//! Who has read or changed something of the patient's, by day.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::outcome_name;
use crate::base::model::{Outcome, Page, Role};
use crate::base::text::{self as t, format};
use crate::features::audit::api::AuditRecords;
use crate::features::audit::model::{AuditEntry, AuditFilter};
use crate::ui::{CallPractice, Empty, PageHead, Pagination, SignedIn, ask, loaded_part, static_view, view, viewer, words};

#[component]
pub fn AccessPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Patient>
            <Access/>
        </SignedIn>
    }
}

#[component]
fn Access() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").filter(|cursor| !cursor.is_empty())));
    let page = ask(move || AuditRecords { cursor: cursor.get(), filter: AuditFilter::default() });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::audit_access_title(lang) lead=t::audit_access_lead(lang)/>
            <CallPractice/>
            {loaded_part(page, move |page| view! { <Days page paged=cursor.with_untracked(Option::is_some)/> })}
            <p><a href="/profile">{t::profile_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn Days(page: Page<AuditEntry>, paged: bool) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! { <Empty title=t::audit_access_none_title(lang) text=t::audit_access_none_text(lang)/> };
    }
    let zone = words::one_clock(lang, items.iter().map(|entry| &entry.at));
    let days = move || {
        let days = items.chunk_by(|one, next| one.at.at.date_naive() == next.at.at.date_naive());
        days.map(|entries| view! { <Day entries=entries.to_vec()/> }).collect_view()
    };
    view! {
        <p class="muted small">{zone}</p>
        {static_view(move || view! { <div class="stack">{days()}</div> })}
        <Pagination path="/profile/access" next=next_cursor paged/>
    }
}

#[component]
fn Day(entries: Vec<AuditEntry>) -> impl IntoView {
    let lang = viewer().lang;
    let day = entries.first().map(|entry| format::weekday_date(lang, entry.at.at.date_naive()));
    let lines = entries.into_iter().map(|entry| {
        let refused =
            (entry.outcome != Outcome::Done).then(|| view! { <span class="badge">{outcome_name(lang, entry.outcome)}</span> });
        let role = entry.role.map(|role| view! { <span class="muted small">{words::role(lang, role)}</span> });
        view! {
            <li class="row">
                <time class="row-time" datetime=format::iso(&entry.at)>{format::time(&entry.at)}</time>
                <span class="row-main">
                    <strong>{entry.who}</strong>
                    {role}
                    <span>{entry.what}</span>
                </span>
                {refused}
            </li>
        }
    });
    view! {
        <section class="stack tight">
            <h2>{day}</h2>
            <ul class="list card">{lines.collect_view()}</ul>
        </section>
    }
}
