//! The staff's search of the audit log.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::filter::{FilterForm, asked_of, path_of};
use super::table::EntryTable;
use crate::base::model::{Page, Role};
use crate::base::text as t;
use crate::features::audit::api::{AuditActions, AuditRecords};
use crate::features::audit::model::AuditEntry;
use crate::ui::{Empty, Glyph, Icon, PageHead, Pagination, SignedIn, ask, loaded_part, view, viewer, words};

#[component]
pub fn AuditPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <Search/>
        </SignedIn>
    }
}

#[component]
fn Search() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").filter(|cursor| !cursor.is_empty())));
    let filter = Memo::new(move |_| query.with(asked_of));
    let actions = ask(|| AuditActions {});
    let found = ask(move || AuditRecords { cursor: cursor.get(), filter: filter.get() });
    let export = move || filter.with(|filter| path_of("/audit.csv", filter));
    view! {
        <PageHead title=t::audit_title(lang) lead=t::audit_lead(lang)>
            <a class="button" href=export rel="external" download="audit.csv"><Icon glyph=Glyph::Download/>{t::audit_export(lang)}</a>
        </PageHead>
        {loaded_part(actions, move |actions| view! { <FilterForm actions filter/> })}
        {loaded_part(found, move |page| {
            let paged = cursor.with_untracked(Option::is_some);
            view! { <Found page path=filter.with_untracked(|filter| path_of("/audit", filter)) paged/> }
        })}
    }
}

#[component]
fn Found(page: Page<AuditEntry>, path: String, paged: bool) -> impl IntoView {
    let lang = viewer().lang;
    let Page { items, next_cursor } = page;
    if items.is_empty() {
        return view! {
            <Empty title=t::audit_none_title(lang) text=t::audit_none_text(lang)>
                <a class="button" href="/audit">{t::appointments_filter_none(lang)}</a>
            </Empty>
        };
    }
    let zone = words::one_clock(lang, items.iter().map(|entry| &entry.at));
    view! {
        <p class="muted small">{zone}</p>
        <EntryTable entries=items/>
        <Pagination path next=next_cursor paged/>
    }
}
