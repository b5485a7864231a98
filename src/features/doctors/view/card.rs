//! The card of a doctor: name, fee, and the next free slots.

use leptos::prelude::*;

use super::slots::{SlotLink, SlotLinks};
use crate::base::model::VisitKind;
use crate::base::text::{self as t, Lang, format};
use crate::features::doctors::model::DoctorView;
use crate::ui::{Glyph, Icon, Portrait, view, viewer, words};

/// Returns the spoken languages as text.
pub fn languages(lang: Lang, doctor: &DoctorView) -> String {
    format::listed(doctor.languages.iter().map(|spoken| spoken.name(lang)), lang == Lang::En)
}

/// Returns the kinds of visit as text.
pub fn kinds(lang: Lang, kinds: &[VisitKind]) -> String {
    format::listed(kinds.iter().map(|kind| words::kind(lang, *kind)), false)
}

/// Returns the fee as text, also if none is given.
pub fn fee(lang: Lang, doctor: &DoctorView) -> String {
    doctor.fee.as_ref().map_or_else(|| t::doctor_fee_ask(lang).to_owned(), |fee| format::money(lang, fee))
}

/// Returns the icon for bookings that are confirmed immediately, or wait for the doctor.
pub const fn confirm_glyph(auto_confirm: bool) -> Glyph {
    if auto_confirm { Glyph::Check } else { Glyph::Clock }
}

#[component]
pub fn DoctorCard(doctor: DoctorView) -> impl IntoView {
    let lang = viewer().lang;
    let page = format!("/doctors/{}", doctor.id);
    let one_kind = doctor.kinds.len() == 1;
    let zone = words::one_clock(lang, doctor.next_slots.iter().map(|slot| &slot.starts_at));
    let zoned = zone.is_none();
    let all = view! {
        <a class="link" href=page.clone() aria-label=t::find_all_times_of(lang, &doctor.full_name)>{t::find_all_times(lang)}</a>
    };
    let times = if doctor.next_slots.is_empty() {
        view! { <p class="muted">{t::find_no_free(lang)}</p> }
    } else {
        view! {
            <SlotLinks slots=doctor.next_slots.clone() doctor=doctor.full_name.clone() kindless=one_kind zoned/>
            <p class="spread"><span class="muted small">{zone}</span>{all}</p>
        }
    };
    view! {
        <article class="card doctor-card">
            <div class="stack tight">
                <header class="person">
                    <Portrait doctor=doctor.id name=&doctor.full_name photo=doctor.photo_url.as_deref() large=true/>
                    <div>
                        <h3><a href=page>{doctor.full_name.clone()}</a></h3>
                        <p class="muted">{doctor.specialty.name(lang)}</p>
                    </div>
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
                    <dt><Icon glyph=confirm_glyph(doctor.auto_confirm)/><span class="visually-hidden">{t::doctor_booking(lang)}</span></dt>
                    <dd>{words::confirms(lang, doctor.auto_confirm)}</dd>
                </dl>
            </div>
            <section class="doctor-times">
                <h4>{t::find_next_free(lang)}</h4>
                {times}
            </section>
        </article>
    }
}

/// A doctor in one line, with the next free slot.
#[component]
pub fn DoctorLine(
    doctor: DoctorView,
    /// Shows the time zone of the slot.
    zoned: bool,
) -> impl IntoView {
    let lang = viewer().lang;
    let slot = doctor.next_slots.into_iter().next();
    let zone = slot.as_ref().filter(|_| zoned).map(|slot| {
        view! { <span class="muted small">{t::find_zone(lang, format::zone_city(lang, &slot.starts_at.zone))}</span> }
    });
    let soonest = slot.map(|slot| view! { <SlotLink time=slot doctor=doctor.full_name.clone() kindless=true/> });
    view! {
        <li class="row">
            <Portrait doctor=doctor.id name=&doctor.full_name photo=doctor.photo_url.as_deref()/>
            <span class="row-main">
                <a href=format!("/doctors/{}", doctor.id)>{doctor.full_name.clone()}</a>
                <span class="muted small">{format!("{}, {}", doctor.specialty.name(lang), doctor.location)}</span>
                {zone}
            </span>
            {soonest}
        </li>
    }
}
