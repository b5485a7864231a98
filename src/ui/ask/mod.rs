//! Calls from pages to server functions, for data and for forms.
//!
//! Usage: `let page = ask(move || GetAppointment { id: id.get() });`, shown with `ui::loaded`. When a signal that the arguments read
//! changes, the request is sent again.
//!
//! Pages only differ in the function and in the type of its answer. The rest (resource, request, waiting) is type-erased and compiled
//! once: a `Resource` and an `Action` for each type were half of the client bundle. So an answer stays JSON in the browser until its
//! view decodes it; on the server it stays the value.

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

/// An answer when it has arrived: a `T` or an error.
pub struct Asked<T>(Resource<Answer, Wire>, PhantomData<fn() -> T>);

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Asked<T> {}

impl<T> Asked<T> {
    /// The type-erased answer.
    pub fn sealed(self) -> Resource<Answer, Wire> {
        self.0
    }
}

/// Calls the server function with these arguments.
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

/// Calls a server function once, not as a page's data.
pub async fn once<F>(arguments: F) -> Result<F::Output>
where
    F: ServerFn<Error = AppError> + Serialize + Clone + Send + Sync + 'static,
    F::Output: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    Question::new(arguments).ask().await.open()
}

/// In a page, an error has this prefix, with which no JSON starts.
const REFUSED: char = '!';

/// A value that the server embeds in the page.
pub struct Shared<T>(T);

/// The result of `made` on the server; the browser reads it from the page.
pub fn shared<T>(made: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    SharedValue::<_, Wire>::new_with_encoding(|| Shared(made())).into_inner().0
}
