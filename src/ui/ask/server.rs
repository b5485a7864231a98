//! The server's side: a question is the function itself, its answer the value.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::ev::SubmitEvent;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

use crate::error::{AppError, Code, Result};

type Asking = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// The function with its arguments. One that is asked again is another.
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
            Box::pin(async move { Answer(running.await.map(|value| Arc::new(value) as Arc<dyn Value>)) })
        }))
    }

    pub fn ask(self) -> Asking {
        (self.0)()
    }
}

/// A value that can be written into the page.
trait Value: Any + Send + Sync {
    fn json(&self) -> serde_json::Result<String>;
}

impl<T: Serialize + Send + Sync + 'static> Value for T {
    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

/// The value that was asked for, or the refusal.
#[derive(Clone)]
pub struct Answer(Result<Arc<dyn Value>>);

impl Answer {
    /// Only a browser finds answers written down.
    pub fn written(_: &str) -> Self {
        Self(Err(Code::Internal.into()))
    }

    pub fn refused(error: AppError) -> Self {
        Self(Err(error))
    }

    pub fn json(&self) -> Result<serde_json::Result<String>, &AppError> {
        self.0.as_ref().map(|value| value.json())
    }

    pub fn open<T: DeserializeOwned + Clone + 'static>(self) -> Result<T> {
        let value: Arc<dyn Any + Send + Sync> = self.0?;
        (*value).downcast_ref::<T>().cloned().ok_or_else(|| Code::Internal.into())
    }
}

/// Forms are sent from a browser.
#[expect(clippy::unused_async, reason = "the browser's waits")]
pub async fn post(_: &str, _: &str) -> Result<String> {
    Err(Code::Unreachable.into())
}

/// Forms are filled in in a browser.
pub fn filled_in(_: &SubmitEvent) -> Option<String> {
    None
}
