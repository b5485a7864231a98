//! REST endpoints under `/users`, for admins. `create` is the POST, `change` the PATCH.

mod change;
mod create;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, FixedOffset, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::input;
use super::model::{AccountAction, HistoryEntry, PeopleQuery, PersonPage, PersonState};
use super::service;
use super::store::PersonRow;
use crate::base::model::{Gender, Page, Role, User, UserStatus};
use crate::base::text::Lang;
use crate::base::words;
use crate::features::accounts::model::PatientProfile;
use crate::features::doctors::model::DoctorProfile;
use crate::platform::app::App;
use crate::platform::cursor;
use crate::platform::http::rest::{Body, PathId, Problem, Query, language};
use crate::platform::session::RequestContext;
use crate::policy::act;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create::create))
        .routes(routes!(detail, change::change, delete))
        .routes(routes!(invite))
        .routes(routes!(reset_password))
        .routes(routes!(end_sessions))
}

/// An account, as staff see it.
#[derive(Serialize, ToSchema)]
pub struct UserBody {
    id: Uuid,
    role: Role,
    email: String,
    full_name: String,
    phone: Option<String>,
    gender: Gender,
    locale: Lang,
    time_zone: Option<String>,
    status: UserStatus,
    /// The owner was invited and has not set a password yet.
    is_invited: bool,
    email_verified_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// `null` in lists.
    patient: Option<PatientProfile>,
    /// `null` in lists.
    doctor: Option<DoctorProfile>,
    /// Open sessions, up to 100; `null` in lists.
    sessions: Option<u32>,
    /// Active appointments that have not ended, as doctor or as patient; `null` in lists.
    coming_appointments: Option<u32>,
    /// What staff did to the account, the latest first; empty in lists.
    history: Vec<UserActionBody>,
}

/// What staff did to an account.
#[derive(Serialize, ToSchema)]
pub struct UserActionBody {
    /// With the offset of the reader's time zone.
    at: DateTime<FixedOffset>,
    by_name: String,
    action: AccountAction,
    /// `null` only for an approval without one.
    reason: Option<String>,
}

impl From<HistoryEntry> for UserActionBody {
    fn from(entry: HistoryEntry) -> Self {
        let by_name = words::name(language(), Role::Admin, &entry.by_name);
        Self { at: entry.at.at, by_name, action: entry.what, reason: entry.reason }
    }
}

impl From<PersonRow> for UserBody {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id.uuid(),
            role: row.role,
            email: row.email,
            full_name: row.full_name,
            phone: row.phone,
            gender: row.gender,
            locale: row.locale,
            time_zone: row.time_zone,
            status: row.status,
            is_invited: row.invited_at.is_some(),
            email_verified_at: row.email_verified_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            patient: None,
            doctor: None,
            sessions: None,
            coming_appointments: None,
            history: Vec::new(),
        }
    }
}

