//! Pages about people, for staff.

mod actions;
mod edit;
mod list;
mod new;
mod person;
mod roles;

use leptos::prelude::*;

use super::model::{AccountAction, PersonState};
use crate::base::specialty::Specialty;
use crate::base::text::{self as t, Lang};
use crate::ui::form::{SelectField, TextArea, TextField};
use crate::ui::{Glyph, Icon, Tone, view, viewer};

pub use edit::EditPersonPage;
pub use list::PeoplePage;
pub use new::NewPersonPage;
pub use person::PersonPageView;

/// The badge with the state of an account.
#[component]
fn StateBadge(state: PersonState) -> impl IntoView {
    let (tone, glyph) = match state {
        PersonState::Active => (Tone::Ok.class(), Glyph::Check),
        PersonState::Invited => (Tone::Info.class(), Glyph::Clock),
        PersonState::Pending => (Tone::Warn.class(), Glyph::Clock),
        PersonState::Suspended => (Tone::Danger.class(), Glyph::Cross),
    };
    view! { <span class=format!("badge {tone}")><Icon glyph/><span>{state_name(viewer().lang, state)}</span></span> }
}

fn state_name(lang: Lang, state: PersonState) -> &'static str {
    match state {
        PersonState::Active => t::people_state_active(lang),
        PersonState::Invited => t::people_state_invited(lang),
        PersonState::Pending => t::people_state_pending(lang),
        PersonState::Suspended => t::people_state_suspended(lang),
    }
}

/// What was done to an account.
fn done(lang: Lang, action: AccountAction) -> &'static str {
    match action {
        AccountAction::Create => t::people_did_create(lang),
        AccountAction::Invite => t::people_did_invite(lang),
        AccountAction::Edit => t::people_did_edit(lang),
        AccountAction::ChangeEmail => t::people_did_change_email(lang),
        AccountAction::Suspend => t::people_did_suspend(lang),
        AccountAction::Restore => t::people_did_restore(lang),
        AccountAction::MakePatient => t::people_did_make_patient(lang),
        AccountAction::MakeDoctor => t::people_did_make_doctor(lang),
        AccountAction::MakeAdmin => t::people_did_make_admin(lang),
        AccountAction::ResetPassword => t::people_did_reset_password(lang),
        AccountAction::EndSessions => t::people_did_end_sessions(lang),
        AccountAction::CancelAppointments => t::people_did_cancel_appointments(lang),
        AccountAction::Delete => t::people_did_delete(lang),
        AccountAction::Approve => t::people_did_approve(lang),
        AccountAction::Reject => t::people_did_reject(lang),
    }
}

/// The reason that every change needs. `id` names the field if a page has several.
#[component]
fn ReasonField(#[prop(optional, into)] id: String, #[prop(optional)] hint: Option<&'static str>) -> impl IntoView {
    let lang = viewer().lang;
    let hint = hint.unwrap_or_else(|| t::people_reason_hint(lang));
    view! { <TextArea name="reason" id label=t::people_reason(lang) hint rows=3/> }
}

/// What the practice has to know of a doctor.
#[derive(Clone, Default)]
struct Qualification {
    specialty: Option<Specialty>,
    licence_number: String,
    experience_years: Option<i32>,
    location: String,
}

#[component]
fn QualificationFields(#[prop(optional)] value: Qualification) -> impl IntoView {
    let lang = viewer().lang;
    let specialties = std::iter::once((String::new(), t::common_choose(lang).to_owned()))
        .chain(Specialty::ALL.iter().map(|specialty| (specialty.to_string(), specialty.name(lang).to_owned())))
        .collect();
    let Qualification { specialty, licence_number, experience_years, location } = value;
    view! {
        <SelectField
            name="specialty"
            label=t::profile_specialty(lang)
            options=specialties
            value=specialty.map(String::from).unwrap_or_default()
        />
        <TextField name="licence_number" label=t::profile_licence(lang) value=licence_number/>
        <TextField
            name="experience_years"
            label=t::register_experience(lang)
            inputmode="numeric"
            narrow=true
            value=experience_years.map(|years| years.to_string()).unwrap_or_default()
        />
        <TextField name="location" label=t::profile_location(lang) hint=t::register_location_hint(lang) value=location/>
    }
}

/// The language of pages and mails.
#[component]
fn LanguageField(value: Lang) -> impl IntoView {
    let options = Lang::ALL.iter().map(|lang| (lang.to_string(), lang.own_name().to_owned())).collect();
    view! { <SelectField name="locale" label=t::app_language(viewer().lang) options value=value.to_string()/> }
}

/// The texts of a doctor's time zone and others'.
#[component]
fn PhoneField(#[prop(optional, into)] value: String) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <TextField
            name="phone"
            label=t::register_phone(lang)
            hint=t::register_phone_hint(lang)
            input="tel"
            value
            optional=true
        />
    }
}
