//! Database queries for the list of people, and for what staff did to accounts.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::{AccountAction, PersonState};
use crate::base::error::Result;
use crate::base::model::{Gender, Id, Record, Role, StoredFile, User, UserStatus};
use crate::base::text::Lang;
use crate::platform::db::append::Table;
use crate::platform::db::{Conn, Tx, with_conn};

const ACTIONS: Table =
    Table { name: "account_actions", columns: &["id", "user_id", "by_user", "action", "reason", "at"], tail: "" };

// $1 and $2 are the last row of the previous page; $3 to $6 are patterns for the name, $7 one for the address.
const LIST: &str = "SELECT u.id, u.role, u.status, u.email, u.full_name, u.name_key, u.phone, u.gender, u.locale, u.time_zone, \
     u.email_verified_at, u.phone_verified_at, u.photo_id, u.invited_at, u.created_at, u.updated_at FROM users u WHERE (u.name_key, u.id) > ($1, $2) \
     AND u.deleted_at IS NULL AND ((u.name_key LIKE $3 ESCAPE '\\' AND u.name_key LIKE $4 ESCAPE '\\' AND u.name_key LIKE $5 ESCAPE '\\' \
     AND u.name_key LIKE $6 ESCAPE '\\') OR u.email_key LIKE $7 ESCAPE '\\') \
     AND (CAST($8 AS TEXT) IS NULL OR u.role = $8) \
     AND (CAST($9 AS TEXT) IS NULL OR $9 = CASE WHEN u.status = 'suspended' THEN 'suspended' \
     WHEN u.invited_at IS NOT NULL THEN 'invited' ELSE u.status END) \
     ORDER BY u.name_key, u.id LIMIT $10";
const ONE: &str = "SELECT u.id, u.role, u.status, u.email, u.full_name, u.name_key, u.phone, u.gender, u.locale, u.time_zone, \
     u.email_verified_at, u.phone_verified_at, u.photo_id, u.invited_at, u.created_at, u.updated_at FROM users u WHERE u.id = $1 \
     AND u.deleted_at IS NULL";
const HISTORY: &str = "SELECT a.at, a.action, a.reason, u.full_name AS by_name FROM account_actions a JOIN users u ON u.id = a.by_user \
     WHERE a.user_id = $1 ORDER BY a.id DESC LIMIT 100";

/// The number of words of a name that are searched; [`LIST`] has a parameter for each.
pub const WORDS: usize = 4;

/// An account.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    pub id: Id<User>,
    #[sqlx(try_from = "String")]
    pub role: Role,
    #[sqlx(try_from = "String")]
    pub status: UserStatus,
    pub email: String,
    pub full_name: String,
    pub name_key: String,
    pub phone: Option<String>,
    #[sqlx(try_from = "String")]
    pub gender: Gender,
    #[sqlx(try_from = "String")]
    pub locale: Lang,
    pub time_zone: Option<String>,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub phone_verified_at: Option<DateTime<Utc>>,
    pub photo_id: Option<Id<StoredFile>>,
    /// Of an invitation that was not accepted yet.
    pub invited_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl PersonRow {
    pub const fn state(&self) -> PersonState {
        PersonState::of(self.status, self.invited_at.is_some())
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct ActionRow {
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub action: AccountAction,
    pub reason: String,
    pub by_name: String,
}

/// The parameters of the list, folded and escaped by the service. The pattern `%` does not filter.
#[derive(Clone, Debug)]
pub struct Search {
    /// Name key and id of the last row of the previous page.
    pub after: (String, Uuid),
    pub words: [String; WORDS],
    pub email: String,
    pub role: Option<Role>,
    pub state: Option<PersonState>,
}

/// A new row of the history.
pub struct NewAction<'a> {
    pub id: Id<Record>,
    pub user: Id<User>,
    pub by: Id<User>,
    pub action: AccountAction,
    pub reason: &'a str,
    pub at: DateTime<Utc>,
}

/// Returns people by name, without deleted accounts.
pub async fn list(conn: &mut Conn, search: &Search, max: i64) -> Result<Vec<PersonRow>> {
    let (name, id) = &search.after;
    let [a, b, c, d] = &search.words;
    Ok(with_conn!(conn.engine(), conn => sqlx::query_as(LIST)
        .bind(name).bind(id).bind(a).bind(b).bind(c).bind(d).bind(&search.email).bind(search.role.map(Role::as_str))
        .bind(search.state.map(PersonState::as_str)).bind(max)
        .fetch_all(conn).await)?)
}

/// Returns an account, unless it is deleted.
pub async fn one(conn: &mut Conn, id: Id<User>) -> Result<Option<PersonRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(ONE).bind(id).fetch_optional(c).await)?)
}

/// Returns what staff did to an account, the latest first.
pub async fn history(conn: &mut Conn, id: Id<User>) -> Result<Vec<ActionRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(HISTORY).bind(id).fetch_all(c).await)?)
}

pub fn add(tx: &mut Tx, new: &NewAction<'_>) {
    let NewAction { id, user, by, action, reason, at } = *new;
    tx.append(&ACTIONS, [id.into(), user.into(), by.into(), action.as_str().into(), reason.into(), at.into()]);
}
