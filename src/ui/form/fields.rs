//! The fields: a label above, a hint below it, the fault between hint and field, tied together for screen readers.

use leptos::prelude::*;

use super::FormState;
use crate::error::FieldCode;
use crate::text as t;
use crate::ui::{viewer, words};

/// One field's ties: who it is, its hint and its fault.
#[derive(Clone, Copy)]
struct Ties {
    id: StoredValue<String>,
    hinted: bool,
    fault: Signal<Option<FieldCode>>,
}

impl Ties {
    /// `id` is the name's where it is empty.
    fn new(state: FormState, name: &'static str, id: String, label: &str, hint: &str) -> Self {
        let id = if id.is_empty() { name.to_owned() } else { id };
        Self::pointing(state, name, id.clone(), &id, label, hint)
    }

    /// As [`Ties::new`], where the summary leads to another element than the field's own, such as the first of a group.
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
    view! { <label for=ties.id()>{label}{mark}</label> }.into_any()
}

fn words_of(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}

#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] value: String,
    /// The input's type: text, email, tel, date, time, search.
    #[prop(default = "text")]
    input: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] inputmode: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] id: String,
    /// As wide as what goes in.
    #[prop(optional)]
    narrow: bool,
    #[prop(optional, into)] min: String,
    #[prop(optional, into)] max: String,
) -> impl IntoView {
    let state = FormState::here();
    let ties = Ties::new(state, name, id, &label, &hint);
    view! {
        <div class="field" class:narrow=narrow class:invalid=move || ties.fault.get().is_some()>
            <Label ties label optional/>
            <Hint ties hint/>
            <Fault ties/>
            <input
                type=input
                id=ties.id()
                name=name
                value=state.typed(name).unwrap_or(value)
                autocomplete=words_of(autocomplete)
                inputmode=words_of(inputmode)
                min=(!min.is_empty()).then_some(min)
                max=(!max.is_empty()).then_some(max)
                aria-describedby=move || ties.described()
                aria-invalid=move || ties.invalid()
            />
        </div>
    }
    .into_any()
}

/// A password, which can be shown where JavaScript runs. It never comes back from the server.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
) -> impl IntoView {
    let lang = viewer().lang;
    let ties = Ties::new(FormState::here(), name, String::new(), &label, &hint);
    let (awake, shown) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move || awake.set(true));
    view! {
        <div class="field" class:invalid=move || ties.fault.get().is_some()>
            <Label ties label optional=false/>
            <Hint ties hint/>
            <Fault ties/>
            <div class="with-button">
                <input
                    type=move || if shown.get() { "text" } else { "password" }
                    id=name
                    name=name
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=move || ties.described()
                    aria-invalid=move || ties.invalid()
                />
                <button
                    type="button"
                    class="button"
                    hidden=move || !awake.get()
                    aria-label=t::common_show_password(lang)
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { t::common_hide(lang) } else { t::common_show(lang) }}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A date in three numbers, `{name}_day`, `{name}_month` and `{name}_year`; `fault` is the field's name in errors.
#[component]
pub fn DateField(
    name: &'static str,
    fault: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// The reader's own birth date, which browsers know.
    #[prop(optional)]
    birthday: bool,
) -> impl IntoView {
    let lang = viewer().lang;
    let state = FormState::here();
    let ties = Ties::pointing(state, fault, name.to_owned(), &format!("{name}_day"), &label, &hint);
    let parts = [
        ("day", t::common_day(lang), "bday-day", "2"),
        ("month", t::common_month(lang), "bday-month", "2"),
        ("year", t::common_year(lang), "bday-year", "4"),
    ];
    let inputs = parts.map(|(part, words, autocomplete, length)| {
        let id = format!("{name}_{part}");
        view! {
            <div class=format!("date-part date-{part}")>
                <label for=id.clone()>{words}</label>
                <input
                    type="text"
                    inputmode="numeric"
                    maxlength=length
                    id=id.clone()
                    name=id.clone()
                    value=state.value(&id)
                    autocomplete=birthday.then_some(autocomplete)
                    aria-invalid=move || ties.invalid()
                />
            </div>
        }
    });
    view! {
        <fieldset class="field" class:invalid=move || ties.fault.get().is_some() aria-describedby=move || ties.described()>
            <legend>{label}</legend>
            <Hint ties hint/>
            <Fault ties/>
            <div class="date-parts">{inputs.into_iter().collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// One of several, in a list that opens. `options` are values with their words.
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
    .into_any()
}

/// One of a few, all in sight.
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
    .into_any()
}

/// Yes or no; sent as `on` or not at all.
#[component]
pub fn CheckField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    checked: bool,
) -> impl IntoView {
    let state = FormState::here();
    let ties = Ties::new(state, name, String::new(), &label, &hint);
    let checked = if state.is_again() { state.typed(name).is_some() } else { checked };
    view! {
        <div class="field">
            <label class="choice" for=name>
                <input type="checkbox" id=name name=name value="on" checked=checked aria-describedby=move || ties.described()/>
                <span>{label}</span>
            </label>
            <Hint ties hint/>
            <Fault ties/>
        </div>
    }
    .into_any()
}

/// Several lines.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] value: String,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] id: String,
) -> impl IntoView {
    let state = FormState::here();
    let ties = Ties::new(state, name, id, &label, &hint);
    view! {
        <div class="field" class:invalid=move || ties.fault.get().is_some()>
            <Label ties label optional/>
            <Hint ties hint/>
            <Fault ties/>
            <textarea
                id=ties.id()
                name=name
                rows=rows.to_string()
                autocomplete=words_of(autocomplete)
                aria-describedby=move || ties.described()
                aria-invalid=move || ties.invalid()
            >
                {state.typed(name).unwrap_or(value)}
            </textarea>
        </div>
    }
    .into_any()
}
