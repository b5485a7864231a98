//! Corrections by staff: moving an appointment and rewording its reason.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::card::with_whom;
use crate::base::model::{Role, VisitKind};
use crate::base::slot::{Offer, SlotView};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::{GetTimes, MoveAppointment, RewordAppointment};
use crate::features::appointments::model::MovePage;
use crate::ui::form::{CheckField, Form, Hidden, LooseFault, Submit, TextArea, use_form};
use crate::ui::picker::{DayPicker, DrawTimes};
use crate::ui::{
    AskDialog, Empty, Glyph, Icon, PageHead, Reload, SignedIn, ToastMessage, ask, loaded, toast_after, view, viewer, words,
};

/// The corrections, on the appointment's page.
#[component]
pub fn EditPanel(#[prop(into)] id: String, reason: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<RewordAppointment>();
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(t::common_saved(lang)));
    view! {
        <section class="card stack" aria-labelledby="edit">
            <h2 id="edit">{t::appointment_edit(lang)}</h2>
            <div class="cluster">
                <a class="button" href=format!("/appointments/{id}/move")><Icon glyph=Glyph::Clock/>{t::appointment_move(lang)}</a>
                <AskDialog id="reword" label=t::appointment_reword(lang) title=t::appointment_reword(lang) state>
                <Form state class="stack">
                    <Hidden name="id" value=id/>
                    <TextArea
                        name="reason"
                        id="reworded"
                        label=t::appointment_reason(lang)
                        hint=t::appointment_reword_hint(lang)
                        value=reason
                        rows=3
                    />
                    <Submit label=t::common_save(lang)/>
                </Form>
                </AskDialog>
            </div>
        </section>
    }
}

#[component]
pub fn MoveAppointmentPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <MoveOne/>
        </SignedIn>
    }
}

#[component]
fn MoveOne() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let page = ask(move || GetTimes { id: id.get() });
    loaded(page, |page| view! { <MoveForm page/> })
}

#[component]
fn MoveForm(page: MovePage) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let MovePage { appointment, slots, today } = page;
    let back = format!("/appointments/{}", appointment.id);
    let lead = format!(
        "{} · {}",
        with_whom(lang, viewer.role(), &appointment),
        words::at_place(lang, format::date_time(lang, &appointment.starts_at), &appointment.starts_at)
    );
    let body = if slots.is_empty() {
        view! { <Empty title=t::doctor_none_title(lang) text=t::appointment_move_none(lang)/> }
    } else {
        view! { <Times id=appointment.id.to_string() kind=appointment.kind slots today/> }
    };
    view! {
        <PageHead title=t::appointment_move_title(lang) lead/>
        <div class="stack">
            {body}
            <p><a href=back>{t::appointment_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn Times(id: String, kind: VisitKind, slots: Vec<SlotView>, today: NaiveDate) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<MoveAppointment>();
    let zone = words::one_clock(lang, slots.iter().map(|slot| &slot.starts_at));
    // The value of a form that was sent without JavaScript.
    let chosen = StoredValue::new(state.value("slot"));
    // The response to a conflict is newer than the page.
    let near = move || {
        state.error.with(|error| error.as_ref().map(|error| error.nearest.clone()).filter(|near| !near.is_empty())).map(|near| {
            view! {
                <fieldset class="field">
                    <legend>{t::book_nearest(lang)}</legend>
                    <TimeChoices slots=near kind chosen=chosen.get_value() prefix="near" dated=true/>
                </fieldset>
            }
        })
    };
    let base = format!("/appointments/{id}/move");
    let draw: DrawTimes =
        Arc::new(move |slots| view! { <TimeChoices slots kind chosen=chosen.get_value() prefix="slot" dated=false/> });
    view! {
        <Form state class="stack">
            <Hidden name="id" value=id/>
            <p class="muted">{zone}</p>
            <LooseFault name="slot" label=t::appointment_move_time(lang) first="times"/>
            {near}
            <div id="times" class="card" tabindex="-1" role="group" aria-label=t::appointment_move_time(lang)>
                <DayPicker slots today base draw/>
            </div>
            <OtherKind kind/>
            <TextArea name="reason" label=t::appointment_move_reason(lang) hint=t::appointment_move_hint(lang) rows=2 optional=true/>
            <Submit label=t::appointment_move_submit(lang)/>
        </Form>
    }
}

/// Confirms another kind of visit; CSS shows it once a slot of that kind is chosen, with and without JavaScript.
#[component]
fn OtherKind(kind: VisitKind) -> impl IntoView {
    let lang = viewer().lang;
    let (other, label) = match kind {
        VisitKind::InPerson => (VisitKind::Video, t::appointment_move_to_video(lang)),
        VisitKind::Video => (VisitKind::InPerson, t::appointment_move_to_in_person(lang)),
    };
    view! { <div class="other-kind"><CheckField name="kind" label value=other.as_str() hint=t::appointment_move_kind_hint(lang) checked=false/></div> }
}

#[component]
fn TimeChoices(
    slots: Vec<SlotView>,
    /// The appointment's kind.
    kind: VisitKind,
    /// The offer that is preselected.
    chosen: String,
    prefix: &'static str,
    dated: bool,
) -> impl IntoView {
    let lang = viewer().lang;
    let choices = slots.into_iter().map(|slot| {
        let id = format!("{prefix}-{}", slot.id);
        let offer = Offer::of(&slot).to_string();
        let checked = offer == chosen;
        let when = if dated {
            words::at_place(lang, format::date_time_short(lang, &slot.starts_at), &slot.starts_at)
        } else {
            format::time_range(&slot.starts_at, &slot.ends_at)
        };
        view! {
            <label class="choice" for=id.clone()>
                <input type="radio" name="slot" id=id.clone() value=offer checked=checked data-other-kind=slot.kind != kind/>
                <span>{when}{dated.then(|| format!("\u{a0}· {}", words::kind(lang, slot.kind)))}</span>
            </label>
        }
    });
    view! { <div class="choices inline">{choices.collect_view()}</div> }
}
