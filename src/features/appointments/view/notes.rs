//! The notes of patient and doctor on a visit. Both read both; each writes their own.

use leptos::prelude::*;

use crate::base::model::Role;
use crate::base::text as t;
use crate::features::appointments::api::WriteNote;
use crate::features::appointments::model::Notes;
use crate::ui::form::{Form, Hidden, Submit, TextArea, use_form};
use crate::ui::{Glyph, Icon, Reload, ToastMessage, toast_after, view, viewer};

#[component]
pub fn NotesPanel(#[prop(into)] id: String, notes: Notes) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let Notes { patient, doctor } = notes;
    let panel = match viewer.role() {
        Some(Role::Patient) => view! {
            <OwnNote id note=patient.unwrap_or_default() hint=t::appointment_note_hint_patient(lang)/>
            <Note title=t::appointment_note_doctor(lang) note=doctor/>
        },
        Some(Role::Doctor) => view! {
            <OwnNote id note=doctor.unwrap_or_default() hint=t::appointment_note_hint_doctor(lang)/>
            <Note title=t::appointment_note_patient(lang) note=patient/>
        },
        Some(Role::Admin) | None => view! {
            <Note title=t::appointment_note_doctor(lang) note=doctor/>
            <Note title=t::appointment_note_patient(lang) note=patient/>
        },
    };
    view! {
        <section class="card stack" aria-labelledby="notes">
            <h2 id="notes">{t::appointment_notes(lang)}</h2>
            {panel}
        </section>
    }
}

#[component]
fn Note(title: &'static str, note: Option<String>) -> impl IntoView {
    let lang = viewer().lang;
    let text = note.map_or_else(
        || view! { <p class="muted">{t::appointment_note_none(lang)}</p> },
        |note| view! { <p class="prose">{note}</p> },
    );
    view! {
        <div>
            <h3>{title}</h3>
            {text}
        </div>
    }
}

#[component]
fn OwnNote(id: String, note: String, hint: &'static str) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_form::<WriteNote>();
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(t::common_saved(lang)));
    view! {
        <Form state class="stack">
            <Hidden name="id" value=id/>
            <TextArea name="note" label=t::appointment_note_own(lang) hint=hint value=note.clone() optional=true/>
            <Draft saved=note/>
            <Submit label=t::appointment_note_save(lang) class="button"/>
        </Form>
    }
}

/// `public/page.js` stores the text of the surrounding form as a draft until it is saved, and shows this after restoring a draft, with
/// the saved note if that has changed.
#[component]
fn Draft(saved: String) -> impl IntoView {
    let lang = viewer().lang;
    let shown = if saved.is_empty() { t::appointment_note_none(lang).to_owned() } else { saved.clone() };
    view! {
        <div class="notice warn" role="status" data-draft="" data-saved=saved hidden>
            <Icon glyph=Glyph::Alert/>
            <div class="notice-text">
                <p>{t::appointment_note_draft(lang)}</p>
                <div data-changed="" hidden>
                    <p>{t::appointment_note_changed(lang)}</p>
                    <p class="prose">{shown}</p>
                </div>
                <div><button type="button" class="button small" data-discard="">{t::appointment_note_discard(lang)}</button></div>
            </div>
        </div>
    }
}
