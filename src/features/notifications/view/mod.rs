//! What has happened, newest first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use super::api::{MarkAllRead, MarkRead, MyNotifications};
use super::model::{NotificationKind, NotificationView};
use crate::base::model::{Page, Role};
use crate::base::text::{self as t, Lang, format};
use crate::ui::ask::tell;
use crate::ui::form::{Form, FormState, Hidden, Submit, use_form};
use crate::ui::{
    Empty, Glyph, Icon, PageHead, Pagination, SignedIn, Unread, ask, encode, loaded_part, recount, unread, view, viewer, words,
};

#[component]
pub fn NotificationsPage() -> impl IntoView {
    view! { <SignedIn><Notifications/></SignedIn> }
}

#[component]
fn Notifications() -> impl IntoView {
    let lang = viewer().lang;
    let (one, all) = (use_form::<MarkRead>(), use_form::<MarkAllRead>());
    let query = use_query_map();
    let cursor = move || query.with(|query| query.get("cursor"));
    let page = ask(move || {
        one.succeeded.track();
        all.succeeded.track();
        MyNotifications { cursor: cursor() }
    });
    let Unread { count, .. } = unread();
    let mark_all = move || {
        (count.get() > 0).then(|| {
            view! {
                <Form state=all>
                    <Submit label=t::notifications_mark_all_read(lang) class="button" glyph=Glyph::Check/>
                </Form>
            }
        })
    };
    view! {
        <PageHead title=t::notifications_title(lang) lead=t::notifications_lead(lang)>{mark_all}</PageHead>
        {loaded_part(page, move |page| view! { <Items page state=one paged=query.with_untracked(|query| query.get("cursor").is_some())/> })}
    }
}

#[component]
fn Items(page: Page<NotificationView>, state: FormState, paged: bool) -> impl IntoView {
    let lang = viewer().lang;
    if page.items.is_empty() {
        return view! {
            <Empty title=t::notifications_empty_title(lang) text=t::notifications_empty_text(lang)>
                <a class="button primary" href="/appointments">{t::home_all(lang)}</a>
            </Empty>
        };
    }
    view! {
        <ul class="list card">
            {page.items.into_iter().map(|item| view! { <Item item state/> }).collect_view()}
        </ul>
        <Pagination path="/notifications" next=page.next_cursor paged/>
    }
}

#[component]
fn Item(item: NotificationView, state: FormState) -> impl IntoView {
    let lang = viewer().lang;
    let new = !item.read;
    let mark = new.then(|| {
        view! {
            <Form state class="row-action">
                <Hidden name="id" value=item.id.to_string()/>
                <Submit label=t::notifications_mark_read(lang) class="button quiet small"/>
            </Form>
        }
    });
    let (id, unread) = (item.id.to_string(), unread());
    let open = move |_| {
        if new {
            mark_by_opening(&id, unread);
        }
    };
    view! {
        <li class="row-with-action" class:unread=new>
            <a class="row" href=link(&item) on:click=open>
                <span class="row-glyph"><Icon glyph=glyph(item.kind)/></span>
                <span class="row-main">
                    <strong>{sentence(lang, &item)}</strong>
                    {item.other_kind.map(|kind| view! { <span>{words::kind_change(lang, kind)}</span> })}
                    {item.starts_at.as_ref().map(|at| view! { <span class="muted">{words::at_place(lang, format::date_time(lang, at), at)}</span> })}
                </span>
                {new.then(|| view! { <span class="badge info">{t::notifications_new(lang)}</span> })}
            </a>
            {mark}
        </li>
    }
}

/// Where what it tells of is dealt with.
fn link(item: &NotificationView) -> String {
    item.appointment_id.map_or_else(|| "/doctor-applications".to_owned(), |id| format!("/appointments/{id}"))
}

/// Marks one while the reader goes on to what it tells of.
fn mark_by_opening(id: &str, unread: Unread) {
    let fields = format!("id={}", encode(id));
    spawn_local(async move {
        // Where it fails the notification stays new, as without JavaScript.
        if tell(MarkRead::PATH, &fields).await.is_ok() {
            recount(unread);
        }
    });
}

const fn glyph(kind: NotificationKind) -> Glyph {
    match kind {
        NotificationKind::Requested | NotificationKind::Moved => Glyph::Clock,
        NotificationKind::Booked => Glyph::Calendar,
        NotificationKind::Confirmed | NotificationKind::Completed => Glyph::Check,
        NotificationKind::Cancelled => Glyph::Cross,
        NotificationKind::NoShow => Glyph::Alert,
        NotificationKind::DoctorApplied | NotificationKind::DoctorChangeAsked => Glyph::Stethoscope,
    }
}

fn sentence(lang: Lang, item: &NotificationView) -> String {
    let name = &item.with;
    match item.kind {
        NotificationKind::Requested if viewer().role() == Some(Role::Patient) => t::notifications_requested_patient(lang, name),
        NotificationKind::Requested => t::notifications_requested_doctor(lang, name),
        NotificationKind::Booked => t::notifications_booked(lang, name),
        NotificationKind::Confirmed => t::notifications_confirmed(lang, name),
        NotificationKind::Cancelled => t::notifications_cancelled(lang, name),
        NotificationKind::Moved => t::notifications_moved(lang, name),
        NotificationKind::Completed => t::notifications_completed(lang, name),
        NotificationKind::NoShow => t::notifications_no_show(lang, name),
        NotificationKind::DoctorApplied => t::notifications_doctor_applied(lang, name),
        NotificationKind::DoctorChangeAsked => t::notifications_doctor_change_asked(lang, name),
    }
}
