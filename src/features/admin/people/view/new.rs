//! The page that creates an account. The role is in the URL, because each has its own fields.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{LanguageField, PhoneField, QualificationFields, ReasonField};
use crate::base::model::Role;
use crate::base::text as t;
use crate::features::admin::people::api::CreatePerson;
use crate::features::profiles::view::fields::{GenderField, ZoneField};
use crate::ui::form::{CheckField, DateField, Hidden, NativeForm, Submit, TextArea, TextField, use_native_form};
use crate::ui::{PageHead, SignedIn, view, viewer, words};

#[component]
pub fn NewPersonPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <NewPerson/>
        </SignedIn>
    }
}

#[component]
fn NewPerson() -> impl IntoView {
    let lang = viewer().lang;
    let query = use_query_map();
    let role =
        Memo::new(move |_| query.with(|query| query.get_str("role").and_then(|word| word.parse().ok())).unwrap_or(Role::Patient));
    let links = Role::ALL
        .iter()
        .map(|one| {
            let current = move || (role.get() == *one).then_some("page");
            view! { <a href=format!("/people/new?role={one}") aria-current=current>{words::role(lang, *one)}</a> }
        })
        .collect_view();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::people_new(lang) lead=t::people_new_lead(lang)/>
            <nav class="tabs" aria-label=t::people_new_for(lang)>{links}</nav>
            {move || view! { <NewPersonForm role=role.get()/> }}
            <p><a href="/people">{t::people_back(lang)}</a></p>
        </div>
    }
}

#[component]
fn NewPersonForm(role: Role) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<CreatePerson>();
    // Inside the form: fields take their values and errors from it.
    let own = move || match role {
        Role::Patient => view! {
            <DateField name="birth" fault="date_of_birth" label=t::register_born(lang) hint=t::register_born_hint(lang)/>
            <TextArea name="address" label=t::register_address(lang) rows=3 optional=true/>
        },
        Role::Doctor => view! {
            <QualificationFields/>
            <CheckField name="approved" label=t::people_new_approved(lang) hint=t::people_new_approved_hint(lang) checked=true/>
        },
        Role::Admin => view! { <p class="muted">{t::people_make_admin_text(lang)}</p> },
    };
    view! {
        <div class="card">
            <NativeForm state class="stack">
                <Hidden name="role" value=role.as_str()/>
                <TextField name="full_name" label=t::register_full_name(lang)/>
                <TextField name="email" label=t::sign_in_email(lang) input="email"/>
                {own()}
                <ZoneField optional=role != Role::Doctor/>
                <LanguageField value=lang/>
                <GenderField/>
                <PhoneField/>
                <ReasonField/>
                <Submit label=t::people_new_submit(lang) class="button primary wide"/>
            </NativeForm>
        </div>
    }
}
