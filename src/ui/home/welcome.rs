//! For who is not signed in: the search, and how it goes.

use leptos::prelude::*;

use crate::doctors::model::Specialty;
use crate::text as t;
use crate::ui::{Glyph, Icon, PageHead, view, viewer};

#[component]
pub fn Welcome() -> impl IntoView {
    let lang = viewer().lang;
    let specialties = Specialty::ALL.iter().map(|specialty| {
        view! { <li><a class="button" href=format!("/doctors?specialty={specialty}")>{specialty.name(lang)}</a></li> }
    });
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
    view! {
        <section class="hero">
            <PageHead title=t::home_welcome_title(lang) lead=t::home_welcome_lead(lang)/>
            <form class="hero-search" action="/doctors" role="search">
                <label for="q">{t::home_search_label(lang)}</label>
                <div class="with-button">
                    <input type="search" id="q" name="q" autocomplete="off"/>
                    <button class="button primary"><Icon glyph=Glyph::Search/>{t::home_search(lang)}</button>
                </div>
            </form>
        </section>
        <section class="stack">
            <h2>{t::home_specialties(lang)}</h2>
            <ul class="cluster chips">{specialties.collect_view()}</ul>
        </section>
        <ol class="steps">{steps.into_iter().collect_view()}</ol>
    }
}
