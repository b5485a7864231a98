//! A date field with separate day, month and year.

use leptos::prelude::*;

use super::super::FormState;
use super::{Fault, Hint, Ties};
use crate::base::text as t;
use crate::ui::{view, viewer};

/// A date in three inputs, `{name}_day`, `{name}_month` and `{name}_year`; `fault` is the field's name in errors.
#[component]
pub fn DateField(
    name: &'static str,
    fault: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// The user's own birth date, which browsers can autofill.
    #[prop(optional)]
    birthday: bool,
    /// Day, month and year.
    #[prop(optional)]
    value: [String; 3],
) -> impl IntoView {
    let lang = viewer().lang;
    let state = FormState::here();
    let ties = Ties::pointing(state, fault, name.to_owned(), &format!("{name}_day"), &label, &hint);
    let parts = [
        ("day", t::common_day(lang), "bday-day", "2"),
        ("month", t::common_month(lang), "bday-month", "2"),
        ("year", t::common_year(lang), "bday-year", "4"),
    ];
    let mut values = value.into_iter();
    let inputs = parts.map(|(part, words, autocomplete, length)| {
        let value = values.next().unwrap_or_default();
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
                    value=state.typed(&id).unwrap_or(value)
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
}
