//! The settings of text messages: the HTTP request that the practice's SMS provider expects. Without a URL there is none of them.

use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use secrecy::{ExposeSecret, SecretString};

use super::is_loopback;

/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
const FORM: &str = "application/x-www-form-urlencoded";
/// The body if none is set.
const DEFAULT_BODY: &str = "to={to}&text={text}";

/// The request that sends a text message. URL, headers and body may hold the provider's secret.
#[derive(Clone, Debug)]
pub struct SmsWebhook {
    /// With the placeholders `{to}` and `{text}`, if the provider expects them in the URL.
    pub url: SecretString,
    pub method: Method,
    /// With the `Content-Type` of the body; printed as `Sensitive`.
    pub headers: HeaderMap,
    /// With the placeholders; `None` for GET.
    pub body: Option<SecretString>,
    /// How the values of the placeholders in the body are written.
    pub body_kind: BodyKind,
    pub timeout: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    Form,
    Json,
}

/// Text messages on the command line and in the environment.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SmsFlags {
    /// URL of the SMS provider's API, to which codes for phone numbers are sent
    #[arg(long, env = "PRAXIS_SMS_URL", global = true, value_name = "URL", hide_env_values = true, help_heading = "Text messages")]
    pub sms_url: Option<SecretString>,
    /// POST, PUT or GET [default: POST]
    #[arg(long, env = "PRAXIS_SMS_METHOD", global = true, value_name = "METHOD", help_heading = "Text messages")]
    pub sms_method: Option<String>,
    /// A header with the provider's secret, “Authorization: Bearer …”; several with “|” between them
    #[arg(
        long,
        env = "PRAXIS_SMS_HEADERS",
        global = true,
        value_name = "HEADERS",
        value_delimiter = '|',
        hide_env_values = true,
        help_heading = "Text messages"
    )]
    pub sms_headers: Option<Vec<SecretString>>,
    /// The body, a form or JSON, in which {to} and {text} are replaced [default: to={to}&text={text}]
    #[arg(
        long,
        env = "PRAXIS_SMS_BODY",
        global = true,
        value_name = "TEXT",
        hide_env_values = true,
        help_heading = "Text messages"
    )]
    pub sms_body: Option<SecretString>,
    /// Max text messages of the practice per day [default: 200]
    #[arg(long, env = "PRAXIS_MAX_SMS_PER_DAY", global = true, value_name = "NUMBER", help_heading = "Text messages")]
    pub max_sms_per_day: Option<u32>,
}

impl SmsFlags {
    /// The checked settings; `None` without a URL.
    ///
    /// # Errors
    /// A sentence that names the invalid setting, without its value, which may hold a secret.
    pub(super) fn read(self) -> Result<Option<SmsWebhook>, String> {
        let Some(url) = self.sms_url else {
            for (name, is_set) in [
                ("sms_method", self.sms_method.is_some()),
                ("sms_headers", self.sms_headers.is_some()),
                ("sms_body", self.sms_body.is_some()),
            ] {
                if is_set {
                    return Err(format!("{name}: it needs sms_url too; without that, no text messages are sent"));
                }
            }
            return Ok(None);
        };
        check_url(url.expose_secret())?;
        let method = match self.sms_method.as_deref().unwrap_or("POST") {
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "GET" => Method::GET,
            other => return Err(format!("sms_method: “{other}” is none of POST, PUT and GET")),
        };
        let mut headers = HeaderMap::new();
        for header in self.sms_headers.unwrap_or_default() {
            let (name, value) = parse_header(header.expose_secret())?;
            headers.append(name, value);
        }
        if method == Method::GET && self.sms_body.is_some() {
            return Err("sms_body: GET has none; put {to} and {text} into the query of sms_url".to_owned());
        }
        let body = (method != Method::GET).then(|| self.sms_body.unwrap_or_else(|| DEFAULT_BODY.into()));
        let template = body.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
        for place in ["{to}", "{text}"] {
            if !template.contains(place) && !url.expose_secret().contains(place) {
                return Err(format!("sms_body: {place} is neither in it nor in sms_url"));
            }
        }
        let body_kind = body_kind(&headers, template)?;
        if !template.is_empty() && !headers.contains_key(CONTENT_TYPE) {
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static(if body_kind == BodyKind::Json { "application/json" } else { FORM }),
            );
        }
        Ok(Some(SmsWebhook { url, method, headers, body, body_kind, timeout: TIMEOUT }))
    }
}

fn check_url(url: &str) -> Result<(), String> {
    let wrong = || "sms_url: this is no https://host/path".to_owned();
    // What stands for a placeholder is encoded; braces are not allowed in a URL.
    let parsed: http::Uri = url.replace("{to}", "to").replace("{text}", "text").parse().map_err(|_| wrong())?;
    let (Some(scheme), Some(host)) = (parsed.scheme_str(), parsed.host()) else { return Err(wrong()) };
    match scheme {
        "https" => Ok(()),
        "http" if is_loopback(host) => Ok(()),
        "http" => Err("sms_url: http:// is for this machine only; numbers and codes would be sent unencrypted".to_owned()),
        _ => Err(wrong()),
    }
}

fn parse_header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let wrong = || "sms_headers: each is a name, a colon and a value, such as “Authorization: Bearer …”".to_owned();
    let (name, value) = text.split_once(':').ok_or_else(wrong)?;
    let name = name.trim().parse().map_err(|_| wrong())?;
    let mut value = HeaderValue::from_str(value.trim()).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn body_kind(headers: &HeaderMap, template: &str) -> Result<BodyKind, String> {
    let is_json = match headers.get(CONTENT_TYPE) {
        None => template.trim_start().starts_with(['{', '[']) && !template.trim_start().starts_with("{to}"),
        Some(value) if value.as_bytes().starts_with(b"application/json") => true,
        Some(value) if value.as_bytes().starts_with(FORM.as_bytes()) => false,
        Some(_) => return Err(format!("sms_headers: the Content-Type is neither application/json nor {FORM}")),
    };
    if !is_json {
        return Ok(BodyKind::Form);
    }
    let sample = template.replace("{to}", "to").replace("{text}", "text");
    match serde_json::from_str::<serde_json::Value>(&sample) {
        Ok(_) => Ok(BodyKind::Json),
        Err(_) => Err("sms_body: this is no JSON; put quotes around {to} and {text}".to_owned()),
    }
}
