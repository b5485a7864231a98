//! A patient's own fields: in the form, and on the profile page.

use chrono::Datelike;
use leptos::prelude::*;

use super::profile::given;
use crate::base::text::{self as t, Lang, format};
use crate::features::accounts::model::PatientProfile;
use crate::ui::form::{DateField, TextArea, TextField};
use crate::ui::{view, viewer};

/// Names and values for the profile page.
pub fn patient_facts(lang: Lang, patient: PatientProfile) -> Vec<(&'static str, String)> {
    let contact = patient.emergency_contact.map(|contact| format!("{}, {}", contact.name, contact.phone));
    vec![
        (t::register_born(lang), format::date_long(lang, patient.date_of_birth)),
        (t::register_address(lang), given(lang, patient.address)),
        (t::profile_emergency(lang), given(lang, contact)),
    ]
}

#[component]
pub fn PatientFields(patient: PatientProfile) -> impl IntoView {
    let lang = viewer().lang;
    let born = patient.date_of_birth;
    let value = [born.day().to_string(), born.month().to_string(), born.year().to_string()];
    let (name, phone) = patient.emergency_contact.map(|contact| (contact.name, contact.phone)).unwrap_or_default();
    view! {
        <DateField
            name="birth"
            fault="date_of_birth"
            label=t::register_born(lang)
            hint=t::register_born_hint(lang)
            birthday=true
            value
        />
        <TextArea
            name="address"
            label=t::register_address(lang)
            rows=3
            autocomplete="street-address"
            value=patient.address.unwrap_or_default()
            optional=true
        />
        <fieldset class="field-group">
            <legend>{t::profile_emergency(lang)}</legend>
            <p class="hint">{t::profile_emergency_hint(lang)}</p>
            <TextField name="emergency_name" label=t::profile_name(lang) value=name optional=true/>
            <TextField name="emergency_phone" label=t::register_phone(lang) input="tel" value=phone optional=true/>
        </fieldset>
    }
}
