//! REST endpoints for photos. Bodies are the pictures themselves, not JSON.

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, FileKind, PhotoSize, Stored};
use crate::base::error::{Code, Result};
use crate::base::model::{Doctor, User};
use crate::base::photo;
use crate::platform::app::App;
use crate::platform::http::rest::{PathId, Problem, Query};
use crate::platform::session::RequestContext;
use crate::platform::uploads::{Announced, split};
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_photo, remove_photo)).routes(routes!(user_photo)).routes(routes!(doctor_photo))
}

/// A public photo with its version in the URL: for a day, because a doctor may be suspended.
const PUBLIC: &str = "public, max-age=86400";
/// A public photo without it, or with another.
const REVALIDATED: &str = "public, no-cache";
const PRIVATE: &str = "private, no-store";
/// Opened as a document, it must not load or run anything.
const POLICY: &str = "default-src 'none'; sandbox";

/// A photo that has been stored.
#[derive(Serialize, ToSchema)]
pub struct PhotoBody {
    /// Its path; a new photo has another one.
    #[schema(example = "/api/v1/users/019aa6b0-7c00-7000-8000-000000000000/photo?v=8d2f11c04a7e")]
    photo_url: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PhotoQuery {
    /// The pixels of a side: `512`, the default, or `128`. A photo that was smaller is not enlarged.
    #[param(inline)]
    size: Option<PhotoSize>,
    /// The version, as in `photo_url`.
    #[param(max_length = 40)]
    v: Option<String>,
}

/// Set the user's own photo.
///
/// The body is the picture: JPEG, PNG or WebP, without animation, at most 25 MiB and, in colour, 12 million pixels. What it is is decided by its
/// content; any `Content-Type` is accepted. The square in its middle is stored, as a JPEG without metadata.
#[utoipa::path(put, path = "/api/v1/me/photo", operation_id = "set_own_photo", tag = "accounts",
    request_body(content(("image/jpeg"), ("image/png"), ("image/webp")), description = "The picture."),
    responses((status = 200, description = "The photo is stored; an earlier one is replaced.", body = PhotoBody),
        (status = 400, description = "`malformed`: the body has ended too early."),
        (status = 408, description = "`timed_out`: the body arrives too slowly."),
        (status = 409, description = "`storage_full`: the account’s files have reached the practice’s limit."),
        (status = 413, description = "`too_large`: the body is larger than 25 MiB."),
        (status = 415, description = "`not_a_picture`: the body is neither JPEG nor PNG nor WebP, or an animation."),
        (status = 422, description = "`picture_damaged`: the picture is incomplete. `picture_too_big`: it has too many pixels."),
        (status = 429, description = "`too_many`: other files are being sent, or too many requests from this account or IP address.")))]
async fn set_photo(State(app): State<App>, context: RequestContext, request: Request) -> Result<Json<PhotoBody>, Problem> {
    let announced = Announced::of(request.headers());
    let (body, rest) = split(request.into_body());
    match set(&app, &context, body, announced).await {
        Ok(photo_url) => Ok(Json(PhotoBody { photo_url })),
        Err(error) => {
            rest.drain(announced, FileKind::Photo.max_bytes()).await;
            Err(error.into())
        }
    }
}

async fn set(app: &App, context: &RequestContext, body: Body, announced: Announced) -> Result<String> {
    let permit = context.allow::<act::ChangeOwnPhoto>(app).await?;
    let body = body.into_data_stream().map(|chunk| chunk.map_err(|_| Code::Malformed));
    let received = service::receive(app, &permit, FileKind::Photo, body, announced).await?;
    service::set_photo(app, &permit, received).await
}

/// Remove the user's own photo.
#[utoipa::path(delete, path = "/api/v1/me/photo", operation_id = "remove_own_photo", tag = "accounts",
    responses((status = 204, description = "There is no photo any more, or there was none.")))]
async fn remove_photo(State(app): State<App>, context: RequestContext) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ChangeOwnPhoto>(&app).await?;
    service::remove_photo(&app, &permit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get a user's photo.
///
/// One’s own; for admins everybody’s, for doctors those of the patients in their care.
#[utoipa::path(get, path = "/api/v1/users/{id}/photo", operation_id = "get_photo", tag = "accounts",
    params(("id" = Uuid, Path), PhotoQuery), responses((status = 200, description = "The photo.", content(("image/jpeg")))))]
async fn user_photo(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Query(query): Query<PhotoQuery>,
) -> Result<Response, Problem> {
    let permit = context.allow::<act::ReadPhoto>(&app).await?;
    let photo = service::photo(&app, &permit, id, query.size.unwrap_or(PhotoSize::Full)).await?;
    Ok(shown(photo, PRIVATE))
}

/// Get a doctor's photo.
///
/// Of doctors who can be found. With the version that `photo_url` has, it may be cached for a day.
#[utoipa::path(get, path = "/api/v1/doctors/{id}/photo", operation_id = "get_doctor_photo", tag = "doctors",
    params(("id" = Uuid, Path), PhotoQuery), security(()),
    responses((status = 200, description = "The photo.", content(("image/jpeg"))),
        (status = 304, description = "It is the one that `If-None-Match` names.")))]
async fn doctor_photo(
    State(app): State<App>,
    context: RequestContext,
    headers: HeaderMap,
    PathId(id): PathId<Doctor>,
    Query(query): Query<PhotoQuery>,
) -> Result<Response, Problem> {
    let permit = context.allow::<act::FindDoctors>(&app).await?;
    let photo = service::doctors_photo(&app, &permit, id, query.size.unwrap_or(PhotoSize::Full)).await?;
    let is_current = query.v.is_some_and(|version| version == photo::version(photo.id));
    let cache = if is_current { PUBLIC } else { REVALIDATED };
    let tag = format!("\"{}\"", photo.sha256);
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| value.contains(&tag));
    if known {
        return Ok((StatusCode::NOT_MODIFIED, [(CACHE_CONTROL, cache), (ETAG, tag.as_str())]).into_response());
    }
    Ok(([(ETAG, tag)], shown(photo, cache)).into_response())
}

fn shown(photo: Stored, cache: &'static str) -> Response {
    let about =
        [(CACHE_CONTROL, cache), (CONTENT_DISPOSITION, "inline; filename=\"photo.jpg\""), (CONTENT_SECURITY_POLICY, POLICY)];
    (about, [(CONTENT_TYPE, photo.media_type)], photo.bytes).into_response()
}
