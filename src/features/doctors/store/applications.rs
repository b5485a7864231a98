//! Database queries for doctors' applications.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Doctor, Id, Record, StoredFile, User};
use crate::base::specialty::Specialty;
use crate::platform::db::{Conn, Tx, with_conn};

const PENDING: &str = "SELECT d.id, u.full_name, u.email, u.phone, u.photo_id, d.specialty, d.licence_number, d.experience_years, d.location, d.bio, \
     w.since FROM (\
     SELECT n.id, n.waiting_since AS since FROM doctors n JOIN users a ON a.id = n.id \
     WHERE n.waiting_since IS NOT NULL AND a.status = 'pending' \
     UNION ALL SELECT c.doctor_id AS id, c.asked_at AS since FROM doctor_changes c JOIN users a ON a.id = c.doctor_id \
     WHERE a.status = 'active') AS w JOIN doctors d ON d.id = w.id JOIN users u ON u.id = w.id \
     WHERE (w.since, w.id) > ($1, $2) ORDER BY w.since, w.id LIMIT $3";
const IS_PENDING: &str = "SELECT d.waiting_since IS NOT NULL AND u.status = 'pending' FROM doctors d JOIN users u ON u.id = d.id \
     WHERE d.id = $1 AND u.deleted_at IS NULL";
const NAME: &str = "SELECT u.full_name FROM users u JOIN doctors d ON d.id = u.id WHERE u.id = $1";
const REVIEWS: &str = "SELECT r.at, u.full_name AS by_name, r.approved, r.reason FROM doctor_reviews r JOIN users u ON u.id = r.by_user \
     WHERE r.doctor_id = $1 ORDER BY r.id";
const INSERT: &str = "INSERT INTO doctor_reviews (id, doctor_id, at, by_user, approved, reason, about_change) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";

const ERASE: &str = "UPDATE doctor_reviews SET reason = NULL WHERE doctor_id = $1";

#[derive(Clone, Debug, FromRow)]
pub struct PendingRow {
    pub id: Id<Doctor>,
    pub full_name: String,
    pub email: String,
    pub phone: Option<String>,
    pub photo_id: Option<Id<StoredFile>>,
    #[sqlx(try_from = "String")]
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    pub since: DateTime<Utc>,
}

#[derive(Clone, Debug, FromRow)]
pub struct DecisionRow {
    pub at: DateTime<Utc>,
    pub by_name: String,
    pub approved: bool,
    pub reason: Option<String>,
}

/// The position after which a page of pending doctors starts.
#[derive(Clone, Copy, Debug)]
pub struct After {
    pub since: DateTime<Utc>,
    pub id: Uuid,
}

/// A new decision.
pub struct NewDecision<'a> {
    pub id: Id<Record>,
    pub doctor: Id<Doctor>,
    pub at: DateTime<Utc>,
    pub by: Id<User>,
    pub approved: bool,
    pub reason: Option<&'a str>,
    /// About a change of verified data, and not about the application.
    pub about_change: bool,
}

/// Returns pending doctors, the longest waiting first.
pub async fn pending(conn: &mut Conn, after: After, max: i64) -> Result<Vec<PendingRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(PENDING).bind(after.since).bind(after.id).bind(max).fetch_all(c).await)?)
}

/// Returns whether the application is pending; `None` if there is no such doctor.
pub async fn is_pending(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<bool>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(IS_PENDING).bind(id).fetch_optional(c).await)?)
}

pub async fn name(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<String>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(NAME).bind(id).fetch_optional(c).await)?)
}

/// Returns the decisions about a doctor, the oldest first.
pub async fn reviews(conn: &mut Conn, id: Id<Doctor>) -> Result<Vec<DecisionRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(REVIEWS).bind(id).fetch_all(c).await)?)
}

pub async fn insert(tx: &mut Tx, review: &NewDecision<'_>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(review.id).bind(review.doctor).bind(review.at).bind(review.by).bind(review.approved).bind(review.reason)
        .bind(review.about_change)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Empties the reasons of the decisions about a doctor.
pub async fn erase(tx: &mut Tx, id: Id<Doctor>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}
