//! A patient's page, for doctors and admins: panels of several features. A feature that adds one adds a component here.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::base::model::Role;
use crate::base::text::{self as t, format};
use crate::features::appointments::view::PatientAppointments;
use crate::features::care::api::GetPatient;
use crate::features::care::model::PatientRecord;
use crate::features::care::view::{EmergencyNotice, PatientFacts, PrivateNote};
use crate::ui::{PageHead, Reload, SignedIn, ask, loaded, view, viewer};

#[component]
pub fn PatientPage() -> impl IntoView {
    view! { <SignedIn><OnePatient/></SignedIn> }
}

#[component]
fn OnePatient() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let reload = Reload::provide();
    let found = ask(move || reload.at(GetPatient { id: id.get() }));
    loaded(found, move |patient| view! { <Panels patient/> })
}

#[component]
fn Panels(patient: PatientRecord) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let title = patient.full_name.clone();
    let lead = t::patient_born(
        lang,
        t::PatientBorn { date: format::date_long(lang, patient.date_of_birth), age: patient.age.to_string() },
    );
    let emergency = patient.care.clone().filter(|care| care.is_emergency).map(|care| view! { <EmergencyNotice care/> });
    let (id, note) = (patient.id.to_string(), patient.note.clone());
    let own = (viewer.role() == Some(Role::Doctor)).then(|| view! { <PrivateNote id=id.clone() note/> });
    view! {
        <PageHead title lead/>
        {emergency}
        <div class="split">
            <div class="stack">
                <PatientAppointments patient=id/>
                {own}
            </div>
            <div class="stack"><PatientFacts patient/></div>
        </div>
    }
}
