//! Toasts: short messages at the bottom of the page about a completed action, with an undo button if there is one.
//!
//! Usage: `toast_after(state, move || ToastMessage::plain(t::common_saved(lang)))` beside the form; the toast is shown after a success.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::focus::focus_if_lost;
use super::form::FormState;
use super::{Glyph, Icon, view, viewer, words};
use crate::base::text as t;

/// How long a toast is shown, and one with undo; longer while it is hovered or focused.
const STAYS: Duration = Duration::from_secs(6);
const STAYS_WITH_UNDO: Duration = Duration::from_secs(10);
/// By then the page shows the change.
const LOST_AFTER: Duration = Duration::from_millis(800);

#[derive(Clone)]
pub struct ToastMessage {
    text: String,
    undo: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl ToastMessage {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None }
    }

    /// What `undo` uses must outlive the part of the page that shows this toast.
    pub fn with_undo(text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) -> Self {
        Self { text: text.into(), undo: Some(Arc::new(undo)) }
    }
}

#[derive(Clone)]
struct Shown {
    number: u32,
    message: ToastMessage,
}

/// The toasts on the page.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Shown>>,
    next: StoredValue<u32>,
    /// One of them is hovered or focused.
    held: RwSignal<bool>,
}

impl Toasts {
    pub fn provide() {
        provide_context(Self { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0), held: RwSignal::new(false) });
    }

    pub fn show(self, message: ToastMessage) {
        let number = self.next.get_value();
        self.next.set_value(number.wrapping_add(1));
        let stays = if message.undo.is_some() { STAYS_WITH_UNDO } else { STAYS };
        self.shown.update(|shown| shown.push(Shown { number, message }));
        self.end_after(number, stays);
    }

    fn end_after(self, number: u32, stays: Duration) {
        let end = move || {
            if self.held.get_untracked() { self.end_after(number, STAYS) } else { self.end(number) }
        };
        set_timeout(end, stays);
    }

    fn end(self, number: u32) {
        self.shown.update(|shown| shown.retain(|one| one.number != number));
        if self.shown.with_untracked(Vec::is_empty) {
            self.held.set(false);
        }
    }
}

/// Shows a toast after each success of a form.
pub fn toast_after(state: FormState, message: impl Fn() -> ToastMessage + 'static) {
    after(state, Box::new(message));
}

/// Compiled once for all forms.
fn after(state: FormState, message: Box<dyn Fn() -> ToastMessage>) {
    let Some(toasts) = use_context::<Toasts>() else { return };
    Effect::new(move |before: Option<usize>| {
        let now = state.succeeded.get();
        if before.is_some_and(|before| now > before) {
            toasts.show(message());
            // The form may have been removed, and the focus with it.
            set_timeout(focus_if_lost, LOST_AFTER);
        }
        now
    });
}

/// Shows an error as a toast, if the page has no form to show it in.
pub fn toast_failure(state: FormState) {
    let Some(toasts) = use_context::<Toasts>() else { return };
    let lang = viewer().lang;
    Effect::new(move || {
        if let Some(error) = state.error.get() {
            toasts.show(ToastMessage::plain(words::code(lang, error.code)));
        }
    });
}

/// The container of the toasts; once per page.
#[component]
pub fn ToastStack() -> impl IntoView {
    use_context::<Toasts>().map(|toasts| {
        let held = toasts.held;
        let messages = move || toasts.shown.get().into_iter().map(|one| view! { <Toast one toasts/> }).collect_view();
        view! {
            <div
                class="toasts"
                role="status"
                on:pointerenter=move |_| held.set(true)
                on:pointerleave=move |_| held.set(false)
                on:focusin=move |_| held.set(true)
                on:focusout=move |_| held.set(false)
            >
                {messages}
            </div>
        }
    })
}

#[component]
fn Toast(one: Shown, toasts: Toasts) -> impl IntoView {
    let lang = viewer().lang;
    let Shown { number, message } = one;
    let undo = message.undo.map(|undo| {
        let take_back = move |_| {
            toasts.end(number);
            undo();
        };
        view! { <button type="button" class="button" on:click=take_back>{t::common_undo(lang)}</button> }
    });
    view! {
        <div class="toast">
            <p>{message.text}</p>
            {undo}
            <button type="button" class="button icon-only" aria-label=t::common_close(lang) on:click=move |_| toasts.end(number)>
                <Icon glyph=Glyph::Cross/>
            </button>
        </div>
    }
}
