//! The server side: a question is the server function itself, its answer the value.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

use super::{REFUSED, Shared};
use crate::base::error::{AppError, Code, Result};

type Asking = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A server function with its arguments. A new question is never equal to an earlier one.
#[derive(Clone)]
pub struct Question(Arc<dyn Fn() -> Asking + Send + Sync>);

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Question {
    pub fn new<F>(arguments: F) -> Self
    where
        F: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        F::Output: Serialize + Send + Sync + 'static,
    {
        Self(Arc::new(move || {
            let running = arguments.clone().run_body();
            Box::pin(async move {
                Answer(running.await.map(|value| {
                    let value: Arc<dyn Value> = Arc::new(value);
                    value
                }))
            })
        }))
    }

    pub fn ask(self) -> Asking {
        (self.0)()
    }
}

/// A value that can be serialized into the page.
trait Value: Any + Send + Sync {
    fn json(&self) -> serde_json::Result<String>;
}

impl<T: Serialize + Send + Sync + 'static> Value for T {
    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// The value, or the error.
#[derive(Clone)]
pub struct Answer(Result<Arc<dyn Value>>);

impl Answer {
    pub fn open<T: DeserializeOwned + Clone + 'static>(self) -> Result<T> {
        let value: Arc<dyn Any + Send + Sync> = self.0?;
        (*value).downcast_ref::<T>().cloned().ok_or_else(|| Code::Internal.into())
    }
}

/// Encodes what the page contains for the browser.
pub struct Wire;

impl Encoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &Answer) -> serde_json::Result<String> {
        match &answer.0 {
            Ok(value) => value.json(),
            Err(error) => serde_json::to_string(error).map(|json| format!("{REFUSED}{json}")),
        }
    }
}

impl<T: Serialize> Encoder<Shared<T>> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(shared: &Shared<T>) -> serde_json::Result<String> {
        serde_json::to_string(&shared.0)
    }
}

/// Only the browser decodes.
impl<T> Decoder<T> for Wire {
    type Error = AppError;
    type Encoded = str;

    fn decode(_: &str) -> Result<T> {
        Err(Code::Internal.into())
    }
}

/// Only the browser decodes.
///
/// # Errors
/// Always.
pub fn read<T>(_: &str) -> Result<T> {
    Err(Code::Internal.into())
}

/// Only the browser sends forms.
pub async fn post(_: &str, _: &str) -> Result<String> {
    Err(Code::Unreachable.into())
}

/// Like [`post`].
pub async fn tell(_: &str, _: &str) -> Result<()> {
    Err(Code::Unreachable.into())
}

/// Only the browser has filled-in forms.
pub fn filled_in(_: &SubmitEvent) -> Option<String> {
    None
}
