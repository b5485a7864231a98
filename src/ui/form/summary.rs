//! The error summary of a form, with a link to each field.

use leptos::either::Either;
use leptos::ev::MouseEvent;
use leptos::html::Div;
use leptos::prelude::*;

use super::FormState;
use crate::base::error::{AppError, Code, FieldError};
use crate::base::text as t;
use crate::ui::focus::focus;
use crate::ui::{CallPractice, Glyph, Icon, here, sign_in_path, view, viewer, words};

#[component]
pub(super) fn ErrorSummary() -> impl IntoView {
    let state = FormState::here();
    let node = NodeRef::<Div>::new();
    // The browser has focused a summary that came with the page (`autofocus`); the user may have moved on since.
    Effect::new(move |before: Option<()>| {
        let failed = state.error.with(Option::is_some);
        if let Some(summary) = node.get()
            && failed
            && (before.is_some() || !state.carried)
        {
            drop(summary.focus());
        }
    });
    move || {
        state.error.get().map(|error| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus=state.carried node_ref=node>
                    <p class="error-summary-title"><Icon glyph=Glyph::Alert/>{t::common_problem(viewer().lang)}</p>
                    <Reasons error/>
                </div>
            }
        })
    }
}

#[component]
fn Reasons(error: AppError) -> impl IntoView {
    let lang = viewer().lang;
    let sign_in = (error.code == Code::NotSignedIn)
        .then(|| view! { <p><a rel="external" href=sign_in_path(&here())>{t::nav_sign_in(lang)}</a></p> });
    let sentence = error.fields.is_empty().then(|| view! { <p>{words::error_for(lang, &error, viewer().role())}</p> });
    let call = (error.code == Code::TooLate).then(|| view! { <CallPractice/> });
    let fields = error.fields.into_iter().map(|fault| view! { <FieldReason fault/> }).collect_view();
    view! {
        {sentence}
        {sign_in}
        {call}
        <ul>{fields}</ul>
    }
}

#[component]
fn FieldReason(fault: FieldError) -> impl IntoView {
    let lang = viewer().lang;
    let why = words::field_code(lang, fault.code);
    let reason = match FormState::here().labelled(&fault.field) {
        Some(labelled) => {
            let id = labelled.id.clone();
            let go = move |event: MouseEvent| {
                event.prevent_default();
                focus(&id);
            };
            Either::Left(
                view! { <a href=format!("#{}", labelled.id) on:click=go>{t::common_pair(lang, t::CommonPair { name: labelled.label, value: why })}</a> },
            )
        }
        None => Either::Right(why),
    };
    view! { <li>{reason}</li> }
}
