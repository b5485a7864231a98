//! Choosing the language, with or without an account.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::base::text::Lang;
use crate::features::accounts::api::SetLanguage;
use crate::ui::form::{NativeForm, use_native_form};
use crate::ui::{Glyph, Icon, address, here, view, viewer};

/// The four languages as buttons; choosing one reloads the page in it.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let current = viewer().lang;
    let location = use_location();
    let state = use_native_form::<SetLanguage>();
    let back = Signal::derive(move || address(&location.pathname.get(), &location.search.get()));
    let choices = Lang::ALL.iter().map(move |lang| {
        view! {
            <button
                class="button quiet"
                name="lang"
                value=lang.as_str()
                lang=lang.as_str()
                aria-current=(*lang == current).then_some("true")
            >
                {lang.own_name()}
                {(*lang == current).then(|| view! { <Icon glyph=Glyph::Check/> })}
            </button>
        }
    });
    view! {
        <NativeForm state class="language-choice">
            <input type="hidden" name="back" value=here() prop:value=back/>
            {choices.collect_view()}
        </NativeForm>
    }
}
