//! Text fields: one line, a password, several lines.

use leptos::prelude::*;

use super::super::FormState;
use super::{Fault, Hint, Label, Ties, words_of};
use crate::base::text as t;
use crate::ui::{raw_lines, view, viewer};

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
    /// As wide as its expected content.
    #[prop(optional)]
    narrow: bool,
    #[prop(optional, into)] min: String,
    #[prop(optional, into)] max: String,
    /// The id of a `datalist` with suggestions.
    #[prop(optional)]
    list: &'static str,
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
                list=words_of(list)
                min=(!min.is_empty()).then_some(min)
                max=(!max.is_empty()).then_some(max)
                aria-describedby=move || ties.described()
                aria-invalid=move || ties.invalid()
            />
        </div>
    }
}

/// A password, which can be shown if JavaScript runs. The server never sends it back.
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
    let (hydrated, shown) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move || hydrated.set(true));
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
                    hidden=move || !hydrated.get()
                    aria-label=t::common_show_password(lang)
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { t::common_hide(lang) } else { t::common_show(lang) }}
                </button>
            </div>
        </div>
    }
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
                {raw_lines(state.typed(name).unwrap_or(value))}
            </textarea>
        </div>
    }
}
