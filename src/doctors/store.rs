//! The doctors' rows. Only those whom an admin has approved, with an active account, are ever found.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::{Specialty, Spoken};
use crate::error::Result;
use crate::model::{Doctor, Id, Slot, VisitKind};
use crate::platform::db::{Conn, Tx, on};

// FIND and NEXT_SLOTS choose the same page of doctors with the same parameters 1 to 13.
const FIND: &str = "SELECT d.id, u.full_name, d.specialty, d.bio, d.experience_years, d.location, u.time_zone, d.fee_amount, \
     d.fee_currency, d.in_person, d.video, d.sort_key, (SELECT string_agg(l.language, ',' ORDER BY l.language) \
     FROM doctor_languages l WHERE l.doctor_id = d.id) AS languages \
     FROM doctors d JOIN users u ON u.id = d.id \
     WHERE (d.sort_key, d.id) > ($1, $2) AND d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video)) \
     ORDER BY d.sort_key, d.id LIMIT $13";
// Each doctor's slots are read only as far as that doctor's third free one, so the index is enough however many there are. What
// is left is counted, because PostgreSQL would answer a last NOT EXISTS by reading all appointments.
const NEXT_SLOTS: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind FROM (\
     SELECT d.id FROM doctors d JOIN users u ON u.id = d.id \
     WHERE (d.sort_key, d.id) > ($1, $2) AND d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video)) \
     ORDER BY d.sort_key, d.id LIMIT $13) AS p JOIN slots s ON s.doctor_id = p.id \
     WHERE s.deleted_at IS NULL AND s.starts_at > $14 AND s.starts_at <= COALESCE((\
     SELECT f.starts_at FROM slots f WHERE f.doctor_id = p.id AND f.deleted_at IS NULL AND f.starts_at > $14 AND NOT EXISTS (\
     SELECT 1 FROM appointments a WHERE a.slot_id = f.id AND a.status IN ('pending', 'confirmed')) \
     ORDER BY f.starts_at LIMIT 1 OFFSET 2), $15) AND (\
     SELECT COUNT(*) FROM appointments a WHERE a.slot_id = s.id AND a.status IN ('pending', 'confirmed')) = 0 ORDER BY s.starts_at";
// The same by the next free slot ($15 for who has none): one step into the index for each doctor who fits.
const FIND_SOONEST: &str = "SELECT d.id, u.full_name, d.specialty, d.bio, d.experience_years, d.location, u.time_zone, d.fee_amount, \
     d.fee_currency, d.in_person, d.video, d.sort_key, p.soonest, (SELECT string_agg(l.language, ',' ORDER BY l.language) \
     FROM doctor_languages l WHERE l.doctor_id = d.id) AS languages \
     FROM (SELECT q.id, q.soonest FROM (\
     SELECT d.id, COALESCE((SELECT f.starts_at FROM slots f WHERE f.doctor_id = d.id AND f.deleted_at IS NULL AND f.starts_at > $14 \
     AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.slot_id = f.id AND a.status IN ('pending', 'confirmed')) \
     ORDER BY f.starts_at LIMIT 1), $15) AS soonest FROM doctors d JOIN users u ON u.id = d.id \
     WHERE d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video))) AS q \
     WHERE (q.soonest, q.id) > ($1, $2) ORDER BY q.soonest, q.id LIMIT $13) AS p JOIN doctors d ON d.id = p.id JOIN users u ON u.id = p.id \
     ORDER BY p.soonest, p.id";
