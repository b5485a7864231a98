//! Form fields, initially and after a rejected submission.

use leptos::context::Provider;
use leptos::prelude::*;

use super::Section;
use crate::base::error::{AppError, Code, FieldCode, FieldError};
use crate::base::text as t;
use crate::ui::form::{
    CheckField, CheckGroup, ChoiceField, DateField, Form, FormState, PasswordField, SelectField, Submit, TextArea, TextField,
};
use crate::ui::{view, viewer};

#[component]
pub fn Fields() -> impl IntoView {
    view! {
        <Section name="Fields">
            <Provider value=FormState::idle("")>
                <div class="card stack reading"><AllFields/></div>
            </Provider>
        </Section>
    }
}

#[component]
fn AllFields() -> impl IntoView {
    let lang = viewer().lang;
    let kinds = || {
        vec![
            ("in_person".to_owned(), t::visit_kind_in_person(lang).to_owned()),
            ("video".to_owned(), t::visit_kind_video(lang).to_owned()),
        ]
    };
    view! {
        <TextField name="text" label=t::register_full_name(lang) value="Lan Nguyễn"/>
        <TextField name="hinted" label=t::register_phone(lang) hint=t::register_phone_hint(lang) input="tel" optional=true/>
        <PasswordField name="secret" label=t::sign_in_password(lang) hint=t::register_password_hint(lang) autocomplete="off"/>
        <TextField name="short" label=t::register_experience(lang) inputmode="numeric" narrow=true/>
        <TextField name="day" label=t::schedule_date(lang) input="date" value="2026-03-03" narrow=true/>
        <DateField name="born" fault="born" label=t::register_born(lang) hint=t::register_born_hint(lang)/>
        <SelectField name="select" label=t::find_kind(lang) options=kinds()/>
        <ChoiceField name="choice" label=t::find_kind(lang) options=kinds() value="video"/>
        <CheckGroup name="group" label=t::doctor_kinds(lang) options=kinds() chosen=vec!["in_person".to_owned()]/>
        <CheckField name="check" label=t::profile_auto_confirm(lang) hint=t::profile_auto_confirm_hint(lang) checked=true/>
        <TextArea name="lines" label=t::appointment_reason(lang) hint=t::book_reason_hint(lang)/>
        <div class="field">
            <label for="search">{t::home_search_label(lang)}</label>
            <input type="search" id="search" name="search"/>
        </div>
    }
}

/// A rejected form, with its errors.
#[component]
pub fn Refused() -> impl IntoView {
    let lang = viewer().lang;
    let faults = [
        ("wrong", FieldCode::NotAnEmail),
        ("wrong_day", FieldCode::NotADate),
        ("wrong_choice", FieldCode::NotAChoice),
        ("wrong_lines", FieldCode::Required),
    ];
    let error = AppError {
        fields: faults.map(|(field, code)| FieldError { field: field.to_owned(), code }).to_vec(),
        ..AppError::from(Code::Invalid)
    };
    let genders = vec![("".to_owned(), t::common_choose(lang).to_owned())];
    view! {
        <Section name="A refused form">
            <Form state=FormState::refused("", error) class="card stack reading">
                <TextField name="wrong" label=t::sign_in_email(lang) input="email" value="lan at example"/>
                <DateField name="wrong_day" fault="wrong_day" label=t::register_born(lang) value=["31".to_owned(), "2".to_owned(), "1984".to_owned()]/>
                <SelectField name="wrong_choice" label=t::register_gender(lang) options=genders/>
                <TextArea name="wrong_lines" label=t::appointment_reason(lang)/>
                <Submit label=t::common_save(lang)/>
            </Form>
        </Section>
    }
}
