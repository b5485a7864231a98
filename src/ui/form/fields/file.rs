//! A field for a file.

use leptos::prelude::*;

use super::{Fault, Hint, Label, Ties};
use crate::ui::form::FormState;
use crate::ui::view;

/// A file of these media types, which the browser offers first; the server looks at the content.
#[component]
pub fn FileField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    accept: &'static str,
) -> impl IntoView {
    let ties = Ties::new(FormState::here(), name, String::new(), &label, &hint);
    view! {
        <div class="field">
            <Label ties label optional=false/>
            <Hint ties hint/>
            <Fault ties/>
            <input
                type="file"
                id=ties.id()
                name=name
                accept=accept
                required=true
                aria-invalid=move || ties.invalid()
                aria-describedby=move || ties.described()
            />
        </div>
    }
}
