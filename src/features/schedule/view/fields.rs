//! The form fields of a slot.

use leptos::prelude::*;

use crate::base::model::VisitKind;
use crate::base::text as t;
use crate::features::schedule::model::SlotForm;
use crate::ui::form::{SelectField, TextField};
use crate::ui::{view, viewer, words};

#[component]
pub fn SlotFields(value: SlotForm) -> impl IntoView {
    let lang = viewer().lang;
    let kinds = VisitKind::ALL.iter().map(|kind| (kind.to_string(), words::kind(lang, *kind).to_owned())).collect::<Vec<_>>();
    view! {
        <div class="slot-fields">
            <TextField name="date" input="date" label=t::schedule_date(lang) value=value.date/>
            <SelectField name="kind" label=t::schedule_kind(lang) options=kinds value=value.kind/>
            <TextField name="start" input="time" label=t::schedule_start(lang) value=value.start/>
            <TextField name="end" input="time" label=t::schedule_end(lang) value=value.end/>
        </div>
    }
}
