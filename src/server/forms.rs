//! Middleware for the server functions (`/fn/…`): a limit for bodies, the HTTP statuses of errors, and native form posts, which a
//! browser sends without JavaScript.
//!
//! `server_fn` responds to every error with 500, and redirects a native form with the error in the URL. Here its response is always
//! requested as JSON. A script gets it with the error's own status. A native form gets a 303: to where the function redirects, or
//! back to its page with a flash of the input.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, REFERER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use server_fn::ServerFn;

use super::fields;
use crate::base::error::{AppError, Code};
use crate::base::flash::Flash;
use crate::base::model::{Id, Session};
use crate::features::accounts::api::SetLanguage;
use crate::platform::app::App;
use crate::platform::http::rest::{BODY_MAX, read_body};
use crate::platform::http::{failed, flash, local_path};
use crate::platform::session::RequestContext;

/// The values of fields with one of these in their names are never stored.
const SECRET: [&str; 3] = ["password", "code", "token"];

/// Max length of a page's URL, in bytes; our own are shorter.
const MAX_PAGE_LENGTH: usize = 4096;

/// Returns the page that a native form was sent from, by its `Referer` (same origin: already checked).
fn page_of(headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..))).unwrap_or("/");
    local_path(path.split('#').next().unwrap_or("/")).filter(|path| path.len() <= MAX_PAGE_LENGTH).unwrap_or("/").to_owned()
}

fn see_other(location: &str) -> Response {
    let location = HeaderValue::from_str(location).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

pub async fn handle(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/fn/") || request.method() != Method::POST {
        return next.run(request).await;
    }
    let session = request.extensions().get::<RequestContext>().and_then(|context| context.session);
    let native =
        request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    let form = request.uri().path().to_owned();
    let (mut parts, body) = request.into_parts();
    let page = page_of(&parts.headers);
    let shown = flash::named(&app, &parts.headers);
    let bytes = match read_body(body).await {
        Ok(bytes) => Bytes::from(bytes),
        Err(code) if native => return back(&app, session, page, form, Vec::new(), code.into()).await,
        Err(code) => return failed(&code.into()),
    };
    // `server_fn` would respond with 500 to lone surrogates and other invalid UTF-8.
    let values: Option<Vec<(String, String)>> = decode(&parts.headers, &bytes);
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let answer = match values.as_deref().map(|values| fields::check(&app.registry, &form, values)) {
        None => failed(&Code::Malformed.into()),
        Some(Err(error)) => json(&error),
        Some(Ok(())) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
    };
    let answer = with_status(answer).await;
    if !native {
        return match answer {
            Ok(response) | Err((response, _)) => response,
        };
    }
    match answer {
        Ok(response) => {
            let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map_or(page.clone(), str::to_owned);
            let mut redirect = see_other(&target);
            match shown {
                // After a language change the page still shows the failed form.
                Some(name) if form == SetLanguage::PATH => {
                    if let Err(error) = flash::show_again(&app, name, session, &target).await {
                        return failed(&error);
                    }
                }
                Some(_) => {
                    redirect.headers_mut().append(SET_COOKIE, flash::forget(&app));
                }
                None => {}
            }
            // After the cookie that deletes the flash: the function may have set a new one.
            for cookie in response.headers().get_all(SET_COOKIE) {
                redirect.headers_mut().append(SET_COOKIE, cookie.clone());
            }
            redirect
        }
        Err((_, error)) if error.code == Code::NotSignedIn => {
            let query = serde_urlencoded::to_string([("next", &page)]).unwrap_or_default();
            see_other(&format!("/sign-in?{query}"))
        }
        // The page for the code is only for whoever has entered the password; `next` is kept.
        Err((_, error)) if error.code == Code::SignInExpired => {
            let query = page.split_once('?').map_or("", |(_, query)| query);
            see_other(&format!("/sign-in?expired=1&{query}"))
        }
        Err((_, error)) => back(&app, session, page, form, values.unwrap_or_default(), error).await,
    }
}

/// Returns an error as a server function responds with it.
fn json(error: &AppError) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(error)).into_response()
}

fn decode(headers: &HeaderMap, bytes: &Bytes) -> Option<Vec<(String, String)>> {
    let form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !form {
        return bytes.is_empty().then(Vec::new);
    }
    let raw = serde_urlencoded::from_bytes::<Vec<(String, String)>>(bytes).ok()?;
    // Invalid UTF-8 was decoded to U+FFFD.
    (!raw.iter().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'))).then_some(raw)
}

/// Redirects a native form to its page, with a flash of the input and the error.
async fn back(
    app: &App,
    session: Option<Id<Session>>,
    page: String,
    form: String,
    mut values: Vec<(String, String)>,
    error: AppError,
) -> Response {
    values.retain(|(name, _)| !SECRET.iter().any(|secret| name.contains(secret)));
    // A flash belongs to a path; the token of a mailed link is not stored.
    let place = if page.contains("token=") { page.split('?').next().unwrap_or_default().to_owned() } else { page.clone() };
    let kept = flash::keep(app, Flash { page: place, form, values, error: Some(error) }, session).await;
    let mut response = see_other(&page);
    match kept {
        Ok(cookie) => {
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        Err(error) => failed(&error),
    }
}

/// Returns the function's response, or its error with the error's own status.
async fn with_status(response: Response) -> Result<Response, (Response, AppError)> {
    if response.status().is_success() || response.status().is_redirection() {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let error: AppError = serde_json::from_slice(&bytes).unwrap_or_else(|_| match parts.status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::WrongMediaType.into(),
        status if status.is_client_error() => Code::Malformed.into(),
        _ => Code::Internal.into(),
    });
    parts.status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = error.retry_after {
        parts.headers.insert(http::header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    parts.headers.remove(CONTENT_LENGTH);
    let body = serde_json::to_vec(&error).unwrap_or_default();
    Err((Response::from_parts(parts, Body::from(body)), error))
}
