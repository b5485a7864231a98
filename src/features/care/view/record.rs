//! A patient's record: who it is, why the doctor may see it, and the doctor's own note. `site` adds what other features show.

use leptos::prelude::*;

use crate::base::model::Role;
use crate::base::text::{self as t, format};
use crate::features::care::api::{EndEmergencyAccess, WritePatientNote};
use crate::features::care::model::{CareView, PatientRecord};
use crate::ui::form::{Form, Hidden, Submit, TextArea, use_form, use_form_of};
use crate::ui::{Glyph, Notice, Reload, ToastMessage, Tone, tel, toast_after, toast_failure, view, viewer};

/// Contact data and visits.
#[component]
pub fn PatientFacts(patient: PatientRecord) -> impl IntoView {
    let lang = viewer().lang;
    let PatientRecord { gender, email, phone, address, emergency_contact, next_visit, last_visit, care, .. } = patient;
    let none = move || view! { <span class="muted">{t::profile_unknown(lang)}</span> };
    let phone = phone.map_or_else(none, |phone| view! { <a href=tel(&phone)>{phone.clone()}</a> });
    let address = address.map_or_else(none, |address| view! { <span class="prose">{address}</span> });
    let contact = emergency_contact.map_or_else(none, |contact| {
        view! { {contact.name} ", " <a href=tel(&contact.phone)>{contact.phone.clone()}</a> }
    });
    let next = next_visit.map_or_else(none, |at| {
        view! { <time datetime=format::iso(&at)>{format::date_time_short(lang, &at)}</time> }
    });
    let last = last_visit.map_or_else(none, |at| {
        view! { <time datetime=format::iso(&at)>{format::date_time_short(lang, &at)}</time> }
    });
    let since = care.filter(|care| !care.is_emergency).map(|care| {
        view! {
            <dt>{t::patient_care(lang)}</dt>
            <dd>{t::patient_care_since(lang, format::date_long(lang, care.since.at.date_naive()))}</dd>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="facts">
            <h2 id="facts">{t::patient_facts(lang)}</h2>
            <dl class="facts">
                <dt>{t::patient_next(lang)}</dt>
                <dd>{next}</dd>
                <dt>{t::patient_last(lang)}</dt>
                <dd>{last}</dd>
                <dt>{t::register_phone(lang)}</dt>
                <dd>{phone}</dd>
                <dt>{t::sign_in_email(lang)}</dt>
                <dd><a href=format!("mailto:{email}")>{email.clone()}</a></dd>
                <dt>{t::register_gender(lang)}</dt>
                <dd>{gender.name(lang)}</dd>
                <dt>{t::register_address(lang)}</dt>
                <dd>{address}</dd>
                <dt>{t::profile_emergency(lang)}</dt>
                <dd>{contact}</dd>
                {since}
            </dl>
        </section>
    }
}

/// Says that the record is open by an emergency access only, until when, and ends it.
#[component]
pub fn EmergencyNotice(care: CareView) -> impl IntoView {
    let lang = viewer().lang;
    let id = care.id.to_string();
    let state = use_form_of::<EndEmergencyAccess>(&[("id", &id)]);
    toast_failure(state);
    let until = care.until.map(|until| format::date_time_short(lang, &until)).unwrap_or_default();
    view! {
        <Notice tone=Tone::Warn>
            <h2>{t::patient_emergency_title(lang)}</h2>
            <p>{t::patient_emergency_text(lang, until)}</p>
            <Form state class="cluster">
                <Hidden name="id" value=id/>
                <Submit label=t::patient_emergency_end(lang) class="button small" glyph=Glyph::Leave/>
            </Form>
        </Notice>
    }
}

/// The doctor's own note.
#[component]
pub fn PrivateNote(#[prop(into)] id: String, note: Option<String>) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    if viewer.role() != Some(Role::Doctor) {
        return ().into_any();
    }
    let state = use_form::<WritePatientNote>();
    Reload::after(state);
    toast_after(state, move || ToastMessage::plain(t::common_saved(lang)));
    view! {
        <section class="card stack" aria-labelledby="private-note">
            <h2 id="private-note">{t::patient_note(lang)}</h2>
            <Form state class="stack">
                <Hidden name="id" value=id/>
                <TextArea
                    name="note"
                    label=t::patient_note_label(lang)
                    hint=t::patient_note_hint(lang)
                    value=note.unwrap_or_default()
                    rows=4
                    optional=true
                />
                <Submit label=t::common_save(lang) class="button"/>
            </Form>
        </section>
    }
}
