//! Database queries for accounts.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;

use crate::base::error::Result;
use crate::base::model::{Gender, Id, Patient, Role, StoredFile, User, UserStatus};
use crate::base::text::Lang;
use crate::platform::db::{Conn, Tx, with_conn};

const INSERT_USER: &str = "INSERT INTO users (id, role, email, email_key, password_hash, full_name, name_key, phone, gender, locale, \
     time_zone, status, limited, email_verified_at, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) \
     ON CONFLICT (email_key) DO NOTHING";
const INSERT_PATIENT: &str = "INSERT INTO patients (id, date_of_birth, address) VALUES ($1, $2, $3)";
const FIND: &str = "SELECT id, role, email, password_hash, full_name, phone, gender, locale, time_zone, status, email_verified_at, phone_verified_at, photo_id, \
     created_at, updated_at FROM users WHERE id = $1";
const FIND_BY_EMAIL: &str = "SELECT id, role, email, password_hash, full_name, phone, gender, locale, time_zone, status, \
     email_verified_at, phone_verified_at, photo_id, created_at, updated_at FROM users WHERE email_key = $1";
const ANYBODY: &str = "SELECT EXISTS (SELECT 1 FROM users)";
const FIND_PATIENT: &str = "SELECT date_of_birth, address, emergency_name, emergency_phone FROM patients WHERE id = $1";
const UPDATE: &str = "UPDATE users SET full_name = $2, name_key = $3, phone = $4, gender = $5, locale = $6, time_zone = $7, \
     phone_verified_at = $8, updated_at = $9 WHERE id = $1";
const UPDATE_PATIENT: &str =
    "UPDATE patients SET date_of_birth = $2, address = $3, emergency_name = $4, emergency_phone = $5 WHERE id = $1";
const SET_STATUS: &str = "UPDATE users SET status = $2, updated_at = $3 WHERE id = $1";
const SET_NAME: &str = "UPDATE users SET full_name = $2, name_key = $3, updated_at = $4 WHERE id = $1";
const SET_HASH: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2, invited_at = NULL WHERE id = $1";
const SET_INVITED: &str = "UPDATE users SET invited_at = $2, email_verified_at = NULL, updated_at = $2 WHERE id = $1";
const INVITED: &str = "SELECT invited_at FROM users WHERE id = $1";
const SET_ROLE: &str = "UPDATE users SET role = $2, status = $3, updated_at = $4 WHERE id = $1";
const COUNT_OTHER_ADMINS: &str =
    "SELECT COUNT(*) FROM users WHERE role = 'admin' AND status = 'active' AND password_hash <> '' AND id <> $1";
const SET_VERIFIED: &str = "UPDATE users SET email_verified_at = COALESCE(email_verified_at, $2), updated_at = $2 WHERE id = $1";
const SET_EMAIL: &str = "UPDATE users SET email = $2, email_key = $3, email_verified_at = $4, updated_at = $5 WHERE id = $1";
const SET_PHOTO: &str = "UPDATE users SET photo_id = $2, updated_at = $3 WHERE id = $1";
const SET_PHONE: &str = "UPDATE users SET phone = $2, phone_verified_at = $3, updated_at = $3 WHERE id = $1";
const SET_LOCALE: &str = "UPDATE users SET locale = $2, updated_at = $3 WHERE id = $1";

const IS_DELETED: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND deleted_at IS NOT NULL)";
// The time zone of a doctor, also a former one, stays: the times of patients' appointments are shown in it.
const ERASE: &str = "UPDATE users SET email = $2, email_key = $2, password_hash = '', full_name = '', name_key = '', phone = NULL, \
     gender = 'undisclosed', locale = 'en', status = 'suspended', email_verified_at = NULL, phone_verified_at = NULL, invited_at = NULL, \
     time_zone = CASE WHEN EXISTS (SELECT 1 FROM doctors d WHERE d.id = users.id) THEN time_zone END, \
     deleted_at = $3, updated_at = $3 WHERE id = $1";
const ERASE_PATIENT: &str =
    "UPDATE patients SET date_of_birth = $2, address = NULL, emergency_name = NULL, emergency_phone = NULL WHERE id = $1";

#[derive(Clone, Debug, FromRow)]
pub struct UserRow {
    pub id: Id<User>,
    #[sqlx(try_from = "String")]
    pub role: Role,
    pub email: String,
    pub password_hash: String,
    pub full_name: String,
    pub phone: Option<String>,
    #[sqlx(try_from = "String")]
    pub gender: Gender,
    #[sqlx(try_from = "String")]
    pub locale: Lang,
    pub time_zone: Option<String>,
    #[sqlx(try_from = "String")]
    pub status: UserStatus,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub photo_id: Option<Id<StoredFile>>,
    pub phone_verified_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, FromRow)]
pub struct PatientRow {
    pub date_of_birth: NaiveDate,
    pub address: Option<String>,
    pub emergency_name: Option<String>,
    pub emergency_phone: Option<String>,
}

/// A new row; the service normalizes `email_key` and `name_key`.
pub struct NewRow<'a> {
    pub id: Id<User>,
    pub role: Role,
    pub email: &'a str,
    pub email_key: &'a str,
    pub password_hash: &'a str,
    pub full_name: &'a str,
    pub name_key: &'a str,
    pub phone: Option<&'a str>,
    pub gender: Gender,
    pub locale: Lang,
    pub time_zone: Option<&'a str>,
    pub status: UserStatus,
    pub limited: bool,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

