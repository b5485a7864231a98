//! Forms that work with JavaScript and without.
//!
//! A recipe:
//! ```ignore
//! let state = use_form::<Book>();
//! view! {
//!     <Form state>
//!         <Hidden name="slot" value=slot/>
//!         <TextArea name="reason" label=t::book_reason(lang)/>
//!         <Submit label=t::book_submit(lang)/>
//!     </Form>
//! }
//! ```
//! The error summary and each field's fault appear by themselves: from the answer, or, after a post without
//! JavaScript, from the [`Flash`](crate::base::flash::Flash) that the server kept. What must end in a whole new page (signing in and out, the
//! language) is a [`NativeForm`] with [`use_native_form`].

mod fields;
mod state;
mod summary;

use leptos::context::Provider;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

pub use fields::{CheckField, CheckGroup, ChoiceField, DateField, LooseFault, PasswordField, SelectField, TextArea, TextField};
pub use state::{Carried, Faulty, FormState, Settling, use_form, use_form_of, use_native_form};

use summary::ErrorSummary;

use super::ask::filled_in;
use super::{Glyph, Icon, view};

/// A form whose answer comes without a new page, where JavaScript runs.
#[component]
pub fn Form(state: FormState, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    framed(state, class, children, false, FormState::send)
}

/// A form that the browser sends by itself; the answer is a whole page (`data-whole` tells `public/page.js`).
#[component]
pub fn NativeForm(state: FormState, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    framed(state, class, children, true, |state, _| state.sent())
}

fn framed(state: FormState, class: String, children: Children, whole: bool, submit: fn(FormState, &SubmitEvent)) -> AnyView {
    view! {
        <Provider value=state>
            <form method="post" action=state.url class=class novalidate=true data-whole=whole on:submit=move |event| submit(state, &event)>
                <Body children/>
            </form>
        </Provider>
    }
}

/// A form whose fields become the address of what it looks for. (The router's own brings with it all that posting needs.)
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

/// The fields are made first: each tells the summary its label.
#[component]
fn Body(children: Children) -> impl IntoView {
    let fields = children();
    view! {
        <ErrorSummary/>
        {fields}
    }
}

/// A value that the reader does not see.
#[component]
pub fn Hidden(name: &'static str, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// The form's button; it rests while the answer is on its way, so that a double click sends once.
#[component]
pub fn Submit(
    #[prop(into)] label: String,
    #[prop(default = "button primary")] class: &'static str,
    #[prop(optional)] glyph: Option<Glyph>,
    /// What a screen reader says instead, where the label alone does not say what about.
    #[prop(optional, into)]
    spoken: String,
) -> impl IntoView {
    let state = FormState::here();
    view! {
        <button
            type="submit"
            class=class
            disabled=move || state.pending.get() || state.settling.get()
            aria-busy=move || state.pending.get().then_some("true")
            aria-label=(!spoken.is_empty()).then_some(spoken)
        >
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            {label}
        </button>
    }
}
