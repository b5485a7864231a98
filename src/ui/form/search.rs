//! Search forms and their fields. A field follows the URL, also when the reader goes back, and keeps what was typed before the page was
//! hydrated.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::ui::ask::filled_in;
use crate::ui::view;

/// A search form: its fields become the query of the URL. (The router's form would add the code for posting.)
#[component]
pub fn SearchForm(action: &'static str, children: Children) -> impl IntoView {
    let navigate = use_navigate();
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(fields) = filled_in(&event) {
            navigate(&format!("{action}?{fields}"), NavigateOptions::default());
        }
    };
    view! { <form method="get" action=action on:submit=go>{children()}</form> }
}

/// An input with its label.
#[component]
pub fn SearchField(
    name: &'static str,
    label: &'static str,
    value: Signal<String>,
    /// The input's type: search, date.
    #[prop(default = "search")]
    input: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <SearchInput name value input/>
        </div>
    }
}

/// An input without a label.
#[component]
pub fn SearchInput(
    name: &'static str,
    value: Signal<String>,
    /// The input's type: search, date, hidden.
    #[prop(default = "search")]
    input: &'static str,
) -> impl IntoView {
    view! { <input type=input id=name name=name maxlength="120" value=move || value.get() prop:value=changed(value)/> }
}

/// A choice with its label; `any` is the text of the first option, which does not restrict the search.
#[component]
pub fn SearchSelect(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    /// The values with their texts.
    options: Vec<(String, String)>,
    value: Signal<String>,
) -> impl IntoView {
    // An option only marks what was chosen when it was rendered; the select's property follows the URL from then on.
    let first = value.get_untracked();
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = first == value;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name prop:value=changed(value)>
                <option value="">{any}</option>
                {options}
            </select>
        </div>
    }
}

/// Returns what to set as the element's property: nothing at first, each changed value later.
///
/// The first value is in the element's attributes. Setting it again at hydration would erase what the reader has typed until then.
fn changed(value: Signal<String>) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    let rendered = StoredValue::new(false);
    move || {
        let value = value.get();
        let changed = rendered.get_value();
        rendered.set_value(true);
        changed.then_some(value)
    }
}