/// Returns `false` if the email address is already registered.
pub async fn insert_user(tx: &mut Tx, row: &NewRow<'_>) -> Result<bool> {
    let rows = with_conn!(tx.engine(), c => sqlx::query(INSERT_USER)
        .bind(row.id).bind(row.role.as_str()).bind(row.email).bind(row.email_key).bind(row.password_hash).bind(row.full_name)
        .bind(row.name_key).bind(row.phone).bind(row.gender.as_str()).bind(row.locale.as_str()).bind(row.time_zone)
        .bind(row.status.as_str()).bind(row.limited).bind(row.email_verified_at).bind(row.now)
        .execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn insert_patient(tx: &mut Tx, id: Id<Patient>, born: NaiveDate, address: Option<&str>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT_PATIENT).bind(id).bind(born).bind(address).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn find(conn: &mut Conn, id: Id<User>) -> Result<Option<UserRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND).bind(id).fetch_optional(c).await)?)
}

pub async fn find_by_email(conn: &mut Conn, email_key: &str) -> Result<Option<UserRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND_BY_EMAIL).bind(email_key).fetch_optional(c).await)?)
}

pub async fn anybody(conn: &mut Conn) -> Result<bool> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(ANYBODY).fetch_one(c).await)?)
}

pub async fn find_patient(conn: &mut Conn, id: Id<Patient>) -> Result<Option<PatientRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND_PATIENT).bind(id).fetch_optional(c).await)?)
}

/// Updates the fields that the account's owner may change.
pub async fn update(tx: &mut Tx, row: &UserRow, name_key: &str, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(UPDATE)
        .bind(row.id).bind(&row.full_name).bind(name_key).bind(&row.phone).bind(row.gender.as_str()).bind(row.locale.as_str())
        .bind(&row.time_zone).bind(row.phone_verified_at).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn update_patient(tx: &mut Tx, id: Id<Patient>, row: &PatientRow) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(UPDATE_PATIENT)
        .bind(id).bind(row.date_of_birth).bind(&row.address).bind(&row.emergency_name).bind(&row.emergency_phone)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_hash(tx: &mut Tx, id: Id<User>, hash: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_HASH).bind(id).bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Sets the password that the account's owner has chosen: an invitation is accepted by it.
pub async fn set_password(tx: &mut Tx, id: Id<User>, hash: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_PASSWORD).bind(id).bind(hash).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Marks the account as invited, and its address as not verified.
pub async fn set_invited(tx: &mut Tx, id: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_INVITED).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns when the account was last invited, if its owner has not accepted yet.
pub async fn invited_at(conn: &mut Conn, id: Id<User>) -> Result<Option<DateTime<Utc>>> {
    let found: Option<Option<DateTime<Utc>>> =
        with_conn!(conn.engine(), c => sqlx::query_scalar(INVITED).bind(id).fetch_optional(c).await)?;
    Ok(found.flatten())
}

pub async fn set_role(tx: &mut Tx, id: Id<User>, role: Role, status: UserStatus, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_ROLE)
        .bind(id).bind(role.as_str()).bind(status.as_str()).bind(now)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns how many other admins can sign in.
pub async fn count_other_admins(conn: &mut Conn, id: Id<User>) -> Result<i64> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(COUNT_OTHER_ADMINS).bind(id).fetch_one(c).await)?)
}

/// Marks the email address as verified, unless it is.
pub async fn set_verified(tx: &mut Tx, id: Id<User>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_VERIFIED).bind(id).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Sets the email address and its key. Returns `false` if another account has it, by a concurrent change too: the transaction must then
/// be undone.
pub async fn set_email(
    tx: &mut Tx,
    id: Id<User>,
    [email, key]: [&str; 2],
    verified_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let set = with_conn!(tx.engine(), c => sqlx::query(SET_EMAIL)
        .bind(id).bind(email).bind(key).bind(verified_at).bind(now)
        .execute(c).await.map(|_| ()));
    match set {
        Ok(()) => Ok(true),
        Err(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Sets a phone number that its owner has verified.
pub async fn set_phone(tx: &mut Tx, id: Id<User>, phone: &str, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_PHONE).bind(id).bind(phone).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_photo(tx: &mut Tx, id: Id<User>, photo: Option<Id<StoredFile>>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_PHOTO).bind(id).bind(photo).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn is_deleted(conn: &mut Conn, id: Id<User>) -> Result<bool> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(IS_DELETED).bind(id).fetch_one(c).await)?)
}

/// Empties the columns that identify the owner.
pub async fn erase(tx: &mut Tx, id: Id<User>, address: &str, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(id).bind(address).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn erase_patient(tx: &mut Tx, id: Id<Patient>, born: NaiveDate) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE_PATIENT).bind(id).bind(born).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_locale(tx: &mut Tx, id: Id<User>, locale: Lang, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_LOCALE).bind(id).bind(locale.as_str()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_status(tx: &mut Tx, id: Id<User>, status: UserStatus, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_STATUS).bind(id).bind(status.as_str()).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn set_name(tx: &mut Tx, id: Id<User>, name: &str, name_key: &str, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(SET_NAME).bind(id).bind(name).bind(name_key).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}