impl From<PersonPage> for UserBody {
    fn from(page: PersonPage) -> Self {
        let account = page.account;
        Self {
            id: account.id.uuid(),
            role: account.role,
            email: account.email,
            full_name: account.full_name,
            phone: account.phone,
            gender: account.gender,
            locale: account.locale,
            time_zone: account.time_zone,
            status: account.status,
            is_invited: page.invited_at.is_some(),
            email_verified_at: account.email_verified_at,
            created_at: account.created_at,
            updated_at: account.updated_at,
            patient: account.patient,
            doctor: account.doctor,
            sessions: Some(page.sessions),
            coming_appointments: Some(page.coming_count),
            history: page.history.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UsersQuery {
    /// Parts of the name, or a part of the email address; accents and case are ignored.
    #[param(max_length = 120)]
    q: Option<String>,
    #[param(inline)]
    role: Option<Role>,
    /// `invited`: the owner has not set a password yet.
    #[param(inline)]
    status: Option<PersonState>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// List all accounts, by name.
#[utoipa::path(get, path = "/api/v1/users", operation_id = "list_users", tag = "users", params(UsersQuery),
    responses((status = 200, description = "A page of accounts, without profiles and history.", body = Page<UserBody>)))]
async fn list(
    State(app): State<App>,
    context: RequestContext,
    Query(query): Query<UsersQuery>,
) -> Result<Json<Page<UserBody>>, Problem> {
    let permit = context.allow::<act::ReadPeople>(&app).await?;
    let limit = Some(query.limit.unwrap_or(cursor::DEFAULT_LIMIT));
    let wanted = PeopleQuery { q: query.q, role: query.role, state: query.status, cursor: query.cursor, limit };
    let page = service::list(&app, &permit, &wanted).await?;
    Ok(Json(Page { items: page.items.into_iter().map(Into::into).collect(), next_cursor: page.next_cursor }))
}

/// Get one account with its profile and history.
#[utoipa::path(get, path = "/api/v1/users/{id}", operation_id = "get_user", tag = "users", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The account.", body = UserBody)))]
async fn detail(State(app): State<App>, context: RequestContext, PathId(id): PathId<User>) -> Result<Json<UserBody>, Problem> {
    let permit = context.allow::<act::ReadPeople>(&app).await?;
    Ok(Json(service::page(&app, &permit, id, context.zone).await?.into()))
}

/// Why something is done to an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonRequest {
    /// Only staff read it.
    #[schema(format = "lines", min_length = 3, max_length = 500, example = "Asked for it on the phone")]
    reason: String,
}

/// Mail a new invitation; earlier ones stop working.
#[utoipa::path(post, path = "/api/v1/users/{id}/invitation", operation_id = "invite_user", tag = "users",
    params(("id" = Uuid, Path)), request_body = ReasonRequest,
    responses((status = 202, description = "The invitation was mailed."),
        (status = 409, description = "`decided`: it was accepted, or the account is suspended.")))]
async fn invite(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Body(body): Body<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::CreatePeople>(&app).await?;
    service::invite(&app, &permit, id, input::reason(&body.reason)?).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Force a new password.
///
/// The old password stops working, all sessions end, and a link to set a new one is mailed.
#[utoipa::path(post, path = "/api/v1/users/{id}/password-reset", operation_id = "reset_users_password", tag = "users",
    params(("id" = Uuid, Path)), request_body = ReasonRequest,
    responses((status = 202, description = "The link was mailed."),
        (status = 409, description = "`decided`: the account is suspended, or has no password yet; `own_account`.")))]
async fn reset_password(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Body(body): Body<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ManageAccess>(&app).await?;
    service::reset_password(&app, &permit, id, input::reason(&body.reason)?).await?;
    Ok(StatusCode::ACCEPTED)
}

/// End all sessions of an account.
#[utoipa::path(delete, path = "/api/v1/users/{id}/sessions", operation_id = "end_users_sessions", tag = "users",
    params(("id" = Uuid, Path)), request_body = ReasonRequest,
    responses((status = 204, description = "All sessions have ended; their tokens are no longer valid.")))]
async fn end_sessions(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Body(body): Body<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::ManageAccess>(&app).await?;
    service::end_sessions(&app, &permit, id, input::reason(&body.reason)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete an account at once.
///
/// What identifies its owner is erased, its coming appointments are cancelled and the other sides told, and its owner gets a last mail.
/// What the law asks to keep stays without the name.
#[utoipa::path(delete, path = "/api/v1/users/{id}", operation_id = "delete_user", tag = "users",
    params(("id" = Uuid, Path)), request_body = ReasonRequest,
    responses((status = 204, description = "The account is deleted; what was done to it is kept."),
        (status = 409, description = "`own_account`; `last_admin`: the practice would be left without an active admin.")))]
async fn delete(
    State(app): State<App>,
    context: RequestContext,
    PathId(id): PathId<User>,
    Body(body): Body<ReasonRequest>,
) -> Result<StatusCode, Problem> {
    let permit = context.allow::<act::DeletePeople>(&app).await?;
    service::delete(&app, &permit, id, input::reason(&body.reason)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
