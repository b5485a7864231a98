//! Selection components: chips, tabs, pagination, free times, a day.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Section, samples};
use crate::base::text as t;
use crate::features::appointments::view::timeline::DayTimeline;
use crate::features::doctors::view::slots::SlotLinks;
use crate::ui::picker::{DayPicker, DrawTimes};
use crate::ui::{Glyph, Icon, Pagination, view, viewer};

#[component]
pub fn Chips() -> impl IntoView {
    let lang = viewer().lang;
    view! {
        <Section name="Chips, tabs, pages">
            <ul class="chips">
                <li><a class="chip" href="/design">{t::specialty_cardiology(lang)}</a></li>
                <li><a class="chip" href="/design" aria-current="true">{t::find_soonest(lang)}</a></li>
                <li><a class="chip on" href="/design">{t::specialty_dermatology(lang)}<Icon glyph=Glyph::Cross/></a></li>
                <li><a class="chip on" href="/design"><Icon glyph=Glyph::Bell/>{t::home_news(lang, 3)}</a></li>
            </ul>
            <nav class="tabs" aria-label=t::appointments_periods(lang)>
                <a href="/design" aria-current="page">{t::appointments_upcoming(lang)}</a>
                <a href="/design">{t::appointments_past(lang)}</a>
            </nav>
            <Pagination path="/design" next=Some("next".to_owned()) paged=true/>
        </Section>
    }
}

#[component]
pub fn Times() -> impl IntoView {
    let draw: DrawTimes =
        Arc::new(|slots| view! { <SlotLinks slots doctor="Elira Hoxha".to_owned() under_day=true kindless=true/> });
    let dated = samples::times().into_iter().take(3).collect::<Vec<_>>();
    view! {
        <Section name="Free times">
            <div class="card"><DayPicker slots=samples::times() today=samples::today() base="/design" draw/></div>
            <SlotLinks slots=dated doctor="Elira Hoxha".to_owned()/>
        </Section>
    }
}

#[component]
pub fn Day() -> impl IntoView {
    view! {
        <Section name="A day">
            <DayTimeline entries=samples::day() now=samples::at(570)/>
        </Section>
    }
}
