//! The badge with an appointment's status.

use leptos::prelude::*;

use crate::features::appointments::model::Status;
use crate::ui::{Glyph, Icon, Tone, view, viewer};

#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    let (tone, glyph) = match status {
        Status::Pending => (Tone::Warn.class(), Glyph::Clock),
        Status::Confirmed => (Tone::Ok.class(), Glyph::Check),
        Status::Completed => (Tone::Info.class(), Glyph::Check),
        Status::Cancelled => ("quiet", Glyph::Cross),
        Status::NoShow => (Tone::Danger.class(), Glyph::Alert),
    };
    view! { <span class=format!("badge {tone}")><Icon glyph/><span>{status.name(viewer().lang)}</span></span> }
}
