//! The registration pages, for patients and for doctors, whom the practice then verifies.

use leptos::either::Either;
use leptos::prelude::*;

use super::fields::{GenderField, ZoneField};
use super::{Chosen, next_page};
use crate::base::specialty::Specialty;
use crate::base::text as t;
use crate::features::profiles::api::{Register, RegisterDoctor};
use crate::ui::form::{DateField, Hidden, NativeForm, PasswordField, SelectField, Submit, TextArea, TextField, use_native_form};
use crate::ui::{GoTo, PageHead, sign_in_path, view, viewer};

#[component]
pub fn RegisterPage() -> impl IntoView {
    let next = next_page();
    match viewer().account {
        Some(_) => Either::Left(view! { <GoTo path=next/> }),
        None => Either::Right(view! { <RegisterForm next/> }),
    }
}

#[component]
pub fn RegisterDoctorPage() -> impl IntoView {
    match viewer().account {
        Some(_) => Either::Left(view! { <GoTo path="/"/> }),
        None => Either::Right(view! { <RegisterDoctorForm/> }),
    }
}

/// Fields for name, email address and password.
#[component]
fn PersonFields(
    /// What the email address is used for.
    email_hint: &'static str,
) -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <TextField name="full_name" label=t::register_full_name(lang) autocomplete="name"/>
        <TextField
            name="email"
            label=t::sign_in_email(lang)
            hint=email_hint
            input="email"
            autocomplete="email"
        />
        <PasswordField
            name="password"
            label=t::sign_in_password(lang)
            hint=t::register_password_hint(lang)
            autocomplete="new-password"
        />
    }
}

#[component]
fn PhoneField() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <TextField
            name="phone"
            label=t::register_phone(lang)
            hint=t::register_phone_hint(lang)
            input="tel"
            autocomplete="tel"
            optional=true
        />
    }
}

#[component]
fn RegisterForm(next: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<Register>();
    let sign_in = sign_in_path(&next);
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::register_title(lang) lead=t::register_lead(lang)/>
            <Chosen next=next.clone()/>
            <div class="card">
                <NativeForm state class="stack">
                    <PersonFields email_hint=t::register_email_hint(lang)/>
                    <DateField
                        name="birth"
                        fault="date_of_birth"
                        label=t::register_born(lang)
                        hint=t::register_born_hint(lang)
                        birthday=true
                    />
                    <GenderField/>
                    <PhoneField/>
                    <TextArea name="address" label=t::register_address(lang) rows=3 autocomplete="street-address" optional=true/>
                    <Hidden name="next" value=next/>
                    <Submit label=t::register_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p>{t::register_have_account(lang)} " " <a href=sign_in>{t::nav_sign_in(lang)}</a></p>
            <p>{t::register_are_doctor(lang)} " " <a href="/register/doctor">{t::register_as_doctor(lang)}</a></p>
        </div>
    }
}

#[component]
fn RegisterDoctorForm() -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<RegisterDoctor>();
    let specialties = std::iter::once((String::new(), t::common_choose(lang).to_owned()))
        .chain(Specialty::ALL.iter().map(|specialty| (specialty.to_string(), specialty.name(lang).to_owned())))
        .collect();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::register_doctor_title(lang) lead=t::register_doctor_lead(lang)/>
            <div class="card">
                <NativeForm state class="stack">
                    <PersonFields email_hint=t::register_doctor_email_hint(lang)/>
                    <SelectField name="specialty" label=t::profile_specialty(lang) options=specialties/>
                    <TextField name="licence_number" label=t::profile_licence(lang) hint=t::register_licence_hint(lang)/>
                    <TextField
                        name="experience_years"
                        label=t::register_experience(lang)
                        inputmode="numeric"
                        narrow=true
                    />
                    <TextField name="location" label=t::profile_location(lang) hint=t::register_location_hint(lang)/>
                    <ZoneField/>
                    <GenderField/>
                    <PhoneField/>
                    <Submit label=t::register_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p>{t::register_have_account(lang)} " " <a href="/sign-in">{t::nav_sign_in(lang)}</a></p>
            <p>{t::register_are_patient(lang)} " " <a href="/register">{t::register_as_patient(lang)}</a></p>
        </div>
    }
}