const NEXT_SLOTS_SOONEST: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind FROM (\
     SELECT q.id, q.soonest FROM (\
     SELECT d.id, COALESCE((SELECT f.starts_at FROM slots f WHERE f.doctor_id = d.id AND f.deleted_at IS NULL AND f.starts_at > $14 \
     AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.slot_id = f.id AND a.status IN ('pending', 'confirmed')) \
     ORDER BY f.starts_at LIMIT 1), $15) AS soonest FROM doctors d JOIN users u ON u.id = d.id \
     WHERE d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video))) AS q \
     WHERE (q.soonest, q.id) > ($1, $2) ORDER BY q.soonest, q.id LIMIT $13) AS p JOIN slots s ON s.doctor_id = p.id \
     WHERE s.deleted_at IS NULL AND s.starts_at > $14 AND s.starts_at <= COALESCE((\
     SELECT f.starts_at FROM slots f WHERE f.doctor_id = p.id AND f.deleted_at IS NULL AND f.starts_at > $14 AND NOT EXISTS (\
     SELECT 1 FROM appointments a WHERE a.slot_id = f.id AND a.status IN ('pending', 'confirmed')) \
     ORDER BY f.starts_at LIMIT 1 OFFSET 2), $15) AND (\
     SELECT COUNT(*) FROM appointments a WHERE a.slot_id = s.id AND a.status IN ('pending', 'confirmed')) = 0 ORDER BY s.starts_at";
const FIND_ONE: &str = "SELECT d.id, u.full_name, d.specialty, d.bio, d.experience_years, d.location, u.time_zone, d.fee_amount, \
     d.fee_currency, d.in_person, d.video, d.sort_key, (SELECT string_agg(l.language, ',' ORDER BY l.language) \
     FROM doctor_languages l WHERE l.doctor_id = d.id) AS languages \
     FROM doctors d JOIN users u ON u.id = d.id WHERE d.id = $1 AND d.approved_at IS NOT NULL AND u.status = 'active'";
const PROFILE: &str = "SELECT specialty, licence_number, experience_years, location, auto_confirm FROM doctors WHERE id = $1";
const SET_AUTO_CONFIRM: &str = "UPDATE doctors SET auto_confirm = $2 WHERE id = $1";
const INSERT: &str = "INSERT INTO doctors (id, specialty, licence_number, experience_years, location, bio, search_key, place_key, sort_key, \
     fee_amount, fee_currency, in_person, video, auto_confirm, approved_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const INSERT_LANGUAGE: &str =
    "INSERT INTO doctor_languages (doctor_id, language) VALUES ($1, $2) ON CONFLICT (doctor_id, language) DO NOTHING";

/// Words that a search may have; [`FIND`] has a place for each.
pub const WORDS: usize = 6;

#[derive(Clone, Debug, FromRow)]
pub struct DoctorRow {
    pub id: Id<Doctor>,
    pub full_name: String,
    #[sqlx(try_from = "String")]
    pub specialty: Specialty,
    pub bio: String,
    pub experience_years: i32,
    pub location: String,
    pub time_zone: Option<String>,
    pub fee_amount: Option<i64>,
    pub fee_currency: Option<String>,
    pub in_person: bool,
    pub video: bool,
    pub sort_key: String,
    /// The next free slot, where the page is sorted by it.
    #[sqlx(default)]
    pub soonest: Option<DateTime<Utc>>,
    /// Separated by commas.
    pub languages: Option<String>,
}

#[derive(Clone, Debug, FromRow)]
pub struct ProfileRow {
    #[sqlx(try_from = "String")]
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub auto_confirm: bool,
}

#[derive(Clone, Debug, FromRow)]
pub struct NextSlotRow {
    pub id: Id<Slot>,
    pub doctor_id: Id<Doctor>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: VisitKind,
}

/// The doctor behind whom a page begins, by the key that sorts it.
#[derive(Clone, Debug)]
pub enum After {
    Name(String, Uuid),
    Soonest(DateTime<Utc>, Uuid),
}

/// A page of the search, folded and escaped by the service. A pattern of `%` asks for nothing.
#[derive(Clone, Debug)]
pub struct Search {
    pub after: After,
    pub words: [String; WORDS],
    pub place: String,
    pub specialty: Option<Specialty>,
    pub language: Option<Spoken>,
    pub kind: Option<VisitKind>,
}

