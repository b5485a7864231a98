//! The route that a form with a file is posted to, without JavaScript. With it, the page sends the cropped picture to the REST API.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::header::{ACCEPT, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::service::{self, FileKind};
use super::view::PHOTO_FORM;
use crate::base::error::{AppError, Code, FieldCode, Result};
use crate::base::flash::Flash;
use crate::platform::app::App;
use crate::platform::http::{failed, flash};
use crate::platform::session::RequestContext;
use crate::platform::uploads::{Announced, form, split};
use crate::policy::act;

/// The field with the file.
const FIELD: &str = "photo";

pub fn routes() -> Router<App> {
    Router::new().route("/profile/photo", post(photo))
}

/// `POST /profile/photo`: back to the page, with the error if there is one. A script gets the error itself.
async fn photo(State(app): State<App>, context: RequestContext, request: Request) -> Response {
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let native = accepts.contains("text/html");
    let (parts, body) = request.into_parts();
    let (body, rest) = split(body);
    let error = match set(&app, &context, &parts.headers, body).await {
        Ok(()) if native => return see_other("/profile/photo?saved"),
        Ok(()) => return StatusCode::NO_CONTENT.into_response(),
        Err(error) => error,
    };
    rest.drain(Announced::of(&parts.headers), FileKind::Photo.max_bytes()).await;
    if !native {
        return failed(&error);
    }
    if error.code == Code::NotSignedIn {
        return see_other("/sign-in?next=/profile/photo");
    }
    let flash = Flash { page: PHOTO_FORM.to_owned(), form: PHOTO_FORM.to_owned(), values: Vec::new(), error: Some(error) };
    match flash::keep(&app, flash, context.session).await {
        Ok(cookie) => {
            let mut response = see_other(PHOTO_FORM);
            response.headers_mut().append(SET_COOKIE, cookie);
            response
        }
        Err(error) => failed(&error),
    }
}

async fn set(app: &App, context: &RequestContext, headers: &HeaderMap, body: Body) -> Result<()> {
    let permit = context.allow::<act::ChangeOwnPhoto>(app).await?;
    // The length is that of the whole form, which is not much longer than the file.
    if Announced::of(headers).bytes.is_some_and(|bytes| bytes > FileKind::Photo.max_bytes() + 64 * 1024) {
        return Err(Code::TooLarge.into());
    }
    let file = form::file(headers, body, FIELD).await?;
    let received = service::receive(app, &permit, FileKind::Photo, file, Announced::default()).await?;
    if received.bytes == 0 {
        return Err(AppError::field(FIELD, FieldCode::Required));
    }
    service::set_photo(app, &permit, received).await.map(|_| ())
}

fn see_other(location: &'static str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static(location))]).into_response()
}
