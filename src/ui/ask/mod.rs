//! How pages ask the server: for what they show, and with what a form holds.
//!
//! A recipe: `let page = ask(move || GetAppointment { id: id.get() });`, shown by `ui::loaded`. The arguments are made anew
//! whenever a signal that they read changes, and then the server is asked anew.
//!
//! What differs from page to page is only which function is asked and what its answer is read as. All between, the
//! resource, the request, the waiting, is compiled once: a `Resource` and an `Action` of its own for each type were half of what a
//! browser had to load. So an answer stays JSON in the browser until its view reads it, and on the server it stays the
//! value that it is.

#[cfg(feature = "ssr")]
#[path = "server.rs"]
mod side;
#[cfg(not(feature = "ssr"))]
#[path = "browser.rs"]
mod side;

use std::marker::PhantomData;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;
use side::Question;

use crate::base::error::{AppError, Result};
pub use side::{Answer, Wire, filled_in, post, read, tell};

/// What was asked for, when it has come: a `T`, or why not.
pub struct Asked<T>(Resource<Answer, Wire>, PhantomData<fn() -> T>);

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Asked<T> {}

impl<T> Asked<T> {
    /// The answer before it is read as anything.
    pub fn sealed(self) -> Resource<Answer, Wire> {
        self.0
    }
}

/// Asks the server function whose arguments these are.
pub fn ask<F>(arguments: impl Fn() -> F + Send + Sync + 'static) -> Asked<F::Output>
where
    F: ServerFn<Error = AppError> + Serialize + Clone + Send + Sync + 'static,
    F::Output: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    Asked(resource(Box::new(move || Question::new(arguments()))), PhantomData)
}

fn resource(question: Box<dyn Fn() -> Question + Send + Sync>) -> Resource<Answer, Wire> {
    Resource::new_with_options(question, Question::ask, false)
}

/// Asks once, outside of what a page shows.
pub async fn once<F>(arguments: F) -> Result<F::Output>
where
    F: ServerFn<Error = AppError> + Serialize + Clone + Send + Sync + 'static,
    F::Output: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    Question::new(arguments).ask().await.open()
}

/// In a page, an error stands behind a sign with which no JSON begins.
const REFUSED: char = '!';

/// What the server tells the browser about the page besides.
pub struct Shared<T>(T);

/// What `made` makes on the server; the same in the browser, out of the page.
pub fn shared<T>(made: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    SharedValue::<_, Wire>::new_with_encoding(|| Shared(made())).into_inner().0
}
