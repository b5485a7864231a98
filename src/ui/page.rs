//! Page states: head, loading, failed, not found, forbidden.

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

/// The heading and the document title; `children` are the page's actions.
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

/// Redirects to `path`: over HTTP on the server, with the router in the browser.
#[component]
pub fn GoTo(#[prop(into)] path: String) -> impl IntoView {
    if let Some(RedirectTo(redirect)) = use_context() {
        redirect(&path);
    } else {
        let navigate = use_navigate();
        Effect::new(move || navigate(&path, NavigateOptions { replace: true, ..NavigateOptions::default() }));
    }
}

/// A private page: redirects anonymous users to sign-in and back; shows an error if the account has another `role`.
#[component]
pub fn SignedIn(#[prop(optional)] role: Option<Role>, children: Children) -> impl IntoView {
    match (viewer().role(), role) {
        (None, _) => EitherOf3::A(view! { <GoTo path=sign_in_path(&here())/> }),
        (Some(is), Some(asked)) if is != asked => EitherOf3::B(view! { <Failure error=Code::Forbidden.into()/> }),
        (Some(_), _) => EitherOf3::C(children()),
    }
}

/// Renders a page from a resource: a skeleton while it loads (after a delay, see `skeleton.css`), or the error.
pub fn loaded<T, N>(asked: Asked<T>, view: impl Fn(T) -> N + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + Clone + 'static,
    N: IntoView + 'static,
{
    brought(asked.sealed(), Box::new(move |answer| answer.open().map(|value| drawn::any(view(value)))), false)
}

/// Like [`loaded`], for a part of a page below its own [`PageHead`].
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

/// The placeholder for content that is loading.
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

/// Why the page, or this `part` of it, cannot be shown, and what to do next.
#[component]
pub fn Failure(error: AppError, #[prop(optional)] part: bool) -> impl IntoView {
    answer(error.code.status());
    let lang = viewer().lang;
    let title = match error.code {
        Code::NotFound => t::common_not_found_title(lang),
        _ => t::common_failure_title(lang),
    };
    let next_step = match error.code {
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
            <div class="cluster">{next_step}</div>
        </section>
    }
}

/// The page for unknown paths.
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
