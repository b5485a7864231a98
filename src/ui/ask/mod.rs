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
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

use crate::error::{AppError, Code, Result};
use side::Question;
pub use side::{Answer, filled_in, post};

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

/// An answer as it travels in the page: the value's JSON, or the error's behind a sign with which no JSON begins.
pub struct Wire;

const REFUSED: char = '!';

impl Encoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &Answer) -> std::result::Result<String, serde_json::Error> {
        match answer.json() {
            Ok(json) => json,
            Err(error) => serde_json::to_string(error).map(|json| format!("{REFUSED}{json}")),
        }
    }
}

impl Decoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> std::result::Result<Answer, serde_json::Error> {
        Ok(match text.strip_prefix(REFUSED) {
            Some(error) => Answer::refused(serde_json::from_str(error)?),
            None => Answer::written(text),
        })
    }
}

/// JSON that is not what was asked for: the page and the server are not of one build.
fn read<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|_| Code::Internal.into())
}