/// A row about to be; the keys are folded by the service.
pub struct NewRow<'a> {
    pub id: Id<Doctor>,
    pub specialty: Specialty,
    pub licence_number: &'a str,
    pub experience_years: i32,
    pub location: &'a str,
    pub bio: &'a str,
    pub search_key: &'a str,
    pub place_key: &'a str,
    pub sort_key: &'a str,
    pub fee_amount: Option<i64>,
    pub fee_currency: Option<&'a str>,
    pub in_person: bool,
    pub video: bool,
    pub auto_confirm: bool,
    pub approved_at: Option<DateTime<Utc>>,
}

/// Binds what both sorts have in common, from the third parameter on.
macro_rules! filtered {
    ($query:expr, $search:expr, $most:expr) => {{
        let Search { words: [a, b, c, d, e, f], place, specialty, language, kind, .. } = $search;
        $query
            .bind(a)
            .bind(b)
            .bind(c)
            .bind(d)
            .bind(e)
            .bind(f)
            .bind(place)
            .bind(specialty.map(Specialty::as_str))
            .bind(language.map(Spoken::as_str))
            .bind(kind.map(VisitKind::as_str))
            .bind($most)
    }};
}

/// Up to `most` doctors; those without a free slot after `now` as if theirs were at `far`.
pub async fn find(conn: &mut Conn, search: &Search, most: i64, now: DateTime<Utc>, far: DateTime<Utc>) -> Result<Vec<DoctorRow>> {
    Ok(on!(conn.on(), c => match &search.after {
        After::Name(key, id) => filtered!(sqlx::query_as(FIND).bind(key).bind(id), search, most).fetch_all(c).await,
        After::Soonest(at, id) => {
            filtered!(sqlx::query_as(FIND_SOONEST).bind(at).bind(id), search, most).bind(now).bind(far).fetch_all(c).await
        }
    })?)
}

/// The next three free slots of each of the same doctors, by time.
pub async fn next_slots(
    conn: &mut Conn,
    search: &Search,
    most: i64,
    now: DateTime<Utc>,
    far: DateTime<Utc>,
) -> Result<Vec<NextSlotRow>> {
    Ok(on!(conn.on(), c => {
        let query = match &search.after {
            After::Name(key, id) => sqlx::query_as(NEXT_SLOTS).bind(key).bind(id),
            After::Soonest(at, id) => sqlx::query_as(NEXT_SLOTS_SOONEST).bind(at).bind(id),
        };
        filtered!(query, search, most).bind(now).bind(far).fetch_all(c).await
    })?)
}

pub async fn find_one(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<DoctorRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(FIND_ONE).bind(id).fetch_optional(c).await)?)
}

/// Also of a doctor who is not found yet.
pub async fn profile(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<ProfileRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(PROFILE).bind(id).fetch_optional(c).await)?)
}

/// `false` when there is no such doctor.
pub async fn set_auto_confirm(tx: &mut Tx, id: Id<Doctor>, on: bool) -> Result<bool> {
    let rows =
        on!(tx.on(), c => sqlx::query(SET_AUTO_CONFIRM).bind(id).bind(on).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn insert(tx: &mut Tx, row: &NewRow<'_>) -> Result<()> {
    on!(tx.on(), c => sqlx::query(INSERT)
        .bind(row.id).bind(row.specialty.as_str()).bind(row.licence_number).bind(row.experience_years).bind(row.location).bind(row.bio)
        .bind(row.search_key).bind(row.place_key).bind(row.sort_key).bind(row.fee_amount).bind(row.fee_currency).bind(row.in_person)
        .bind(row.video).bind(row.auto_confirm).bind(row.approved_at)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_language(tx: &mut Tx, id: Id<Doctor>, language: Spoken) -> Result<()> {
    on!(tx.on(), c => sqlx::query(INSERT_LANGUAGE).bind(id).bind(language.as_str()).execute(c).await.map(|_| ()))?;
    Ok(())
}
