//! The state of a form: its error, the submitted values, whether a request is pending.

use std::time::Duration;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use server_fn::ServerFn;

use crate::base::error::AppError;
use crate::base::flash::Flash;
use crate::ui::ask::{filled_in, post};
use crate::ui::{Unread, encode, recount, unread};

/// The flash of this page, until the next navigation.
#[derive(Clone, Copy)]
pub struct Carried(StoredValue<Option<Flash>>);

impl Carried {
    pub fn new(flash: Option<Flash>) -> Self {
        Self(StoredValue::new(flash))
    }

    pub fn forget(self) {
        self.0.set_value(None);
    }

    fn of(self, url: &str) -> Option<Flash> {
        self.0.with_value(|flash| flash.as_ref().filter(|flash| flash.form == url).cloned())
    }
}

/// The number of forms on the page with an error; the document title shows if there are any.
#[derive(Clone, Default)]
pub struct Faulty(pub ArcRwSignal<usize>);

/// True for a moment after a form's success, while nothing is sent: the page may change, and the second click of a double click could hit
/// another button.
#[derive(Clone, Copy)]
pub struct Settling(pub RwSignal<bool>);

const SETTLES: Duration = Duration::from_millis(700);

/// A field's label and element id, for the error summary.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    pub name: String,
    pub label: String,
    pub id: String,
}

#[derive(Clone, Copy)]
pub struct FormState {
    /// The path that the form is posted to.
    pub url: &'static str,
    pub error: RwSignal<Option<AppError>>,
    /// A request is pending.
    pub pending: RwSignal<bool>,
    /// 0 before the first success and after a failure, a new number after each success.
    pub succeeded: RwSignal<usize>,
    /// The error came with the server-rendered page.
    pub(super) carried: bool,
    pub(super) settling: RwSignal<bool>,
    unread: Unread,
    answers: StoredValue<usize>,
    values: StoredValue<Vec<(String, String)>>,
    labels: StoredValue<Vec<Labelled>>,
}

impl FormState {
    fn new(url: &'static str, flash: Option<&Flash>) -> Self {
        let error = flash.and_then(|flash| flash.error.clone());
        Self {
            url,
            carried: error.is_some(),
            error: RwSignal::new(error),
            pending: RwSignal::new(false),
            succeeded: RwSignal::new(0),
            settling: use_context::<Settling>().map_or_else(|| RwSignal::new(false), |Settling(settling)| settling),
            unread: unread(),
            answers: StoredValue::new(0),
            values: StoredValue::new(flash.map(|flash| flash.values.clone()).unwrap_or_default()),
            labels: StoredValue::default(),
        }
    }

    /// A form that was not submitted yet.
    pub fn idle(url: &'static str) -> Self {
        Self::new(url, None)
    }

    /// A form that was rejected with this error.
    pub fn refused(url: &'static str, error: AppError) -> Self {
        let state = Self::new(url, None);
        state.error.set(Some(error));
        state
    }

    /// The state of the enclosing form, or an empty one: search forms use the same fields.
    pub(super) fn here() -> Self {
        use_context().unwrap_or_else(|| Self::new("", None))
    }

    /// The value of `name` in the rejected form.
    pub fn value(&self, name: &str) -> String {
        self.typed(name).unwrap_or_default()
    }

    pub(super) fn typed(&self, name: &str) -> Option<String> {
        self.values.with_value(|values| values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    /// All chosen values of a group.
    pub(super) fn all_typed(&self, name: &str) -> Vec<String> {
        self.values.with_value(|values| values.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect())
    }

    pub(super) fn is_again(&self) -> bool {
        self.values.with_value(|values| !values.is_empty())
    }

    pub(super) fn label(&self, name: &str, label: &str, id: &str) {
        self.labels.update_value(|labels| {
            labels.push(Labelled { name: name.to_owned(), label: label.to_owned(), id: id.to_owned() });
        });
    }

    pub(super) fn labelled(&self, name: &str) -> Option<Labelled> {
        self.labels.with_value(|labels| labels.iter().find(|labelled| labelled.name == name).cloned())
    }

    /// The browser reads the form's values after the submit event, so the button is disabled only then. It is enabled again for users who
    /// return with the back button.
    pub(super) fn sent(self) {
        set_timeout(move || self.pending.set(true), Duration::ZERO);
        set_timeout(move || self.pending.set(false), Duration::from_secs(5));
    }

    /// Posts the form's fields and stays on this page.
    pub(super) fn send(self, event: &SubmitEvent) {
        event.prevent_default();
        if !self.settling.get_untracked()
            && let Some(fields) = filled_in(event)
        {
            self.post(fields);
        }
    }

    /// Posts these values, like a form with them in its fields.
    pub fn send_values(self, values: &[(&str, String)]) {
        let fields: Vec<String> = values.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.post(fields.join("&"));
    }

    fn post(self, fields: String) {
        self.pending.set(true);
        spawn_local(async move {
            let answer = post(self.url, &fields).await;
            if answer.is_ok() {
                self.settling.set(true);
                set_timeout(move || self.settling.set(false), SETTLES);
                // Acting on something can mark its notifications as read.
                recount(self.unread);
            }
            // A redirect may have removed this form.
            let Some(answers) = self.answers.try_update_value(|answers| {
                *answers += 1;
                *answers
            }) else {
                return;
            };
            self.succeeded.set(if answer.is_ok() { answers } else { 0 });
            self.error.set(answer.err());
            self.pending.set(false);
        });
    }

    /// Counts this form in [`Faulty`] while it has an error.
    fn announce(self) {
        let Some(Faulty(count)) = use_context() else { return };
        let counted = StoredValue::new(false);
        let tell = move |faulty: bool| {
            if faulty != counted.get_value() {
                counted.set_value(faulty);
                count.update(|count| *count = if faulty { *count + 1 } else { count.saturating_sub(1) });
            }
        };
        tell(self.carried);
        Effect::new({
            let tell = tell.clone();
            move || tell(self.error.with(Option::is_some))
        });
        on_cleanup(move || tell(false));
    }
}

/// The state of a form that is posted to `F`.
pub fn use_form<F: ServerFn>() -> FormState {
    use_form_of::<F>(&[])
}

/// Like [`use_form`], if several forms of a page have the same path: the flash is for the one whose `own` values were sent.
pub fn use_form_of<F: ServerFn>(own: &[(&str, &str)]) -> FormState {
    state_of(F::PATH, own)
}

/// The state of a form that the browser submits itself.
pub fn use_native_form<F: ServerFn>() -> FormState {
    state_of(F::PATH, &[])
}

/// The state of a form with a file, which is posted to this path.
pub fn use_upload_form(url: &'static str) -> FormState {
    state_of(url, &[])
}

fn state_of(url: &'static str, own: &[(&str, &str)]) -> FormState {
    let flash = use_context::<Carried>()
        .and_then(|carried| carried.of(url))
        .filter(|flash| own.iter().all(|(name, value)| flash.has(name, value)));
    let state = FormState::new(url, flash.as_ref());
    state.announce();
    state
}
