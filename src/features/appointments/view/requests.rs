//! The doctor's pending requests: confirmed with one click, declined with a reason.

use leptos::prelude::*;

use crate::base::text::{self as t, format};
use crate::features::appointments::api::ChangeStatus;
use crate::features::appointments::model::{AppointmentView, Status};
use crate::ui::form::{Form, Hidden, Submit, TextArea, use_form_of};
use crate::ui::{AskDialog, Glyph, Reload, ToastMessage, toast_after, view, viewer, words};

/// Number of requests shown above the schedule; the others are collapsed.
const OPEN: usize = 3;

/// Renders nothing if there are no requests. `back` is the current page.
#[component]
pub fn Requests(mut requests: Vec<AppointmentView>, #[prop(into)] back: String) -> impl IntoView {
    let lang = viewer().lang;
    (!requests.is_empty()).then(|| {
        let rest = requests.split_off(requests.len().min(OPEN));
        let list = |requests: Vec<AppointmentView>| {
            let lines = requests.into_iter().map(|request| view! { <li><Request request back=back.clone()/></li> }).collect_view();
            view! { <ul class="request-list">{lines}</ul> }
        };
        let more = (!rest.is_empty()).then(|| {
            let count = rest.len().to_string();
            view! { <details class="fold"><summary>{t::schedule_requests_more(lang, &count)}</summary><div>{list(rest)}</div></details> }
        });
        view! {
            <section class="stack requests" aria-labelledby="requests">
                <h2 id="requests">{t::schedule_requests(lang)}</h2>
                {list(requests)}
                {more}
            </section>
        }
    })
}

#[component]
fn Request(request: AppointmentView, back: String) -> impl IntoView {
    let lang = viewer().lang;
    let when = format::date_time_short(lang, &request.starts_at);
    let name = request.patient.name(lang);
    view! {
        <article class="card request">
            <div>
                <p class="request-who"><a href=format!("/appointments/{}", request.id)>{name.clone()}</a></p>
                <p>
                    <time datetime=format::iso(&request.starts_at)>{when.clone()}</time>
                    {format!("\u{a0}· {}", words::kind(lang, request.kind))}
                </p>
                <p class="muted prose">{request.reason.clone()}</p>
            </div>
            <div class="request-moves">
                <Confirm id=request.id.to_string() back=back.clone() spoken=t::schedule_confirm_of(lang, t::ScheduleConfirmOf { name: &name, when: &when })/>
                <Decline id=request.id.to_string() back spoken=t::schedule_decline_of(lang, t::ScheduleDeclineOf { name: &name, when: &when })/>
            </div>
        </article>
    }
}

#[component]
fn Confirm(id: String, back: String, spoken: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form_of::<ChangeStatus>(&[("id", &id), ("to", Status::Confirmed.as_str())]);
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(Status::Confirmed.name(lang)));
    view! {
        <Form state>
            <Hidden name="id" value=id/>
            <Hidden name="to" value=Status::Confirmed.as_str()/>
            <Hidden name="reason" value=""/>
            <Hidden name="back" value=back/>
            <Submit label=t::schedule_confirm(lang) spoken=spoken glyph=Glyph::Check/>
        </Form>
    }
}

#[component]
fn Decline(id: String, back: String, spoken: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form_of::<ChangeStatus>(&[("id", &id), ("to", Status::Cancelled.as_str())]);
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(t::schedule_declined(lang)));
    view! {
        <AskDialog id=format!("decline-{id}") label=t::schedule_decline(lang) spoken=spoken.clone() title=spoken state>
            <Form state class="stack">
                <TextArea name="reason" id=format!("reason-{id}") label=t::schedule_decline_reason(lang) hint=t::schedule_decline_hint(lang) rows=2 optional=true/>
                <Hidden name="id" value=id/>
                <Hidden name="to" value=Status::Cancelled.as_str()/>
                <Hidden name="back" value=back/>
                <Submit label=t::schedule_decline_submit(lang) class="button primary danger"/>
            </Form>
        </AskDialog>
    }
}
