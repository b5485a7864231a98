//! Free slots as links to the booking page.

use leptos::prelude::*;

use crate::base::slot::SlotView;
use crate::base::text::{self as t, format};
use crate::ui::{Icon, kind_glyph, view, viewer, words};

/// One free slot. Its accessible name contains day, time, kind and doctor.
#[component]
pub fn SlotLink(
    time: SlotView,
    doctor: String,
    /// Shows only the time, because the day is in a heading above.
    #[prop(optional)]
    under_day: bool,
    /// All are of one kind, which is shown elsewhere.
    #[prop(optional)]
    kindless: bool,
    /// The times are in different time zones: one that is not the reader's is named.
    #[prop(optional)]
    zoned: bool,
) -> impl IntoView {
    let lang = viewer().lang;
    let kind = words::kind(lang, time.kind);
    // The visible text is part of the accessible name, so that users of voice control can say what they see.
    let plain = format::date_time_tight(lang, &time.starts_at);
    let when = if zoned { words::at_place(lang, plain.clone(), &time.starts_at) } else { plain.clone() };
    let city = (when != plain).then(|| {
        let city = format::zone_city(lang, &time.starts_at.zone);
        view! { <span class="slot-zone">" "{city}</span> }
    });
    let day = (!under_day).then(|| {
        let day = format::weekday_day_short(lang, time.starts_at.at.date_naive());
        view! { <span class="slot-day">{day}" "</span> }
    });
    view! {
        <a class="slot" href=format!("/book/{}", time.id) aria-label=t::find_book_at(lang, t::FindBookAt { when, kind, name: doctor })>
            <time datetime=format::iso(&time.starts_at)>{day}{format::time(&time.starts_at)}</time>
            {city}
            {(!kindless).then(|| view! { <span class="slot-kind"><Icon glyph=kind_glyph(time.kind)/><span class="slot-kind-word">{kind}</span></span> })}
        </a>
    }
}

#[component]
pub fn SlotLinks(
    slots: Vec<SlotView>,
    doctor: String,
    #[prop(optional)] under_day: bool,
    #[prop(optional)] kindless: bool,
    #[prop(optional)] zoned: bool,
) -> impl IntoView {
    let links = slots
        .into_iter()
        .map(|slot| view! { <li><SlotLink time=slot doctor=doctor.clone() under_day kindless zoned/></li> })
        .collect_view();
    view! { <ul class="slots" class:dated=!under_day>{links}</ul> }
}
