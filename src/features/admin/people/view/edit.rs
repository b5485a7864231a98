//! The page that corrects a person's details.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{LanguageField, PhoneField, Qualification, QualificationFields, ReasonField};
use crate::base::model::Role;
use crate::base::text as t;
use crate::features::admin::people::api::{EditPerson, GetPerson};
use crate::features::admin::people::model::PersonPage;
use crate::features::profiles::view::fields::{GenderField, ZoneField};
use crate::features::profiles::view::patient::PatientFields;
use crate::ui::form::{Hidden, NativeForm, Submit, TextField, use_native_form};
use crate::ui::{PageHead, SignedIn, ask, loaded, view, viewer};

#[component]
pub fn EditPersonPage() -> impl IntoView {
    view! {
        <SignedIn role=Role::Admin>
            <EditPersonLoader/>
        </SignedIn>
    }
}

#[component]
fn EditPersonLoader() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let person = ask(move || GetPerson { id: id.get() });
    loaded(person, |person| view! { <EditPersonForm person/> })
}

#[component]
fn EditPersonForm(person: PersonPage) -> impl IntoView {
    let lang = viewer().lang;
    let state = use_native_form::<EditPerson>();
    let account = person.account;
    let (id, name, role) = (account.id.to_string(), account.full_name.clone(), account.role);
    let back = format!("/people/{id}");
    let doctor = account.doctor.map(|doctor| Qualification {
        specialty: Some(doctor.specialty),
        licence_number: doctor.licence_number,
        experience_years: Some(doctor.experience_years),
        location: doctor.location,
    });
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::people_edit_title(lang, &name)/>
            <div class="card">
                <NativeForm state class="stack">
                    <Hidden name="id" value=id/>
                    <Hidden name="role" value=role.as_str()/>
                    <TextField name="full_name" label=t::register_full_name(lang) value=account.full_name/>
                    <PhoneField value=account.phone.unwrap_or_default()/>
                    <GenderField value=account.gender/>
                    <LanguageField value=account.locale/>
                    <ZoneField value=Some(account.time_zone.unwrap_or_default()) optional=role != Role::Doctor/>
                    {account.patient.map(|patient| view! { <PatientFields patient/> })}
                    {doctor.map(|value| view! { <QualificationFields value/> })}
                    <ReasonField/>
                    <Submit label=t::common_save(lang) class="button primary wide"/>
                </NativeForm>
            </div>
            <p><a href=back>{t::people_back_to(lang, &name)}</a></p>
        </div>
    }
}
