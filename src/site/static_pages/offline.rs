//! The page for when there is no connection, with the reader's next appointments.
//!
//! The service worker (`public/sw.js`) caches this page and shows it at any requested URL. So it is never hydrated: the router would
//! render another page at that URL. Its data is rendered on the server, and passed to no script.

use leptos::prelude::*;

use crate::base::model::{Role, VisitKind};
use crate::base::text::{self as t, format};
use crate::features::appointments::api::my_appointments;
use crate::features::appointments::model::{AppointmentFilter, AppointmentView, Period};
use crate::features::appointments::view::StatusBadge;
use crate::features::appointments::view::card::with_whom;
use crate::ui::{Glyph, Icon, PageHead, RenderedAt, view, viewer, words};

/// Max appointments shown.
const MAX_SHOWN: usize = 10;

/// Returns whether the page that is being rendered is this one.
pub fn is_offline_page() -> bool {
    use_context::<RenderedAt>().is_some()
}

#[component]
pub fn OfflinePage() -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    // Staff see everybody's appointments: these must not stay on a device.
    let own = viewer.role().is_some_and(|role| role != Role::Admin) && !viewer.is_pending();
    view! {
        <div class="narrow-page stack">
            <PageHead title=t::offline_title(lang) lead=t::offline_lead(lang)/>
            <div class="cluster">
                <a class="button primary" id="again" rel="external" href="/">{t::common_try_again(lang)}</a>
            </div>
            {own.then(|| view! { <Known/> })}
        </div>
    }
}

/// Does not use a `Resource`: its data, including the reason for a visit, would be serialized into the page.
#[component]
fn Known() -> impl IntoView {
    let show = || {
        Suspend::new(async {
            let known = my_appointments(Period::Upcoming, None, AppointmentFilter::default()).await;
            known.ok().map(|page| view! { <Next appointments=page.items/> })
        })
    };
    view! { <Suspense>{show}</Suspense> }
}

#[component]
fn Next(appointments: Vec<AppointmentView>) -> impl IntoView {
    let lang = viewer().lang;
    let mut ahead = appointments.into_iter().filter(|appointment| appointment.status.is_active()).take(MAX_SHOWN).peekable();
    let none = ahead.peek().is_none().then(|| view! { <p>{t::offline_none(lang)}</p> });
    let lines = ahead.map(|appointment| view! { <Line appointment/> }).collect_view();
    let as_of = use_context::<RenderedAt>().map(|RenderedAt(at)| {
        let zone = format::zone_label(lang, &at.zone);
        view! { <p class="muted small">{t::offline_as_of(lang, format!("{} ({zone})", format::date_time_short(lang, &at)))}</p> }
    });
    view! {
        <section class="stack" aria-labelledby="known">
            <h2 id="known">{t::offline_next(lang)}</h2>
            {none}
            <ul class="known">{lines}</ul>
            {as_of}
        </section>
    }
}

/// Time, person and place; never the reason for the visit.
#[component]
fn Line(appointment: AppointmentView) -> impl IntoView {
    let viewer = viewer();
    let (lang, role) = (viewer.lang, viewer.role());
    let place = match (appointment.kind, role) {
        (VisitKind::InPerson, Some(Role::Patient)) => appointment.doctor.location.clone(),
        (kind, _) => words::kind(lang, kind).to_owned(),
    };
    let who = if role == Some(Role::Doctor) { Glyph::User } else { Glyph::Stethoscope };
    let how = if appointment.kind == VisitKind::Video { Glyph::Video } else { Glyph::Place };
    view! {
        <li class="card">
            <p class="known-when">
                <time datetime=format::iso(&appointment.starts_at)>{words::at_place(lang, format::date_time(lang, &appointment.starts_at), &appointment.starts_at)}</time>
            </p>
            <p class="fact"><Icon glyph=who/><span>{with_whom(lang, role, &appointment)}</span></p>
            <p class="fact"><Icon glyph=how/><span>{place}</span></p>
            <StatusBadge status=appointment.status/>
        </li>
    }
}
