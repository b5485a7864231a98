//! A doctor among others: who, what it costs, and the next free times.

use leptos::prelude::*;

use super::slots::SlotLinks;
use crate::doctors::model::DoctorView;
use crate::model::VisitKind;
use crate::text::{self as t, Lang, format};
use crate::ui::{Glyph, Icon, view, viewer, words};

/// The languages spoken, as a list in words.
pub fn languages(lang: Lang, doctor: &DoctorView) -> String {
    doctor.languages.iter().map(|spoken| spoken.name(lang)).collect::<Vec<_>>().join(", ")
}

/// The kinds of visit, as a list in words.
pub fn kinds(lang: Lang, kinds: &[VisitKind]) -> String {
    kinds.iter().map(|kind| words::kind(lang, *kind)).collect::<Vec<_>>().join(", ")
}

/// The fee in words, also where there is none to name.
pub fn fee(lang: Lang, doctor: &DoctorView) -> String {
    doctor.fee.as_ref().map_or_else(|| t::doctor_fee_ask(lang).to_owned(), |fee| format::money(lang, fee))
}

#[component]
pub fn DoctorCard(doctor: DoctorView) -> impl IntoView {
    let lang = viewer().lang;
    let page = format!("/doctors/{}", doctor.id);
    let zone = doctor.next_slots.first().map(|slot| t::find_zone(lang, format::zone_city(&slot.starts_at.zone)));
    let times = if doctor.next_slots.is_empty() {
        view! { <p class="muted">{t::find_no_free(lang)}</p> }
    } else {
        view! {
            <SlotLinks slots=doctor.next_slots.clone() doctor=doctor.full_name.clone()/>
            <p class="muted small">{zone}</p>
        }
    };
    view! {
        <article class="card doctor-card">
            <header>
                <h3><a href=page.clone()>{doctor.full_name.clone()}</a></h3>
                <p>{doctor.specialty.name(lang)}</p>
            </header>
            <dl class="doctor-lines">
                <dt><Icon glyph=Glyph::Place/><span class="visually-hidden">{t::doctor_place(lang)}</span></dt>
                <dd>{doctor.location.clone()}</dd>
                <dt><Icon glyph=Glyph::Speech/><span class="visually-hidden">{t::doctor_languages(lang)}</span></dt>
                <dd>{languages(lang, &doctor)}</dd>
                <dt><Icon glyph=Glyph::Stethoscope/><span class="visually-hidden">{t::doctor_kinds(lang)}</span></dt>
                <dd>{kinds(lang, &doctor.kinds)}</dd>
                <dt><Icon glyph=Glyph::Money/><span class="visually-hidden">{t::doctor_fee(lang)}</span></dt>
                <dd>{fee(lang, &doctor)}</dd>
            </dl>
            <section class="doctor-times">
                <h4>{t::find_next_free(lang)}</h4>
                {times}
                <p><a href=page aria-label=t::find_all_times_of(lang, &doctor.full_name)>{t::find_all_times(lang)}</a></p>
            </section>
        </article>
    }
}
