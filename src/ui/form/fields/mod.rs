//! Form fields: label, hint, error and input, in this order, linked for screen readers.

mod choice;
mod date;
mod file;
mod text;

use leptos::prelude::*;

use super::FormState;
use crate::base::error::FieldCode;
use crate::base::text as t;
use crate::ui::{view, viewer, words};

pub use choice::{CheckField, CheckGroup, ChoiceField, SelectField};
pub use date::DateField;
pub use file::FileField;
pub use text::{PasswordField, TextArea, TextField};

/// Links a field with its hint and its error.
#[derive(Clone, Copy)]
struct Ties {
    id: StoredValue<String>,
    hinted: bool,
    fault: Signal<Option<FieldCode>>,
}

impl Ties {
    /// An empty `id` defaults to `name`.
    fn new(state: FormState, name: &'static str, id: String, label: &str, hint: &str) -> Self {
        let id = if id.is_empty() { name.to_owned() } else { id };
        Self::pointing(state, name, id.clone(), &id, label, hint)
    }

    /// Like [`Ties::new`], if the summary links to another element, such as the first of a group.
    fn pointing(state: FormState, name: &'static str, id: String, first: &str, label: &str, hint: &str) -> Self {
        state.label(name, label, first);
        let fault = move || state.error.with(|error| error.as_ref().and_then(|error| error.field_code(name)));
        Self { id: StoredValue::new(id), hinted: !hint.is_empty(), fault: Signal::derive(fault) }
    }

    fn id(self) -> String {
        self.id.get_value()
    }

    fn described(self) -> Option<String> {
        let hint = self.hinted.then(|| format!("{}-hint", self.id()));
        let error = self.fault.get().map(|_| format!("{}-error", self.id()));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn invalid(self) -> Option<&'static str> {
        self.fault.get().map(|_| "true")
    }
}

#[component]
fn Hint(ties: Ties, hint: String) -> impl IntoView {
    (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{}-hint", ties.id())>{hint}</p> })
}

#[component]
fn Fault(ties: Ties) -> impl IntoView {
    let lang = viewer().lang;
    move || {
        ties.fault
            .get()
            .map(|code| view! { <p class="field-error" id=format!("{}-error", ties.id())>{words::field_code(lang, code)}</p> })
    }
}

#[component]
fn Label(ties: Ties, label: String, optional: bool) -> impl IntoView {
    let mark = optional.then(|| view! { <span class="optional">" ("{t::common_optional(viewer().lang)}")"</span> });
    view! { <label for=ties.id()>{label}{mark}</label> }
}

fn words_of(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}

/// The error of something that is not one field, such as a choice over several groups; the summary links to the element `first`.
#[component]
pub fn LooseFault(name: &'static str, #[prop(into)] label: String, first: &'static str) -> impl IntoView {
    let ties = Ties::pointing(FormState::here(), name, name.to_owned(), first, &label, "");
    view! { <Fault ties/> }
}
