//! The status changes that the reader may make, each as its own form.

use leptos::prelude::*;

use super::terms::Terms;
use crate::base::model::Role;
use crate::base::text::{self as t, Lang};
use crate::features::appointments::api::ChangeStatus;
use crate::features::appointments::model::{Cancelling, Status};
use crate::ui::form::{Form, Hidden, Submit, TextArea, use_form_of};
use crate::ui::{AskDialog, Reload, ToastMessage, toast_after, view, viewer};

/// Renders nothing if no change is possible and there is nothing to explain.
#[component]
pub fn Moves(#[prop(into)] id: String, may: Vec<Status>, status: Status, cancelling: Option<Cancelling>) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    // Before confirming, a doctor declines instead of cancelling.
    let declines = viewer.role() == Some(Role::Doctor) && may.contains(&Status::Confirmed);
    (!may.is_empty() || cancelling.is_some()).then(|| {
        let again = cancelling.is_some() && may.contains(&Status::Cancelled);
        let moves = may
            .into_iter()
            .map(|to| match to {
                Status::Cancelled => view! { <Cancel id=id.clone() declines/> },
                _ => view! { <Move id=id.clone() to/> },
            })
            .collect_view();
        view! {
            <section class="card stack" aria-labelledby="moves">
                <h2 id="moves">{t::appointment_actions(lang)}</h2>
                {cancelling.map(|cancelling| view! { <Terms cancelling status/> })}
                {again.then(|| view! { <p class="muted">{t::appointment_change_hint(lang)}</p> })}
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
    toast_after(state, move || ToastMessage::plain(to.name(lang)));
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

/// Returns the hint about who reads the reason.
fn reason_hint(lang: Lang, reader: Option<Role>) -> &'static str {
    match reader {
        Some(Role::Admin) => t::appointment_cancel_hint_staff(lang),
        Some(Role::Doctor) => t::appointment_cancel_hint_doctor(lang),
        Some(Role::Patient) | None => t::appointment_cancel_hint_patient(lang),
    }
}

#[component]
fn Cancel(id: String, declines: bool) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let (label, title, keep, submit) = if declines {
        (t::schedule_decline(lang), t::schedule_decline_submit(lang), t::common_close(lang), t::schedule_decline_submit(lang))
    } else {
        (
            t::appointment_cancel(lang),
            t::appointment_cancel_title(lang),
            t::appointment_keep(lang),
            t::appointment_cancel_submit(lang),
        )
    };
    let message = if declines { t::schedule_declined(lang) } else { t::appointment_cancelled(lang) };
    let state = use_form_of::<ChangeStatus>(&[("id", &id), ("to", Status::Cancelled.as_str())]);
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(message));
    view! {
        <AskDialog id="cancel" label title keep state>
            <Form state class="stack">
                <TextArea name="reason" label=t::appointment_cancel_reason(lang) hint=reason_hint(lang, viewer.role()) rows=3 optional=true/>
                <Hidden name="back" value=format!("/appointments/{id}")/>
                <Hidden name="id" value=id/>
                <Hidden name="to" value=Status::Cancelled.as_str()/>
                <Submit label=submit class="button primary danger"/>
            </Form>
        </AskDialog>
    }
}
