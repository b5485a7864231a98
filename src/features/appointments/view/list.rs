//! The page with the user's upcoming and past appointments; for admins, all appointments.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::card::{AppointmentCard, zone_of};
use super::filter::{asked_of, path_of};
use crate::base::model::{Page, Role};
use crate::base::text::{self as t, Lang};
use crate::features::appointments::api::MyAppointments;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::features::appointments::view::staff;
use crate::ui::{Empty, PageHead, Pagination, SignedIn, ask, loaded_part, static_view, view, viewer};

#[component]
pub fn AppointmentsPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Appointments/>
        </SignedIn>
    }
}

/// Returns the reader's tabs; the first is the default, without a query parameter.
const fn tabs(role: Option<Role>) -> &'static [Period] {
    match role {
        Some(Role::Admin) => &[Period::All, Period::Upcoming, Period::Past],
        _ => &[Period::Upcoming, Period::Past],
    }
}

fn tab_name(lang: Lang, period: Period) -> &'static str {
    match period {
        Period::Upcoming => t::appointments_upcoming(lang),
        Period::Past => t::appointments_past(lang),
        Period::All => t::appointments_all(lang),
    }
}

#[component]
fn Appointments() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let tabs = tabs(viewer.role());
    let query = use_query_map();
    let period = Memo::new(move |_| {
        let asked = query.with(|query| query.get_str("period").and_then(|word| word.parse::<Period>().ok()));
        asked.filter(|period| tabs.contains(period)).or_else(|| tabs.first().copied()).unwrap_or(Period::Upcoming)
    });
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").filter(|cursor| !cursor.is_empty())));
    let staff = viewer.role() == Some(Role::Admin);
    let filter = Memo::new(move |_| if staff { query.with(asked_of) } else { AppointmentFilter::default() });
    let found = ask(move || MyAppointments { period: period.get(), cursor: cursor.get(), filter: filter.get() });
    let links = tabs
        .iter()
        .map(|tab| {
            let current = move || (period.get() == *tab).then_some("page");
            let href = move || filter.with(|filter| path_of(*tab, filter));
            view! { <a href=href aria-current=current>{tab_name(lang, *tab)}</a> }
        })
        .collect_view();
    view! {
        <PageHead title=t::appointments_title(lang)/>
        <nav class="tabs" aria-label=t::appointments_periods(lang)>{links}</nav>
        {staff.then(|| view! { <staff::FilterForm period filter/> })}
        {loaded_part(found, move |page| {
            let path = filter.with_untracked(|filter| path_of(period.get_untracked(), filter));
            let filtered = filter.with_untracked(|filter| *filter != AppointmentFilter::default());
            view! { <Found page period=period.get_untracked() path filtered paged=cursor.with_untracked(Option::is_some)/> }
        })}
    }
}

#[component]
fn Found(page: Page<AppointmentView>, period: Period, path: String, filtered: bool, paged: bool) -> impl IntoView {
    let Page { items, next_cursor } = page;
    if items.is_empty() && filtered {
        let lang = viewer().lang;
        return view! {
            <Empty title=t::appointments_none_found(lang) text=t::appointments_none_found_text(lang)>
                <a class="button" href=format!("/appointments?period={period}")>{t::appointments_filter_none(lang)}</a>
            </Empty>
        };
    }
    if items.is_empty() {
        return view! { <NothingYet period/> };
    }
    let zone = zone_of(viewer().lang, &items);
    let zoned = zone.is_none();
    if viewer().role() == Some(Role::Admin) {
        return view! {
            <p class="muted small">{zone}</p>
            <staff::AppointmentTable appointments=items zoned/>
            <Pagination path next=next_cursor paged/>
        };
    }
    let cards = move || items.into_iter().map(|appointment| view! { <li><AppointmentCard appointment zoned/></li> }).collect_view();
    view! {
        <p class="muted small">{zone}</p>
        {static_view(move || view! { <ul class="appointment-cards">{cards()}</ul> })}
        <Pagination path next=next_cursor paged/>
    }
}

#[component]
fn NothingYet(period: Period) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    if period == Period::Past {
        return view! {
            <Empty title=t::appointments_none_past(lang) text=t::appointments_none_past_text(lang)>
                <a class="button" href=format!("/appointments?period={}", Period::Upcoming)>{t::appointments_upcoming(lang)}</a>
            </Empty>
        };
    }
    let title = t::appointments_none_upcoming(lang);
    match viewer.role() {
        Some(Role::Doctor) => view! {
            <Empty title text=t::appointments_none_upcoming_staff(lang)>
                <a class="button" href="/schedule">{t::appointments_schedule(lang)}</a>
            </Empty>
        },
        Some(Role::Admin) => view! { <Empty title text=t::appointments_none_upcoming_staff(lang)/> },
        Some(Role::Patient) | None => view! {
            <Empty title text=t::appointments_none_upcoming_patient(lang)>
                <a class="button primary" href="/doctors">{t::appointments_find(lang)}</a>
            </Empty>
        },
    }
}
