//! Changing somebody's role: a dialog for each other role, with what its profile needs.

use leptos::prelude::*;

use super::actions::{Words, dialog, reports};
use super::{Qualification, QualificationFields};
use crate::base::model::Role;
use crate::base::text::{self as t, Lang};
use crate::features::admin::people::api::ChangeRole;
use crate::features::admin::people::model::PersonPage;
use crate::features::profiles::view::fields::ZoneField;
use crate::ui::form::{DateField, Hidden, use_form_of};
use crate::ui::{view, viewer, words};

#[component]
pub fn Roles(person: PersonPage) -> impl IntoView {
    let lang = viewer().lang;
    let role = person.account.role;
    let body = if person.coming_count > 0 {
        view! { <p class="muted">{t::people_make_blocked(lang)}</p> }
    } else {
        let others = Role::ALL.iter().filter(|other| **other != role).map(|other| make(lang, *other, &person));
        view! { <div class="moves">{others.collect_view()}</div> }
    };
    view! {
        <h3>{t::profile_role(lang)}": "{words::role(lang, role)}</h3>
        {body}
    }
}

fn make(lang: Lang, role: Role, person: &PersonPage) -> AnyView {
    let id = person.account.id.to_string();
    let state = reports(use_form_of::<ChangeRole>(&[("id", &id), ("role", role.as_str())]), t::people_make_done(lang));
    let (name, label, more) = match role {
        Role::Patient => ("make-patient", t::people_make_patient(lang), ""),
        Role::Doctor => ("make-doctor", t::people_make_doctor(lang), t::people_make_doctor_text(lang)),
        Role::Admin => ("make-admin", t::people_make_admin(lang), t::people_make_admin_text(lang)),
    };
    let (from_doctor, zone) = (person.account.role == Role::Doctor, person.account.time_zone.clone().unwrap_or_default());
    let own = move || match role {
        Role::Patient => view! {
            <DateField name="birth" fault="date_of_birth" label=t::register_born(lang) hint=t::register_born_hint(lang)/>
        },
        Role::Doctor => view! {
            <QualificationFields value=Qualification::default()/>
            <ZoneField value=Some(zone)/>
        },
        Role::Admin => ().into_any(),
    };
    let fields = move || {
        let from = from_doctor.then(|| view! { <p>{t::people_make_from_doctor(lang)}</p> });
        view! {
            {from}
            <Hidden name="role" value=role.as_str()/>
            {own()}
        }
    };
    let words = Words { label, text: t::people_make_text(lang), more, is_dangerous: true, ..Words::default() };
    dialog(state, &id, name, words, Some(Box::new(fields)))
}
