//! A doctor's page: the profile, and all free slots of four weeks.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::card::{confirm_glyph, fee, kinds, languages};
use super::slots::SlotLinks;
use crate::base::model::VisitKind;
use crate::base::slot::SlotView;
use crate::base::text::{self as t, Lang, format};
use crate::features::doctors::api::GetDoctorPage;
use crate::features::doctors::model::{DoctorPage, DoctorView};
use crate::ui::picker::{DayPicker, DrawTimes};
use crate::ui::{CancellingRule, Empty, Glyph, Icon, PageHead, Portrait, ask, loaded, static_view, view, viewer, words};

#[component]
pub fn DoctorPageView() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let page = ask(move || GetDoctorPage { id: id.get() });
    loaded(page, |page| view! { <WholeDoctor page/> })
}

/// Returns the text that names the time zone of the slots: one, or the doctor's and the reader's by kind of visit.
fn zone_sentence(lang: Lang, doctors_zone: &str, slots: &[SlotView]) -> String {
    let city = |kind| slots.iter().find(|slot| slot.kind == kind).map(|slot| format::zone_city(lang, &slot.starts_at.zone));
    let (here, there) = (city(VisitKind::Video), city(VisitKind::InPerson));
    match (here, there) {
        (Some(here), Some(there)) if here != there => t::doctor_zone_both(lang, t::DoctorZoneBoth { there, place: here }),
        (Some(city), _) | (None, Some(city)) => {
            let readers = viewer().zone.is_some_and(|zone| format::zone_city(lang, &zone) == city);
            if !readers && format::zone_city(lang, doctors_zone) == city {
                t::doctor_zone_doctors(lang, city)
            } else {
                t::doctor_zone_readers(lang, city)
            }
        }
        (None, None) => String::new(),
    }
}

#[component]
fn WholeDoctor(page: DoctorPage) -> impl IntoView {
    let lang = viewer().lang;
    let DoctorPage { doctor, slots, today } = page;
    let (name, portrayed, photo) = (doctor.full_name.clone(), doctor.id, doctor.photo_url.clone());
    let others = format!("/doctors?specialty={}", doctor.specialty);
    let times = if slots.is_empty() {
        view! {
            <Empty title=t::doctor_none_title(lang) text=t::doctor_none_text(lang)>
                <a class="button" href=others>{t::doctor_others(lang)}</a>
            </Empty>
        }
    } else {
        let zone = zone_sentence(lang, &doctor.time_zone, &slots);
        view! { <FreeTimes slots today doctor=doctor.clone() zone/> }
    };
    view! {
        <div class="person">
            <Portrait doctor=portrayed name=&name photo=photo.as_deref() large=true/>
            <PageHead title=name.clone() lead=format!("{}, {}", doctor.specialty.name(lang), doctor.location)/>
        </div>
        <div class="doctor-page">
            <section class="card stack" aria-labelledby="free">
                <h2 id="free">{t::doctor_free(lang)}</h2>
                {times}
            </section>
            {static_view(move || view! { <About doctor/> })}
        </div>
    }
}

#[component]
fn FreeTimes(slots: Vec<SlotView>, today: NaiveDate, doctor: DoctorView, zone: String) -> impl IntoView {
    let first = slots.first().cloned();
    let base = format!("/doctors/{}", doctor.id);
    let (name, auto_confirm) = (doctor.full_name, doctor.auto_confirm);
    let draw: DrawTimes = Arc::new(move |slots| view! { <SlotLinks slots doctor=name.clone() under_day=true kindless=true/> });
    view! {
        {static_view(move || view! { <Soonest time=first zone auto_confirm/> })}
        <DayPicker slots today base draw/>
        <CancellingRule/>
    }
}

#[component]
fn Soonest(time: Option<SlotView>, zone: String, auto_confirm: bool) -> impl IntoView {
    let lang = viewer().lang;
    let soonest = time.map(|slot| {
        let when = words::at_place(lang, format::date_time_tight(lang, &slot.starts_at), &slot.starts_at);
        view! {
            <a class="button primary" href=format!("/book/{}", slot.id)>
                <Icon glyph=Glyph::Clock/>
                {t::doctor_soonest(lang, when)}
            </a>
        }
    });
    view! {
        <div class="soonest">
            {soonest}
            <span class="fact small"><Icon glyph=confirm_glyph(auto_confirm)/><span>{words::confirms(lang, auto_confirm)}</span></span>
            <span class="muted small">{zone}</span>
        </div>
    }
}

#[component]
fn About(doctor: DoctorView) -> impl IntoView {
    let lang = viewer().lang;
    let years = words::years(lang, doctor.experience_years);
    let bio = (!doctor.bio.is_empty()).then(|| view! { <p class="prose">{doctor.bio.clone()}</p> });
    view! {
        <section class="card stack about" aria-labelledby="about">
            <h2 id="about">{t::doctor_about(lang)}</h2>
            {bio}
            <dl class="facts">
                <dt>{t::doctor_place(lang)}</dt>
                <dd>{doctor.location.clone()}</dd>
                <dt>{t::doctor_fee(lang)}</dt>
                <dd>{fee(lang, &doctor)}</dd>
                <dt>{t::doctor_kinds(lang)}</dt>
                <dd>{kinds(lang, &doctor.kinds)}</dd>
                <dt>{t::doctor_languages(lang)}</dt>
                <dd>{languages(lang, &doctor)}</dd>
                <dt>{t::doctor_experience(lang)}</dt>
                <dd>{years}</dd>
            </dl>
        </section>
    }
}
