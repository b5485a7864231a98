//! Reloads a page's data after one of its forms has changed something.

use leptos::prelude::*;

use super::form::FormState;

/// Reloads a page's data after a form's success, where the redirect leads to the current page and would not reload it. The page
/// provides it and calls [`Reload::at`].
#[derive(Clone, Copy)]
pub struct Reload(RwSignal<u32>);

impl Reload {
    pub fn provide() -> Self {
        let reload = Self(RwSignal::new(0));
        provide_context(reload);
        reload
    }

    /// Returns `question` unchanged, and runs again on each reload.
    pub fn at<F>(self, question: F) -> F {
        self.0.track();
        question
    }

    /// Reloads the page's data after each success of the form.
    pub fn after(state: FormState) {
        let Some(Self(reads)) = use_context::<Self>() else { return };
        Effect::new(move |before: Option<usize>| {
            let now = state.succeeded.get();
            if before.is_some_and(|before| now > before) {
                reads.update(|reads| *reads = reads.wrapping_add(1));
            }
            now
        });
    }
}
