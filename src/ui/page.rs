//! The states of a page: its head, loading, failed, not there, not for this reader.

use std::sync::Arc;

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde::de::DeserializeOwned;

use super::ask::{Answer, Asked, Wire};
use super::{Glyph, Icon, RedirectTo, answer, drawn, here, sign_in_path, viewer, words};
use crate::base::error::{AppError, Code, Result};
use crate::base::model::Role;
use crate::base::text as t;
use crate::ui::view;

/// Names the page, for the reader and for the tab; `children` are its actions.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let lead = (!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> });
    view! {
        <Title text=title.clone()/>
        <header class="page-head">
            <div class="page-title">
                <h1>{title}</h1>
                {lead}
            </div>
            {children.map(|children| view! { <div class="cluster">{children()}</div> })}
        </header>
    }
}

/// Leads on to `path`: by a redirect from the server, by the router in the browser.
#[component]
pub fn GoTo(#[prop(into)] path: String) -> impl IntoView {
    if let Some(RedirectTo(redirect)) = use_context() {
        redirect(&path);
    } else {
        let navigate = use_navigate();
        Effect::new(move || navigate(&path, NavigateOptions { replace: true, ..NavigateOptions::default() }));
    }
}

/// A private page: strangers are sent to sign in and back, and another `role` than the asked one is told so.
#[component]
pub fn SignedIn(#[prop(optional)] role: Option<Role>, children: Children) -> impl IntoView {
    match (viewer().role(), role) {
        (None, _) => EitherOf3::A(view! { <GoTo path=sign_in_path(&here())/> }),
        (Some(is), Some(asked)) if is != asked => EitherOf3::B(view! { <Failure error=Code::Forbidden.into()/> }),
        (Some(_), _) => EitherOf3::C(children()),
    }
}

/// Shows a page that a resource brings: a skeleton while it comes (after a moment, see `skeleton.css`), or why it did not.
pub fn loaded<T, N>(asked: Asked<T>, view: impl Fn(T) -> N + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + Clone + 'static,
    N: IntoView + 'static,
{
    brought(asked.sealed(), Box::new(move |answer| answer.open().map(|value| drawn::any(view(value)))), false)
}

/// As [`loaded`], for the part of a page that stands under its own [`PageHead`].
pub fn loaded_part<T, N>(asked: Asked<T>, view: impl Fn(T) -> N + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + Clone + 'static,
    N: IntoView + 'static,
{
    brought(asked.sealed(), Box::new(move |answer| answer.open().map(|value| drawn::any(view(value)))), true)
}

type View = Box<dyn Fn(Answer) -> Result<AnyView> + Send + Sync>;

fn brought(resource: Resource<Answer, Wire>, view: View, part: bool) -> AnyView {
    let view = Arc::new(view);
    let show = move || {
        let view = Arc::clone(&view);
        Suspend::new(async move { view(resource.await).unwrap_or_else(|error| view! { <Failure error part/> }) })
    };
    view! { <Transition fallback=Skeleton>{show}</Transition> }
}

/// What stands where something is still on its way.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{t::common_loading(viewer().lang)}</span>
            <div></div>
            <div></div>
            <div></div>
        </div>
    }
}

/// Why there is no page, or no such `part` of it, and what to do now.
#[component]
pub fn Failure(error: AppError, #[prop(optional)] part: bool) -> impl IntoView {
    answer(error.code.status());
    let lang = viewer().lang;
    let title = match error.code {
        Code::NotFound => t::common_not_found_title(lang),
        _ => t::common_failure_title(lang),
    };
    let way_on = match error.code {
        Code::NotSignedIn => Either::Left(view! {
            <a class="button primary" rel="external" href=sign_in_path(&here())>{t::nav_sign_in(lang)}</a>
        }),
        code => Either::Right(view! {
            {(code.status() >= 500).then(|| view! { <a class="button" rel="external" href=here()>{t::common_try_again(lang)}</a> })}
            <a class="button" href="/"><Icon glyph=Glyph::Home/>{t::common_to_home(lang)}</a>
        }),
    };
    let heading = if part {
        Either::Left(view! { <h2>{title}</h2> })
    } else {
        Either::Right(view! {
            <Title text=title/>
            <h1>{title}</h1>
        })
    };
    view! {
        <section class="empty">
            {heading}
            <p>{words::code(lang, error.code)}</p>
            <div class="cluster">{way_on}</div>
        </section>
    }
}

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    answer(Code::NotFound.status());
    let lang = viewer().lang;
    view! {
        <Title text=t::common_not_found_title(lang)/>
        <section class="empty">
            <h1>{t::common_not_found_title(lang)}</h1>
            <p>{t::common_not_found_text(lang)}</p>
            <div class="cluster"><a class="button" href="/"><Icon glyph=Glyph::Home/>{t::common_to_home(lang)}</a></div>
        </section>
    }
}
