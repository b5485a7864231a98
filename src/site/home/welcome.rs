//! The home page without signing in: the search, and how booking works.

use leptos::prelude::*;

use crate::base::specialty::Specialty;
use crate::base::text::{self as t, Lang};
use crate::features::doctors::api::GetDoctors;
use crate::features::doctors::model::{DoctorQuery, DoctorView, Sort};
use crate::features::doctors::view::card::DoctorLine;
use crate::ui::{Glyph, Icon, PageHead, ask, loaded_part, static_view, view, viewer, words};

/// Number of doctors on the welcome page.
const MAX_DOCTORS: u32 = 3;

#[component]
pub fn Welcome() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <div class="hero">
            <section class="stack">
                <PageHead title=t::home_welcome_title(lang) lead=t::home_welcome_lead(lang)/>
                {static_view(move || view! { <Search lang/> })}
            </section>
            <Soon/>
        </div>
        {static_view(move || view! { <Steps lang/> })}
    }
}

#[component]
fn Search(lang: Lang) -> impl IntoView {
    let specialties = Specialty::ALL.iter().map(|specialty| {
        view! { <li><a class="chip" href=format!("/doctors?specialty={specialty}")>{specialty.name(lang)}</a></li> }
    });
    view! {
        <div class="stack">
            <form class="hero-search" action="/doctors" role="search">
                <label for="q">{t::home_search_label(lang)}</label>
                <div class="with-button">
                    <input type="search" id="q" name="q" autocomplete="off"/>
                    <button class="button primary large"><Icon glyph=Glyph::Search/>{t::home_search(lang)}</button>
                </div>
            </form>
            <h2 id="specialties" class="visually-hidden">{t::home_specialties(lang)}</h2>
            <ul class="chips" aria-labelledby="specialties">{specialties.collect_view()}</ul>
        </div>
    }
}

#[component]
fn Steps(lang: Lang) -> impl IntoView {
    let steps = [
        (Glyph::Search, t::home_step_find_title(lang), t::home_step_find(lang)),
        (Glyph::Calendar, t::home_step_book_title(lang), t::home_step_book(lang)),
        (Glyph::Check, t::home_step_come_title(lang), t::home_step_come(lang)),
    ];
    let steps = steps.map(|(glyph, title, text)| {
        view! {
            <li class="step">
                <span class="row-glyph"><Icon glyph/></span>
                <div>
                    <h3>{title}</h3>
                    <p class="muted">{text}</p>
                </div>
            </li>
        }
    });
    view! { <ol class="steps">{steps.into_iter().collect_view()}</ol> }
}

/// The doctors with the soonest free slots, two clicks away from one.
#[component]
fn Soon() -> impl IntoView {
    let asked = DoctorQuery { sort: Some(Sort::Soonest), limit: Some(MAX_DOCTORS), ..DoctorQuery::default() };
    let found = ask(move || GetDoctors { query: asked.clone() });
    loaded_part(found, |page| {
        let doctors: Vec<_> = page.items.into_iter().filter(|doctor| !doctor.next_slots.is_empty()).collect();
        (!doctors.is_empty()).then(|| static_view(move || view! { <Free doctors/> }))
    })
}

#[component]
fn Free(doctors: Vec<DoctorView>) -> impl IntoView {
    let lang = viewer().lang;
    let zone = words::one_clock(lang, doctors.iter().filter_map(|doctor| doctor.next_slots.first()).map(|slot| &slot.starts_at));
    let zoned = zone.is_none();
    view! {
        <section class="card soon" aria-labelledby="soon">
            <div class="spread">
                <h2 id="soon">{t::home_soon(lang)}</h2>
                <span class="muted small">{zone}</span>
            </div>
            <ul class="list">{doctors.into_iter().map(|doctor| view! { <DoctorLine doctor zoned/> }).collect_view()}</ul>
            <a class="link" href="/doctors?sort=soonest">{t::home_soon_all(lang)}<Icon glyph=Glyph::Right/></a>
        </section>
    }
}
