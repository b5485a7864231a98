//! REST endpoints for the user's own sessions.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::model::SessionView;
use super::super::service;
use crate::base::model::{Page, Session};
use crate::platform::app::App;
use crate::platform::http::rest::{PathId, Problem};
use crate::platform::session::RequestContext;
use crate::policy::act;

/// An open session.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    id: Uuid,
    /// Browser and system, or the name of the program; empty if it sent none.
    #[schema(example = "Firefox, Windows")]
    client: String,
    created_at: DateTime<FixedOffset>,
    /// Within ten minutes.
    last_used_at: DateTime<FixedOffset>,
    /// The session of this request.
    is_current: bool,
}

impl From<SessionView> for SessionBody {
    fn from(view: SessionView) -> Self {
        Self {
            id: view.id.uuid(),
            client: view.client,
            created_at: view.began_at.at,
            last_used_at: view.last_used_at.at,
            is_current: view.is_current,
        }
    }
}

/// List the user's own sessions: the current one, then the last used.
#[utoipa::path(get, path = "/api/v1/me/sessions", operation_id = "list_own_sessions", tag = "accounts",
    responses((status = 200, description = "All of them; `next_cursor` is `null`.", body = Page<SessionBody>)))]
pub async fn list(State(app): State<App>, context: RequestContext) -> Result<Json<Page<SessionBody>>, Problem> {
    let permit = context.allow::<act::ManageOwnSessions>(&app).await?;
    let open = service::own_sessions(&app, &permit, context.session, context.zone).await?;
    Ok(Json(Page { items: open.into_iter().map(SessionBody::from).collect(), next_cursor: None }))
}

/// End one of the user's own sessions.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", operation_id = "end_own_session", tag = "accounts",
    params(("id" = Uuid, Path)),
    responses((status = 204, description = "The session has ended; its tokens are no longer valid.")))]
pub async fn end(State(app): State<App>, context: RequestContext, PathId(id): PathId<Session>) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ManageOwnSessions>(&app).await?;
    service::end_own_session(&app, &permit, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
