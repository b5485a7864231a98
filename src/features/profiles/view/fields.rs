//! Form fields shared by registration and profile.

use leptos::prelude::*;

use crate::base::model::Gender;
use crate::base::text::{self as t, Lang, format};
use crate::ui::form::{SelectField, TextField};
use crate::ui::{view, viewer};

#[component]
pub fn GenderField(#[prop(optional)] value: Option<Gender>) -> impl IntoView {
    let lang = viewer().lang;
    let genders = std::iter::once((String::new(), t::common_choose(lang).to_owned()))
        .chain(Gender::ALL.iter().map(|gender| (gender.to_string(), gender.name(lang).to_owned())))
        .collect();
    let value = value.map(String::from).unwrap_or_default();
    view! { <SelectField name="gender" label=t::register_gender(lang) options=genders value optional=true/> }
}

/// Suggested time zones; any other can be typed, by city or IANA name.
pub const ZONES: [&str; 24] = [
    "Europe/Tirane",
    "Europe/Paris",
    "Asia/Ho_Chi_Minh",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Rome",
    "Europe/Madrid",
    "Europe/Brussels",
    "Europe/Zurich",
    "Europe/Vienna",
    "Europe/Athens",
    "Europe/Istanbul",
    "Africa/Casablanca",
    "Africa/Tunis",
    "Asia/Dubai",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Montreal",
    "UTC",
];

/// Returns the zone's city if it is one of [`ZONES`], otherwise its IANA name.
pub fn shown(lang: Lang, zone: &str) -> String {
    if ZONES.contains(&zone) { format::zone_city(lang, zone) } else { zone.to_owned() }
}

#[component]
pub fn ZoneField(#[prop(default = None)] value: Option<String>, #[prop(optional)] optional: bool) -> impl IntoView {
    let viewer = viewer();
    let lang = viewer.lang;
    let value = value.or(viewer.zone).map(|zone| shown(lang, &zone)).unwrap_or_default();
    let options = ZONES.map(|zone| view! { <option value=shown(lang, zone)></option> });
    view! {
        <TextField name="time_zone" label=t::profile_zone(lang) hint=t::profile_zone_hint(lang) value list="zones" optional/>
        <datalist id="zones">{options.into_iter().collect_view()}</datalist>
    }
}
