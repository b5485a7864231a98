//! What an approved doctor asks to change, beside what stands there now.

use leptos::prelude::*;

use crate::base::specialty::Specialty;
use crate::base::text::{self as t, Lang};
use crate::features::doctors::model::PendingChange;
use crate::ui::view;

/// What would be different, as facts: the present value and the one that is asked for.
pub fn changed(lang: Lang, full_name: &str, specialty: Specialty, licence_number: &str, change: &PendingChange) -> AnyView {
    let values = [
        (t::profile_name(lang), full_name, change.full_name.as_str()),
        (t::profile_specialty(lang), specialty.name(lang), change.specialty.name(lang)),
        (t::profile_licence(lang), licence_number, change.licence_number.as_str()),
    ];
    let facts = values.into_iter().filter(|(_, before, after)| before != after).map(|(label, before, after)| {
        let value = t::profile_pending_change(lang, before, after);
        view! { <div><dt>{label}</dt><dd>{value}</dd></div> }
    });
    facts.collect_view().into_any()
}
