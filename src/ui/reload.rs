//! Reading a page again after one of its forms has changed something.

use leptos::prelude::*;

use super::form::FormState;

/// Tells a page that one of its forms has changed something, where going "back" leads to the page one is on and so would
/// not read it again. The page provides it and asks by [`Reload::at`].
#[derive(Clone, Copy)]
pub struct Reload(RwSignal<u32>);

impl Reload {
    pub fn provide() -> Self {
        let reload = Self(RwSignal::new(0));
        provide_context(reload);
        reload
    }

    /// The same question, asked again with each reload.
    pub fn at<F>(self, question: F) -> F {
        self.0.track();
        question
    }

    /// Reads the page again whenever the form has succeeded.
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
