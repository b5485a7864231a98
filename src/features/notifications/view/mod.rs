//! The page of notifications, newest first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use super::api::{MarkAllRead, MarkRead, MyNotifications};
use super::model::NotificationView;
use crate::base::model::Page;
use crate::base::text::{self as t};
use crate::ui::ask::tell;
use crate::ui::form::{Form, FormState, Hidden, Submit, use_form};
use crate::ui::{
    Empty, Glyph, Icon, PageHead, Pagination, SignedIn, Unread, ask, encode, loaded_part, recount, unread, view, viewer,
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
    let new = !item.is_read;
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
            <a class="row" href=item.link on:click=open>
                <span class="row-glyph"><Icon glyph=item.glyph/></span>
                <span class="row-main">
                    <strong>{item.text}</strong>
                    {item.emphasised.map(|line| view! { <span>{line}</span> })}
                    {item.detail.map(|line| view! { <span class="muted">{line}</span> })}
                </span>
                {new.then(|| view! { <span class="badge info">{t::notifications_new(lang)}</span> })}
            </a>
            {mark}
        </li>
    }
}

/// Marks a notification as read while the reader follows its link.
fn mark_by_opening(id: &str, unread: Unread) {
    let fields = format!("id={}", encode(id));
    spawn_local(async move {
        // If it fails the notification stays unread, as without JavaScript.
        if tell(MarkRead::PATH, &fields).await.is_ok() {
            recount(unread);
        }
    });
}
