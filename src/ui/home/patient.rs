//! A patient's next appointment, and those after it.

use leptos::either::Either;
use leptos::prelude::*;

use super::{FEW, Greeting, Lines};
use crate::appointments::api::MyAppointments;
use crate::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::model::{Page, VisitKind};
use crate::text::{self as t, format};
use crate::ui::{Empty, Glyph, Icon, StatusBadge, ask, loaded_part, view, viewer, words};

#[component]
pub fn PatientHome() -> impl IntoView {
    let upcoming = ask(|| MyAppointments { period: Period::Upcoming, cursor: None, filter: AppointmentFilter::default() });
    view! {
        <Greeting/>
        {loaded_part(upcoming, |page| view! { <PatientNext page/> })}
    }
}

#[component]
fn PatientNext(page: Page<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    let mut ahead = page.items.into_iter().filter(|appointment| appointment.status.is_active());
    let Some(next) = ahead.next() else {
        return Either::Left(view! {
            <Empty title=t::home_none_title(lang) text=t::home_none_text(lang)>
                <a class="button primary" href="/doctors"><Icon glyph=Glyph::Search/>{t::home_find(lang)}</a>
            </Empty>
        });
    };
    let later: Vec<_> = ahead.take(FEW).collect();
    let later = (!later.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{t::home_later_title(lang)}</h2>
                <Lines appointments=later/>
            </section>
        }
    });
    Either::Right(view! {
        <div class="split">
            <div class="stack">
                <NextCard appointment=next/>
                {later}
            </div>
            <aside class="stack">
                <a class="button primary wide" href="/doctors"><Icon glyph=Glyph::Search/>{t::home_find(lang)}</a>
                <a class="button wide" href="/appointments"><Icon glyph=Glyph::Calendar/>{t::home_all(lang)}</a>
            </aside>
        </div>
    })
}

#[component]
fn NextCard(appointment: AppointmentView) -> impl IntoView {
    let lang = viewer().lang;
    let place = if appointment.kind == VisitKind::Video {
        (Glyph::Video, words::kind(lang, appointment.kind).to_owned())
    } else {
        (Glyph::Place, appointment.doctor.location.clone())
    };
    let zone = format::zone_label(lang, &appointment.starts_at.zone);
    view! {
        <article class="card next-card stack">
            <div class="spread">
                <h2>{t::home_next_title(lang)}</h2>
                <StatusBadge status=appointment.status/>
            </div>
            <p class="when">
                <time datetime=format::iso(&appointment.starts_at)>{format::date_time(lang, &appointment.starts_at)}</time>
                <span class="muted small">{zone}</span>
            </p>
            <p class="stack tight">
                <span class="fact"><Icon glyph=Glyph::Stethoscope/>
                    <span>{appointment.doctor.full_name} ", " {appointment.doctor.specialty.name(lang)}</span>
                </span>
                <span class="fact"><Icon glyph=place.0/><span>{place.1}</span></span>
            </p>
            <div class="cluster">
                <a class="button primary" href=format!("/appointments/{}", appointment.id)>{t::home_details(lang)}</a>
            </div>
        </article>
    }
}
