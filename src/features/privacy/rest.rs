//! REST endpoints for an export of the user's own data, and for the deletion of the account.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{ExportState, ExportView};
use super::service;
use crate::features::accounts::service::Origin;
use crate::platform::app::App;
use crate::platform::http::rest::{Body, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export, ask_export))
        .routes(routes!(delete_me))
        .routes(routes!(deletion))
        .routes(routes!(keep))
}

/// The present password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentPasswordRequest {
    #[schema(format = "password", example = "praxis-demo-2026")]
    password: String,
}

/// An export of the user's own data.
#[derive(Serialize, ToSchema)]
pub struct ExportBody {
    id: Uuid,
    /// `failed`: ask for it again.
    state: ExportState,
    asked_at: DateTime<FixedOffset>,
    /// Until when the file can be downloaded; `null` unless `ready`, like the next two.
    expires_at: Option<DateTime<FixedOffset>>,
    /// The size of the file.
    #[schema(minimum = 1, example = 24_310)]
    bytes: Option<u64>,
    /// The path of the ZIP file on this server. To download it, send the access token.
    #[schema(format = "uri-reference", example = "/exports/019aa6b0-7c00-7000-8000-000000000000/data.zip")]
    url: Option<String>,
}

impl From<ExportView> for ExportBody {
    fn from(view: ExportView) -> Self {
        Self {
            id: view.id.uuid(),
            state: view.state,
            asked_at: view.asked_at.at,
            expires_at: view.expires_at.map(|expires| expires.at),
            bytes: view.bytes,
            url: view.url,
        }
    }
}

/// The deletion of the account.
#[derive(Serialize, ToSchema)]
pub struct DeletionBody {
    /// When it will be carried out; `null` if it was not asked for.
    due_at: Option<DateTime<FixedOffset>>,
}

/// Get the latest export of the user's own data.
#[utoipa::path(get, path = "/api/v1/me/export", operation_id = "get_own_export", tag = "privacy",
    responses((status = 200, description = "The latest export.", body = ExportBody),
        (status = 404, description = "`not_found`: there is none, or it has expired.")))]
async fn export(State(app): State<App>, context: RequestContext) -> Result<Json<ExportBody>, Problem> {
    let permit = context.allow::<act::ExportOwnData>(&app).await?;
    Ok(Json(service::export(&app, &permit, context.zone).await?.into()))
}

/// Ask for an export of the user's own data.
///
/// It is a ZIP file with JSON files and stored files. A mail is sent when it is ready; it can be downloaded for seven days.
#[utoipa::path(post, path = "/api/v1/me/export", operation_id = "ask_own_export", tag = "privacy", request_body = PresentPasswordRequest,
    responses((status = 202, description = "It is being made.", body = ExportBody),
        (status = 409, description = "`export_running`: one is being made already."),
        (status = 429, description = "`too_many`: too many exports in one day, or too many requests.")))]
async fn ask_export(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<PresentPasswordRequest>,
) -> Result<(StatusCode, Json<ExportBody>), Problem> {
    let permit = context.allow::<act::ExportOwnData>(&app).await?;
    service::ask_export(&app, &permit, body.password, &origin).await?;
    Ok((StatusCode::ACCEPTED, Json(service::export(&app, &permit, context.zone).await?.into())))
}

/// Ask for the deletion of the user's own account.
///
/// It is carried out after some days; until then the account works, and the deletion can be taken back. Asking again changes nothing.
#[utoipa::path(delete, path = "/api/v1/me", operation_id = "delete_own_account", tag = "privacy", request_body = PresentPasswordRequest,
    responses((status = 202, description = "It will be deleted.", body = DeletionBody),
        (status = 409, description = "`last_admin`: the practice would be left without an active admin.")))]
async fn delete_me(
    State(app): State<App>,
    context: RequestContext,
    origin: Origin,
    Body(body): Body<PresentPasswordRequest>,
) -> Result<(StatusCode, Json<DeletionBody>), Problem> {
    let permit = context.allow::<act::DeleteOwnAccount>(&app).await?;
    service::ask_deletion(&app, &permit, body.password, &origin).await?;
    let due_at = service::deletion(&app, &permit, context.zone).await?.map(|due| due.at);
    Ok((StatusCode::ACCEPTED, Json(DeletionBody { due_at })))
}

/// Get the deletion of the user's own account.
#[utoipa::path(get, path = "/api/v1/me/deletion", operation_id = "get_own_deletion", tag = "privacy",
    responses((status = 200, description = "When it will be carried out.", body = DeletionBody)))]
async fn deletion(State(app): State<App>, context: RequestContext) -> Result<Json<DeletionBody>, Problem> {
    let permit = context.allow::<act::DeleteOwnAccount>(&app).await?;
    Ok(Json(DeletionBody { due_at: service::deletion(&app, &permit, context.zone).await?.map(|due| due.at) }))
}

/// Take back the deletion of the user's own account.
#[utoipa::path(post, path = "/api/v1/me/deletion/cancel", operation_id = "keep_own_account", tag = "privacy",
    responses((status = 204, description = "The account stays; also if no deletion was asked for.")))]
async fn keep(State(app): State<App>, context: RequestContext) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::DeleteOwnAccount>(&app).await?;
    service::take_back_deletion(&app, &permit).await?;
    Ok(StatusCode::NO_CONTENT)
}
