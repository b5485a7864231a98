//! The client side: a question is an HTTP request, its answer the response text.

use std::future::Future;
use std::sync::Arc;

use js_sys::futures::JsFuture;
use leptos::server::codee::{Decoder, Encoder};
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;
use server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, SubmitEvent, UrlSearchParams, window};

use super::{REFUSED, Shared};
use crate::base::error::{AppError, Code, Result};

const FORM: &str = "application/x-www-form-urlencoded";

/// A server function and its form-encoded arguments. A new question is never equal to an earlier one.
#[derive(Clone)]
pub struct Question {
    path: &'static str,
    arguments: Arc<str>,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.arguments, &other.arguments)
    }
}

impl Question {
    pub fn new<F: ServerFn + Serialize>(arguments: F) -> Self {
        Self { path: F::PATH, arguments: serde_qs::to_string(&arguments).unwrap_or_default().into() }
    }

    pub fn ask(self) -> impl Future<Output = Answer> + Send + 'static {
        SendWrapper::new(async move { Answer(post(self.path, &self.arguments).await.map(Arc::from)) })
    }
}

/// The response's JSON, or the error.
#[derive(Clone)]
pub struct Answer(Result<Arc<str>>);

impl Answer {
    pub fn open<T: DeserializeOwned>(self) -> Result<T> {
        read(&self.0?)
    }
}

/// Decodes what the server wrote into the page.
pub struct Wire;

impl Decoder<Answer> for Wire {
    type Error = AppError;
    type Encoded = str;

    fn decode(text: &str) -> Result<Answer> {
        Ok(Answer(match text.strip_prefix(REFUSED) {
            Some(error) => Err(read(error)?),
            None => Ok(text.into()),
        }))
    }
}

impl<T: DeserializeOwned> Decoder<Shared<T>> for Wire {
    type Error = AppError;
    type Encoded = str;

    fn decode(text: &str) -> Result<Shared<T>> {
        read(text).map(Shared)
    }
}

/// Only the server encodes.
impl<T> Encoder<T> for Wire {
    type Error = AppError;
    type Encoded = String;

    fn encode(_: &T) -> Result<String> {
        Err(Code::Internal.into())
    }
}

/// Parses the server's JSON without detailed errors: it is valid unless page and server are from different builds. (`serde_json` would
/// add error texts for every type and field.)
///
/// # Errors
/// [`Code::Internal`].
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T> {
    let mut unescaped = vec![0; json.len()];
    serde_json_core::from_str_escaped(json, &mut unescaped).map(|(value, _)| value).map_err(|_| Code::Internal.into())
}

/// Posts form fields to a server function and returns the response text. The router follows a redirect.
pub async fn post(path: &str, fields: &str) -> Result<String> {
    let response = fetch(path, fields).await.map_err(|_| Code::Unreachable)?;
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()),
        Err(_) => None,
    };
    let text = text.ok_or(Code::Unreachable)?;
    if response.status() >= 400 {
        return Err(read(&text).unwrap_or_else(|error| error));
    }
    let headers = response.headers();
    if let Ok(Some(_)) = headers.get(REDIRECT_HEADER)
        && let Ok(Some(place)) = headers.get("location")
    {
        call_redirect_hook(&place);
    }
    Ok(text)
}

/// Like [`post`], while the user leaves the page: ignores redirect and response text.
pub async fn tell(path: &str, fields: &str) -> Result<()> {
    let response = fetch(path, fields).await.map_err(|_| Code::Unreachable)?;
    if response.ok() { Ok(()) } else { Err(Code::Unreachable.into()) }
}

async fn fetch(path: &str, fields: &str) -> std::result::Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    headers.set("content-type", FORM)?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&fields.into());
    let window = window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_str_and_init(path, &request)).await?.dyn_into()
}

/// The fields of the submitted form, encoded as the browser would send them.
pub fn filled_in(event: &SubmitEvent) -> Option<String> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let fields = FormData::new_with_form(&form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&fields).ok().map(|fields| String::from(fields.to_string()))
}
