//! Forms that work with JavaScript and without.
//!
//! A recipe:
//! ```ignore
//! let action = ServerAction::<Book>::new();
//! let state = use_form(action);
//! view! {
//!     <Form action state>
//!         <Hidden name="slot" value=slot/>
//!         <TextArea name="reason" label=t::book_reason(lang)/>
//!         <Submit label=t::book_submit(lang)/>
//!     </Form>
//! }
//! ```
//! The error summary and each field's fault appear by themselves: from the action's answer, or, after a post without
//! JavaScript, from the [`Flash`] that the server kept. What must end in a whole new page (signing in and out, the
//! language) is a [`NativeForm`] with [`use_native_form`].

mod fields;
mod state;
mod summary;

use leptos::context::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::web_sys::FormData;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::PostUrl;
use server_fn::request::ClientReq;
use server_fn::{Http, ServerFn};

pub use fields::{CheckField, CheckGroup, ChoiceField, DateField, LooseFault, PasswordField, SelectField, TextArea, TextField};
pub use state::{Carried, Faulty, Flash, FormState, use_form, use_form_of, use_native_form};

use super::{Glyph, Icon};
use crate::error::AppError;
use summary::ErrorSummary;

/// A form whose answer comes without a new page, where JavaScript runs.
#[component]
pub fn Form<F, Answer>(
    action: ServerAction<F>,
    state: FormState,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView
where
    F: DeserializeOwned + ServerFn<Protocol = Http<PostUrl, Answer>, Error = AppError> + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
    F::Client: Client<AppError>,
    <<F::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    Answer: 'static,
{
    view! {
        <Provider value=state>
            <ActionForm action attr:class=class attr:novalidate=true>
                <Body children/>
            </ActionForm>
        </Provider>
    }
    .into_any()
}

/// A form that the browser sends by itself; the answer is a whole page (`data-whole` tells `public/page.js`).
#[component]
pub fn NativeForm(state: FormState, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    view! {
        <Provider value=state>
            <form method="post" action=state.url class=class novalidate=true data-whole on:submit=move |_| state.sent()>
                <Body children/>
            </form>
        </Provider>
    }
    .into_any()
}

/// The fields are made first: each tells the summary its label.
#[component]
fn Body(children: Children) -> impl IntoView {
    let fields = children();
    view! {
        <ErrorSummary/>
        {fields}
    }
    .into_any()
}

/// A value that the reader does not see.
#[component]
pub fn Hidden(name: &'static str, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
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
            disabled=state.pending
            aria-busy=move || state.pending.get().then_some("true")
            aria-label=(!spoken.is_empty()).then_some(spoken)
        >
            {glyph.map(|glyph| view! { <Icon glyph/> })}
            {label}
        </button>
    }
    .into_any()
}
