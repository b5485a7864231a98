//! The home page of a pending or rejected doctor: the state of the application, and the next steps.

use leptos::either::Either;
use leptos::prelude::*;

use super::Greeting;
use crate::base::text::{self as t, format};
use crate::features::doctors::api::{AskForApproval, MyApplicationState};
use crate::features::doctors::model::ApplicationState;
use crate::ui::form::{Form, Submit, use_form};
use crate::ui::{Notice, Reload, Tone, ask, loaded_part, view, viewer};

#[component]
pub fn PendingHome() -> impl IntoView {
    let reload = Reload::provide();
    let state = ask(move || reload.at(MyApplicationState {}));
    view! {
        <Greeting/>
        <div class="stack reading">{loaded_part(state, |state| view! { <State state/> })}</div>
    }
}

#[component]
fn State(state: Option<ApplicationState>) -> impl IntoView {
    let lang = viewer().lang;
    let ApplicationState { is_pending, last } = state.unwrap_or(ApplicationState { is_pending: true, last: None });
    let profile = view! {
        <div class="cluster">
            <a class="button primary" href="/profile/practice">{t::pending_profile(lang)}</a>
        </div>
    };
    if is_pending {
        return Either::Left(view! {
            <Notice tone=Tone::Info>
                <h2>{t::pending_title(lang)}</h2>
                <p>{t::pending_text(lang)}</p>
            </Notice>
            {profile}
        });
    }
    let when = last.as_ref().map(|last| format::date_time(lang, &last.at)).unwrap_or_default();
    let reason = last.and_then(|last| last.reason).map(|reason| view! { <p class="prose">{reason}</p> });
    Either::Right(view! {
        <Notice tone=Tone::Warn>
            <h2>{t::pending_rejected_title(lang)}</h2>
            <p class="muted small">{when}</p>
            {reason}
            <p>{t::pending_rejected_text(lang)}</p>
        </Notice>
        {profile}
        <AskAgain/>
    })
}

#[component]
fn AskAgain() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<AskForApproval>();
    Reload::after(state);
    view! {
        <Form state class="stack">
            <div class="cluster"><Submit label=t::pending_ask_again(lang)/></div>
        </Form>
    }
}
