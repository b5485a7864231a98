//! The forms for the user's account and the doctor profile. The browser submits both natively, because a change of the user affects the
//! whole page.

use leptos::prelude::*;

use super::fields::{GenderField, ZoneField};
use super::patient::PatientFields;
use crate::base::model::{Role, VisitKind};
use crate::base::specialty::{Specialty, Spoken};
use crate::base::text::{self as t, format};
use crate::features::doctors::model::{CURRENCIES, DoctorProfile};
use crate::features::profiles::api::{ChangeAccount, ChangeDoctorProfile, MyAccount};
use crate::features::profiles::model::Account;
use crate::ui::form::{CheckGroup, NativeForm, SelectField, Submit, TextArea, TextField, use_native_form};
use crate::ui::{PageHead, SignedIn, ask, loaded_part, view, viewer, words};

#[component]
pub fn EditAccountPage() -> impl IntoView {
    let account = || {
        let account = ask(|| MyAccount {});
        view! {
            <div class="narrow-page stack">
                <PageHead title=t::profile_edit_title(viewer().lang)/>
                {loaded_part(account, |account| view! { <AccountForm account/> })}
                <Back/>
            </div>
        }
    };
    view! { <SignedIn>{account()}</SignedIn> }
}

#[component]
fn Back() -> impl IntoView {
    view! { <p><a href="/profile">{t::profile_back(viewer().lang)}</a></p> }
}

#[component]
fn AccountForm(account: Account) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ChangeAccount>();
    let doctor = account.role == Role::Doctor;
    let (hint, name) = match account.doctor {
        Some(doctor) if doctor.approved_at.is_some() => {
            (t::profile_checked_hint(lang), doctor.pending_change.map_or(account.full_name, |change| change.full_name))
        }
        _ => ("", account.full_name),
    };
    view! {
        <div class="card">
            <NativeForm state class="stack">
                <TextField name="full_name" label=t::register_full_name(lang) hint autocomplete="name" value=name/>
                <TextField
                    name="phone"
                    label=t::register_phone(lang)
                    hint=t::register_phone_hint(lang)
                    input="tel"
                    autocomplete="tel"
                    value=account.phone.unwrap_or_default()
                    optional=true
                />
                <GenderField value=account.gender/>
                <ZoneField value=account.time_zone optional=!doctor/>
                {account.patient.map(|patient| view! { <PatientFields patient/> })}
                <Submit label=t::common_save(lang) class="button primary wide"/>
            </NativeForm>
        </div>
    }
}

#[component]
pub fn EditDoctorProfilePage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Doctor>
            <DoctorProfileEditor/>
        </SignedIn>
    }
}

#[component]
fn DoctorProfileEditor() -> impl IntoView {
    let account = ask(|| MyAccount {});
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::profile_practice_title(viewer().lang) lead=t::profile_practice_lead(viewer().lang)/>
            {loaded_part(account, |account| account.doctor.map(|doctor| view! { <PracticeForm doctor/> }))}
            <Back/>
        </div>
    }
}

#[component]
fn PracticeForm(doctor: DoctorProfile) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<ChangeDoctorProfile>();
    let specialties = Specialty::ALL.iter().map(|one| (one.to_string(), one.name(lang).to_owned())).collect();
    let languages = Spoken::ALL.iter().map(|one| (one.to_string(), one.name(lang).to_owned())).collect();
    let kinds = VisitKind::ALL.iter().map(|one| (one.to_string(), words::kind(lang, *one).to_owned())).collect();
    let currencies = CURRENCIES.map(|currency| (currency.to_owned(), currency.to_owned())).to_vec();
    let (fee, currency) = doctor
        .fee
        .as_ref()
        .map(|fee| (format::amount_plain(fee), fee.currency.clone()))
        .unwrap_or_else(|| (String::new(), CURRENCIES.first().map(|first| (*first).to_owned()).unwrap_or_default()));
    // Editing again starts from the pending change.
    let (specialty, licence_number) =
        doctor.pending_change.map_or((doctor.specialty, doctor.licence_number), |change| (change.specialty, change.licence_number));
    let hint = if doctor.approved_at.is_some() { t::profile_checked_hint(lang) } else { "" };
    view! {
        <div class="card">
            <NativeForm state class="stack">
                <SelectField
                    name="specialty"
                    label=t::profile_specialty(lang)
                    options=specialties
                    hint
                    value=specialty.to_string()
                />
                <TextField name="licence_number" label=t::profile_licence(lang) hint value=licence_number/>
                <TextField
                    name="experience_years"
                    label=t::register_experience(lang)
                    inputmode="numeric"
                    narrow=true
                    value=doctor.experience_years.to_string()
                />
                <TextField
                    name="location"
                    label=t::profile_location(lang)
                    hint=t::register_location_hint(lang)
                    value=doctor.location
                />
                <TextArea name="bio" label=t::doctor_about(lang) hint=t::profile_bio_hint(lang) rows=6 value=doctor.bio optional=true/>
                <CheckGroup
                    name="languages"
                    label=t::doctor_languages(lang)
                    options=languages
                    chosen=doctor.languages.iter().map(ToString::to_string).collect()
                />
                <CheckGroup
                    name="kinds"
                    label=t::doctor_kinds(lang)
                    options=kinds
                    chosen=doctor.kinds.iter().map(ToString::to_string).collect()
                />
                <div class="fee-fields">
                    <TextField
                        name="fee"
                        label=t::doctor_fee(lang)
                        hint=t::profile_fee_hint(lang)
                        inputmode="decimal"
                        value=fee
                        optional=true
                    />
                    <SelectField name="currency" label=t::profile_currency(lang) options=currencies value=currency/>
                </div>
                <Submit label=t::common_save(lang) class="button primary wide"/>
            </NativeForm>
        </div>
    }
}
