//! The change that an approved doctor requests, next to the current values.

use leptos::prelude::*;

use crate::base::specialty::Specialty;
use crate::base::text::{self as t, Lang};
use crate::features::doctors::model::PendingChange;
use crate::ui::view;

/// Renders the differences as facts: the current and the requested value.
pub fn changed(lang: Lang, full_name: &str, specialty: Specialty, licence_number: &str, change: &PendingChange) -> AnyView {
    let values = [
        (t::profile_name(lang), full_name, change.full_name.as_str()),
        (t::profile_specialty(lang), specialty.name(lang), change.specialty.name(lang)),
        (t::profile_licence(lang), licence_number, change.licence_number.as_str()),
    ];
    let facts = values.into_iter().filter(|(_, before, after)| before != after).map(|(label, before, after)| {
        let value = t::profile_pending_change(lang, t::ProfilePendingChange { before, after });
        view! { <div><dt>{label}</dt><dd>{value}</dd></div> }
    });
    facts.collect_view().into_any()
}
