//! Choice fields: drop-down list, radio buttons, checkboxes.

use leptos::prelude::*;

use super::super::FormState;
use super::{Fault, Hint, Label, Ties};
use crate::ui::view;

/// A drop-down list. `options` are values with their texts.
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] id: String,
) -> impl IntoView {
    let state = FormState::here();
    let ties = Ties::new(state, name, id, &label, &hint);
    let chosen = state.typed(name).unwrap_or(value);
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <div class="field" class:invalid=move || ties.fault.get().is_some()>
            <Label ties label optional/>
            <Hint ties hint/>
            <Fault ties/>
            <select id=ties.id() name=name aria-describedby=move || ties.described() aria-invalid=move || ties.invalid()>
                {options.collect_view()}
            </select>
        </div>
    }
}

/// Radio buttons.
#[component]
pub fn ChoiceField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
) -> impl IntoView {
    let state = FormState::here();
    let first = options.first().map(|(value, _)| format!("{name}-{value}")).unwrap_or_default();
    let ties = Ties::pointing(state, name, name.to_owned(), &first, &label, &hint);
    let chosen = state.typed(name).unwrap_or(value);
    let options = options.into_iter().map(|(value, words)| {
        let (id, checked) = (format!("{name}-{value}"), value == chosen);
        view! {
            <label class="choice" for=id.clone()>
                <input type="radio" id=id.clone() name=name value=value checked=checked/>
                <span>{words}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" class:invalid=move || ties.fault.get().is_some() aria-describedby=move || ties.described()>
            <legend>{label}</legend>
            <Hint ties hint/>
            <Fault ties/>
            <div class="choices">{options.collect_view()}</div>
        </fieldset>
    }
}

/// A checkbox; sent as `value` or not at all.
#[component]
pub fn CheckField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(default = "on")] value: &'static str,
    checked: bool,
) -> impl IntoView {
    let state = FormState::here();
    let ties = Ties::new(state, name, String::new(), &label, &hint);
    let checked = if state.is_again() { state.typed(name).is_some() } else { checked };
    view! {
        <div class="field" class:invalid=move || ties.fault.get().is_some()>
            <label class="choice" for=name>
                <input type="checkbox" id=name name=name value=value checked=checked aria-describedby=move || ties.described()/>
                <span>{label}</span>
            </label>
            <Hint ties hint/>
            <Fault ties/>
        </div>
    }
}

/// A group of checkboxes; each checked one is sent as `name[]`.
#[component]
pub fn CheckGroup(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    options: Vec<(String, String)>,
    chosen: Vec<String>,
) -> impl IntoView {
    let state = FormState::here();
    let first = options.first().map(|(value, _)| format!("{name}-{value}")).unwrap_or_default();
    let ties = Ties::pointing(state, name, name.to_owned(), &first, &label, &hint);
    let sent = format!("{name}[]");
    let chosen = if state.is_again() { state.all_typed(&sent) } else { chosen };
    let options = options.into_iter().map(|(value, words)| {
        let (id, checked) = (format!("{name}-{value}"), chosen.contains(&value));
        view! {
            <label class="choice" for=id.clone()>
                <input type="checkbox" id=id.clone() name=sent.clone() value=value checked=checked/>
                <span>{words}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" class:invalid=move || ties.fault.get().is_some() aria-describedby=move || ties.described()>
            <legend>{label}</legend>
            <Hint ties hint/>
            <Fault ties/>
            <div class="choices">{options.collect_view()}</div>
        </fieldset>
    }
}
