//! Forms that work with JavaScript and without.
//!
//! Usage:
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
//! The error summary and the field errors are shown automatically: from the response, or, after a post without JavaScript, from the
//! [`Flash`](crate::base::flash::Flash) that the server stored. A form that must load a new page (sign-in, sign-out, language) is a
//! [`NativeForm`] with [`use_native_form`].

mod fields;
mod search;
mod state;
mod summary;

use leptos::context::Provider;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

pub use fields::{
    CheckField, CheckGroup, ChoiceField, DateField, FileField, LooseFault, PasswordField, SelectField, TextArea, TextField,
};
pub use search::{SearchField, SearchForm, SearchInput, SearchSelect};
pub use state::{Carried, Faulty, FormState, Settling, use_form, use_form_of, use_native_form, use_upload_form};

use summary::ErrorSummary;

use super::{Glyph, Icon, view};

/// A form that does not reload the page if JavaScript runs.
#[component]
pub fn Form(state: FormState, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    framed(state, class, children, false, FormState::send)
}

/// A form that the browser submits itself; the response is a full page (`data-whole` marks it for `public/page.js`).
#[component]
pub fn NativeForm(state: FormState, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    framed(state, class, children, true, |state, _| state.sent())
}

/// A form with a file; the browser submits it itself.
#[component]
pub fn UploadForm(state: FormState, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    framed_as(Some("multipart/form-data"), state, class, children, true, |state, _| state.sent())
}

fn framed(state: FormState, class: String, children: Children, whole: bool, submit: fn(FormState, &SubmitEvent)) -> AnyView {
    framed_as(None, state, class, children, whole, submit)
}

fn framed_as(
    kind: Option<&'static str>,
    state: FormState,
    class: String,
    children: Children,
    whole: bool,
    submit: fn(FormState, &SubmitEvent),
) -> AnyView {
    view! {
        <Provider value=state>
            <form
                method="post"
                action=state.url
                enctype=kind
                class=class
                novalidate=true
                data-whole=whole
                on:submit=move |event| submit(state, &event)
            >
                <Body children/>
            </form>
        </Provider>
    }
}

/// The fields are created first: each registers its label for the summary.
#[component]
fn Body(children: Children) -> impl IntoView {
    let fields = children();
    view! {
        <ErrorSummary/>
        {fields}
    }
}

/// A hidden field.
#[component]
pub fn Hidden(name: &'static str, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// The submit button; disabled while a request is pending, so that a double click sends once.
#[component]
pub fn Submit(
    #[prop(into)] label: String,
    #[prop(default = "button primary")] class: &'static str,
    #[prop(optional)] glyph: Option<Glyph>,
    /// The text for screen readers, if the label is unclear without context.
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
