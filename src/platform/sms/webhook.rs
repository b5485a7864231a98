//! The SMS provider: one HTTP request for each message, as the settings describe it.

use std::borrow::Cow;

use http::Method;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};

use super::{Sms, SmsError};
use crate::platform::config::{BodyKind, SmsWebhook, is_loopback};

#[derive(Clone)]
pub(super) struct Webhook {
    client: Client,
    url: SecretString,
    method: Method,
    body: Option<SecretString>,
    body_kind: BodyKind,
}

impl Webhook {
    /// # Errors
    /// A sentence that names the invalid setting.
    pub(super) fn new(settings: &SmsWebhook) -> Result<Self, String> {
        let webhook = Self {
            client: Client::new(),
            url: settings.url.clone(),
            method: settings.method.clone(),
            body: settings.body.clone(),
            body_kind: settings.body_kind,
        };
        let url = webhook.address("to", "text").ok_or("sms_url: this is no https://host/path")?;
        // TLS is rustls with aws-lc-rs and the system's certificates. A redirect would take the secret to another place.
        let builder = Client::builder()
            .timeout(settings.timeout)
            .redirect(Policy::none())
            .default_headers(settings.headers.clone())
            .https_only(url.scheme() == "https");
        let builder = if url.host_str().is_some_and(is_loopback) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|_| "sms_url: no HTTP client can be made")?;
        Ok(Self { client, ..webhook })
    }

    fn address(&self, to: &str, text: &str) -> Option<Url> {
        fill(self.url.expose_secret(), to, text, form_encoded).parse().ok()
    }

    pub(super) async fn send(&self, sms: &Sms) -> Result<(), SmsError> {
        let url = self.address(&sms.to, &sms.text).ok_or_else(|| SmsError::Refused("sms_url: no URL".to_owned()))?;
        let request = self.client.request(self.method.clone(), url);
        let request = match &self.body {
            None => request,
            Some(body) => {
                let encode = match self.body_kind {
                    BodyKind::Form => form_encoded,
                    BodyKind::Json => json_escaped,
                };
                request.body(fill(body.expose_secret(), &sms.to, &sms.text, encode))
            }
        };
        match request.send().await {
            // Neither error nor answer is repeated: they may contain the URL with its key, or the number.
            Err(error) if error.is_timeout() => Err(SmsError::Later("the SMS provider does not answer".to_owned())),
            Err(error) if error.is_connect() => Err(SmsError::Later("the SMS provider cannot be reached".to_owned())),
            Err(_) => Err(SmsError::Later("the request to the SMS provider failed".to_owned())),
            Ok(answer) => {
                let status = answer.status();
                let said = format!("the SMS provider answered {}", status.as_u16());
                match status.as_u16() {
                    200..=299 => Ok(()),
                    // About this number or text; a wrong key or path can be corrected by the practice.
                    400 | 406 | 409 | 410 | 413 | 422 => Err(SmsError::Refused(said)),
                    _ => Err(SmsError::Later(said)),
                }
            }
        }
    }
}

/// Returns the template with `{to}` and `{text}` replaced by the encoded values; what these contain is not replaced again.
fn fill(template: &str, to: &str, text: &str, encode: for<'a> fn(&'a str) -> Cow<'a, str>) -> String {
    let mut filled = String::with_capacity(template.len() + to.len() + text.len());
    let mut rest = template;
    while let Some((before, from)) = rest.find('{').and_then(|at| rest.split_at_checked(at)) {
        filled.push_str(before);
        rest = if let Some(after) = from.strip_prefix("{to}") {
            filled.push_str(&encode(to));
            after
        } else if let Some(after) = from.strip_prefix("{text}") {
            filled.push_str(&encode(text));
            after
        } else {
            filled.push('{');
            from.strip_prefix('{').unwrap_or_default()
        };
    }
    filled.push_str(rest);
    filled
}

fn form_encoded(text: &str) -> Cow<'_, str> {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().into()
}

/// Returns the text as it is between the quotes of a JSON string.
fn json_escaped(text: &str) -> Cow<'_, str> {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(str::to_owned).unwrap_or_default().into()
}
