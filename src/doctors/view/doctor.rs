//! A doctor's own page: who they are, and every free time of four weeks.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::card::{fee, kinds, languages};
use super::slots::SlotLinks;
use crate::doctors::api::GetDoctorPage;
use crate::doctors::model::{DoctorPage, DoctorView};
use crate::schedule::model::SlotView;
use crate::schedule::view::by_day;
use crate::text::{self as t, Lang, format};
use crate::ui::{Empty, PageHead, ask, loaded, view, viewer, words};

#[component]
pub fn DoctorPageView() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let page = ask(move || GetDoctorPage { id: id.get() });
    loaded(page, |page| view! { <WholeDoctor page/> })
}

/// Which clock the times are read on.
pub fn zone_sentence(lang: Lang, zone: &str, is_doctors: bool) -> String {
    let place = format::zone_city(zone);
    if is_doctors { t::doctor_zone_doctors(lang, place) } else { t::doctor_zone_readers(lang, place) }
}

#[component]
fn WholeDoctor(page: DoctorPage) -> impl IntoView {
    let lang = viewer().lang;
    let DoctorPage { doctor, slots, zone, zone_is_doctors } = page;
    let name = doctor.full_name.clone();
    let others = format!("/doctors?specialty={}", doctor.specialty);
    let times = if slots.is_empty() {
        view! {
            <Empty title=t::doctor_none_title(lang) text=t::doctor_none_text(lang)>
                <a class="button" href=others>{t::doctor_others(lang)}</a>
            </Empty>
        }
    } else {
        view! {
            <p class="muted">{zone_sentence(lang, &zone, zone_is_doctors)}</p>
            <FreeDays slots doctor=name.clone()/>
        }
    };
    view! {
        <PageHead title=name lead=format!("{}, {}", doctor.specialty.name(lang), doctor.location)/>
        <div class="split">
            <section class="stack" aria-labelledby="free">
                <h2 id="free">{t::doctor_free(lang)}</h2>
                {times}
            </section>
            <About doctor/>
        </div>
    }
}

#[component]
fn About(doctor: DoctorView) -> impl IntoView {
    let lang = viewer().lang;
    let years = words::years(lang, doctor.experience_years);
    let bio = (!doctor.bio.is_empty()).then(|| view! { <p class="prose">{doctor.bio.clone()}</p> });
    view! {
        <section class="card stack" aria-labelledby="about">
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

#[component]
fn FreeDays(slots: Vec<SlotView>, doctor: String) -> impl IntoView {
    let lang = viewer().lang;
    let days = by_day(slots, |slot| slot.starts_at.at.date_naive())
        .into_iter()
        .map(|(day, slots)| {
            view! {
                <li class="free-day">
                    <h3>{format::weekday_date(lang, day)}</h3>
                    <SlotLinks slots doctor=doctor.clone() under_day=true/>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="free-days">{days}</ol> }
}
