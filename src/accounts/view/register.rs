//! Registering as a patient.

use leptos::either::Either;
use leptos::prelude::*;

use super::next_page;
use crate::accounts::api::Register;
use crate::accounts::model::Gender;
use crate::text as t;
use crate::ui::form::{DateField, Hidden, NativeForm, PasswordField, SelectField, Submit, TextArea, TextField, use_native_form};
use crate::ui::{GoTo, PageHead, sign_in_path, viewer, words};

#[component]
pub fn RegisterPage() -> impl IntoView {
    let next = next_page();
    match viewer().account {
        Some(_) => Either::Left(view! { <GoTo path=next/> }),
        None => Either::Right(view! { <RegisterForm next/> }),
    }
}

#[component]
fn RegisterForm(next: String) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<Register>();
    let sign_in = sign_in_path(&next);
    let genders = std::iter::once((String::new(), t::common_choose(lang).to_owned()))
        .chain(Gender::ALL.iter().map(|gender| (gender.to_string(), words::gender(lang, *gender).to_owned())))
        .collect();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::register_title(lang) lead=t::register_lead(lang)/>
            <div class="card">
                <NativeForm state class="stack">
                    <TextField name="full_name" label=t::register_full_name(lang) autocomplete="name"/>
                    <TextField
                        name="email"
                        label=t::sign_in_email(lang)
                        hint=t::register_email_hint(lang)
                        input="email"
                        autocomplete="email"
                    />
                    <PasswordField
                        name="password"
                        label=t::sign_in_password(lang)
                        hint=t::register_password_hint(lang)
                        autocomplete="new-password"
                    />
                    <DateField
                        name="birth"
                        fault="date_of_birth"
                        label=t::register_born(lang)
                        hint=t::register_born_hint(lang)
                        birthday=true
                    />
                    <SelectField name="gender" label=t::register_gender(lang) options=genders/>
                    <TextField
                        name="phone"
                        label=t::register_phone(lang)
                        hint=t::register_phone_hint(lang)
                        input="tel"
                        autocomplete="tel"
                        optional=true
                    />
                    <TextArea name="address" label=t::register_address(lang) rows=3 autocomplete="street-address" optional=true/>
                    <Hidden name="next" value=next/>
                    <Submit label=t::register_submit(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p>{t::register_have_account(lang)} " " <a href=sign_in>{t::nav_sign_in(lang)}</a></p>
        </div>
    }
    .into_any()
}
