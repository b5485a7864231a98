//! The layout of every page: the top bar with the practice's name, the navigation, the footer.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use super::mark::Mark;
use super::notices::Notices;
use crate::base::model::Role;
use crate::base::text::{self as t, Lang, format};
use crate::features::accounts::view::LanguageChoice;
use crate::site::{pages, staff};
use crate::ui::focus::focus;
use crate::ui::form::Carried;
use crate::ui::pages::{Link, Who};
use crate::ui::{
    Avatar, Glyph, Icon, Notice, Portrait, ToastStack, Tone, Unread, address, sign_in_path, static_view, unread, view, viewer,
    words,
};

/// The page layout. After each client-side navigation the focus is at the start of the new page.
#[component]
pub fn Shell(
    /// The next page is loading.
    #[prop(into)]
    routing: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let (lang, demo, known) = {
        let viewer = viewer();
        (viewer.lang, viewer.demo, viewer.account.is_some())
    };
    let path = use_location().pathname;
    let carried = use_context::<Carried>();
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            if let Some(carried) = carried {
                carried.forget();
            }
            focus("main");
        }
        now
    });
    view! {
        <a class="skip" href="#main" rel="external">{t::app_skip(lang)}</a>
        {move || routing.get().then(|| view! { <div class="routing" aria-hidden="true"></div> })}
        <div class="frame" class:with-side=known>
            <TopBar/>
            <div class="page">
                <main id="main" tabindex="-1">
                    {demo.then(|| static_view(move || view! { <p class="demo-line"><Icon glyph=Glyph::Info/>{t::app_demo(lang)}</p> }))}
                    <DeletionNotice/>
                    {children()}
                </main>
                {static_view(move || view! { <Foot lang/> })}
            </div>
            <ToastStack/>
            <Notices/>
        </div>
    }
}

/// On every page of an account that will be deleted: when, and where to keep it.
#[component]
fn DeletionNotice() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    viewer.deletion_due_at.map(|due| {
        static_view(move || {
            view! {
                <Notice tone=Tone::Warn>
                    <p>
                        {t::privacy_notice(lang, format::date_time(lang, &due))}
                        " "
                        <a href="/profile/data/delete">{t::privacy_notice_keep(lang)}</a>
                    </p>
                </Notice>
            }
        })
    })
}

#[component]
fn Foot(lang: Lang) -> impl IntoView {
    view! {
        <footer class="foot">
            <p>"Praxis · " {t::app_footer(lang)}</p>
            <p><a href="/api/docs" rel="external">{t::app_interface(lang)}</a></p>
        </footer>
    }
}

#[component]
fn TopBar() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let works_here = matches!(viewer.role(), Some(Role::Doctor | Role::Admin)) && !viewer.is_pending();
    let notified = viewer.account.is_some() && !viewer.is_pending();
    let who = match viewer.account {
        Some(account) => Either::Left(view! {
            <a class="who" href="/profile" aria-label=t::common_pair(lang, t::CommonPair { name: t::nav_profile(lang), value: &account.full_name })>
                {if account.role == Role::Doctor && !account.is_pending {
                    view! { <Portrait doctor=account.id.of() name=&account.full_name photo=account.photo_url.as_deref()/> }
                } else {
                    view! { <Avatar name=&account.full_name photo=account.photo_url.as_deref()/> }
                }}
                <span class="who-name" aria-hidden="true">
                    {account.full_name.clone()}
                    <br/>
                    <span class="muted small">{words::role(lang, account.role)}</span>
                </span>
            </a>
        }),
        None => Either::Right(view! { <SignInLink/> }),
    };
    view! {
        <header class="top">
            <a class="brand" href="/">
                <Mark/>
                <span>{if viewer.practice.is_empty() { "Praxis".to_owned() } else { viewer.practice }}</span>
            </a>
            {works_here.then(|| view! { <staff::Jump/> })}
            <MainNav/>
            <div class="tools">
                {notified.then(|| view! { <NotificationsLink/> })}
                <LanguageMenu/>
                {who}
            </div>
        </header>
    }
}

/// Returns to the current page after signing in, except from the home, sign-in and registration pages.
#[component]
fn SignInLink() -> impl IntoView {
    let location = use_location();
    let href = move || match location.pathname.get().as_str() {
        "/" | "/sign-in" | "/register" | "/register/doctor" => "/sign-in".to_owned(),
        path => sign_in_path(&address(path, &location.search.get())),
    };
    view! { <a class="button" href=href>{t::nav_sign_in(viewer().lang)}</a> }
}

/// A bar at the bottom on phones; on wide screens a row in the top bar, or a side bar for signed-in users.
#[component]
fn MainNav() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let links = pages::navigation(Who::of(&viewer)).map(|link| view! { <NavLink link/> }).collect_view();
    view! { <nav class="main-nav" aria-label=t::nav_main(lang)>{links}</nav> }
}

#[component]
fn NavLink(link: Link) -> impl IntoView {
    let lang = viewer().lang;
    view! { <A href=link.to exact={link.to == "/"}><Icon glyph=link.glyph/><span>{(link.label)(lang)}</span></A> }
}

/// The link to the notifications, with the number of unread ones.
#[component]
fn NotificationsLink() -> impl IntoView {
    let lang = viewer().lang;
    let Unread { count, .. } = unread();
    let badge = move || {
        (count.get() > 0).then(|| {
            view! {
                <span class="count" aria-hidden="true">{count.get()}</span>
                <span class="visually-hidden">{t::nav_unread(lang, count.get())}</span>
            }
        })
    };
    view! {
        <A href="/notifications" attr:class="bell">
            <Icon glyph=Glyph::Bell/>
            <span class="bell-name">{t::nav_notifications(lang)}</span>
            {badge}
        </A>
    }
}

/// A popover with a button for each language, in one plain form. It works without JavaScript, too.
#[component]
fn LanguageMenu() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <div class="languages">
            <button
                type="button"
                class="button quiet"
                popovertarget="languages"
                aria-label=t::common_pair(lang, t::CommonPair { name: t::app_language(lang), value: lang.own_name() })
            >
                <Icon glyph=Glyph::Globe/>
                <span aria-hidden="true">{lang.as_str().to_uppercase()}</span>
            </button>
            <div class="popover" id="languages" popover="auto"><LanguageChoice/></div>
        </div>
    }
}
