//! What the reader may do with an appointment: each move a form of its own.

use leptos::prelude::*;

use crate::appointments::api::ChangeStatus;
use crate::appointments::model::Status;
use crate::model::Role;
use crate::schedule::view::Reload;
use crate::text::{self as t, Lang};
use crate::ui::form::{Form, Hidden, Submit, TextArea, use_form_of};
use crate::ui::{AskDialog, Said, toast_after, view, viewer, words};

/// Nothing at all where no move is open.
#[component]
pub fn Moves(#[prop(into)] id: String, may: Vec<Status>) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let patient = viewer.role() == Some(Role::Patient);
    (!may.is_empty()).then(|| {
        let moves = may
            .into_iter()
            .map(|to| match to {
                Status::Cancelled => view! { <Cancel id=id.clone()/> },
                _ => view! { <Move id=id.clone() to/> },
            })
            .collect_view();
        view! {
            <section class="card stack" aria-labelledby="moves">
                <h2 id="moves">{t::appointment_actions(lang)}</h2>
                {patient.then(|| view! { <p class="muted">{t::appointment_change_hint(lang)}</p> })}
                <div class="moves">{moves}</div>
            </section>
        }
    })
}

fn label(lang: Lang, to: Status) -> &'static str {
    match to {
        Status::Pending | Status::Confirmed => t::appointment_confirm(lang),
        Status::Completed => t::appointment_complete(lang),
        Status::NoShow => t::appointment_no_show(lang),
        Status::Cancelled => t::appointment_cancel(lang),
    }
}

#[component]
fn Move(id: String, to: Status) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form_of::<ChangeStatus>(&[("id", &id), ("to", to.as_str())]);
    Reload::after(state);
    toast_after(state, move || Said::plain(words::status(lang, to)));
    let class = if matches!(to, Status::NoShow) { "button" } else { "button primary" };
    view! {
        <Form state>
            <Hidden name="back" value=format!("/appointments/{id}")/>
            <Hidden name="id" value=id/>
            <Hidden name="to" value=to.as_str()/>
            <Hidden name="reason" value=""/>
            <Submit label=label(lang, to) class=class/>
        </Form>
    }
}

#[component]
fn Cancel(id: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form_of::<ChangeStatus>(&[("id", &id), ("to", Status::Cancelled.as_str())]);
    Reload::after(state);
    toast_after(state, move || Said::plain(t::appointment_cancelled(lang)));
    view! {
        <AskDialog id="cancel" label=label(lang, Status::Cancelled) title=t::appointment_cancel_title(lang) keep=t::appointment_keep(lang) state>
            <Form state class="stack">
                <TextArea name="reason" label=t::appointment_cancel_reason(lang) hint=t::appointment_cancel_hint(lang) rows=3 optional=true/>
                <Hidden name="back" value=format!("/appointments/{id}")/>
                <Hidden name="id" value=id/>
                <Hidden name="to" value=Status::Cancelled.as_str()/>
                <Submit label=t::appointment_cancel_submit(lang) class="button primary danger"/>
            </Form>
        </AskDialog>
    }
}
