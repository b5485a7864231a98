//! The pages of a doctor's times.

pub mod fields;
pub mod picker;
pub mod requests;
pub mod slot;
pub mod timeline;
pub mod week;

use chrono::NaiveDate;
use leptos::prelude::*;

pub use slot::EditSlotPage;
pub use week::SchedulePage;

use crate::ui::form::FormState;

/// Groups what is sorted by time under its days.
pub fn by_day<T>(items: Vec<T>, day: impl Fn(&T) -> NaiveDate) -> Vec<(NaiveDate, Vec<T>)> {
    let mut days: Vec<(NaiveDate, Vec<T>)> = Vec::new();
    for item in items {
        let date = day(&item);
        match days.last_mut() {
            Some((last, those)) if *last == date => those.push(item),
            _ => days.push((date, vec![item])),
        }
    }
    days
}

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
