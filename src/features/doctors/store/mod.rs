//! Database queries for doctors. Only approved doctors with an active account are found.

pub mod applications;
pub mod change;
pub mod portrait;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::Result;
use crate::base::model::{Doctor, Id, Money, Slot, StoredFile, VisitKind};
use crate::base::specialty::{Specialty, Spoken};
use crate::platform::db::{Conn, Tx, with_conn};

// FIND and NEXT_SLOTS select the same page of doctors with the same parameters 1 to 13.
const FIND: &str = "SELECT d.id, u.full_name, d.specialty, d.bio, d.experience_years, d.location, u.time_zone, u.photo_id, d.fee_amount, \
     d.fee_currency, d.in_person, d.video, d.auto_confirm, d.sort_key, (SELECT string_agg(l.language, ',' ORDER BY l.language) \
     FROM doctor_languages l WHERE l.doctor_id = d.id) AS languages \
     FROM doctors d JOIN users u ON u.id = d.id \
     WHERE (d.sort_key, d.id) > ($1, $2) AND d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video)) \
     ORDER BY d.sort_key, d.id LIMIT $13";
// Each doctor's slots are read only up to the third free one, so the index is enough for any number of slots. The last condition is a
// COUNT, because for NOT EXISTS PostgreSQL would read all appointments.
const NEXT_SLOTS: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind FROM (\
     SELECT d.id FROM doctors d JOIN users u ON u.id = d.id \
     WHERE (d.sort_key, d.id) > ($1, $2) AND d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video)) \
     ORDER BY d.sort_key, d.id LIMIT $13) AS p JOIN free_slots s ON s.doctor_id = p.id \
     WHERE s.starts_at > $14 AND s.starts_at <= COALESCE((\
     SELECT f.starts_at FROM free_slots f WHERE f.doctor_id = p.id AND f.starts_at > $14 \
     ORDER BY f.starts_at LIMIT 1 OFFSET 2), $15) ORDER BY s.starts_at";
// The same by the next free slot ($15 for doctors without one): one index lookup per matching doctor.
const FIND_SOONEST: &str = "SELECT d.id, u.full_name, d.specialty, d.bio, d.experience_years, d.location, u.time_zone, u.photo_id, d.fee_amount, \
     d.fee_currency, d.in_person, d.video, d.auto_confirm, d.sort_key, p.soonest, (SELECT string_agg(l.language, ',' ORDER BY l.language) \
     FROM doctor_languages l WHERE l.doctor_id = d.id) AS languages \
     FROM (SELECT q.id, q.soonest FROM (\
     SELECT d.id, COALESCE((SELECT f.starts_at FROM free_slots f WHERE f.doctor_id = d.id AND f.starts_at > $14 \
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
     SELECT d.id, COALESCE((SELECT f.starts_at FROM free_slots f WHERE f.doctor_id = d.id AND f.starts_at > $14 \
     ORDER BY f.starts_at LIMIT 1), $15) AS soonest FROM doctors d JOIN users u ON u.id = d.id \
     WHERE d.approved_at IS NOT NULL AND u.status = 'active' \
     AND d.search_key LIKE $3 ESCAPE '\\' AND d.search_key LIKE $4 ESCAPE '\\' AND d.search_key LIKE $5 ESCAPE '\\' \
     AND d.search_key LIKE $6 ESCAPE '\\' AND d.search_key LIKE $7 ESCAPE '\\' AND d.search_key LIKE $8 ESCAPE '\\' \
     AND d.place_key LIKE $9 ESCAPE '\\' AND (CAST($10 AS TEXT) IS NULL OR d.specialty = $10) \
     AND (CAST($11 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM doctor_languages l WHERE l.doctor_id = d.id AND l.language = $11)) \
     AND (CAST($12 AS TEXT) IS NULL OR ($12 = 'in_person' AND d.in_person) OR ($12 = 'video' AND d.video))) AS q \
     WHERE (q.soonest, q.id) > ($1, $2) ORDER BY q.soonest, q.id LIMIT $13) AS p JOIN free_slots s ON s.doctor_id = p.id \
     WHERE s.starts_at > $14 AND s.starts_at <= COALESCE((\
     SELECT f.starts_at FROM free_slots f WHERE f.doctor_id = p.id AND f.starts_at > $14 \
     ORDER BY f.starts_at LIMIT 1 OFFSET 2), $15) ORDER BY s.starts_at";
const FIND_ONE: &str = "SELECT d.id, u.full_name, d.specialty, d.bio, d.experience_years, d.location, u.time_zone, u.photo_id, d.fee_amount, \
     d.fee_currency, d.in_person, d.video, d.auto_confirm, d.sort_key, (SELECT string_agg(l.language, ',' ORDER BY l.language) \
     FROM doctor_languages l WHERE l.doctor_id = d.id) AS languages \
     FROM doctors d JOIN users u ON u.id = d.id WHERE d.id = $1 AND d.approved_at IS NOT NULL AND u.status = 'active'";
const PRACTICE: &str = "SELECT specialty, licence_number, experience_years, location, bio, fee_amount, fee_currency, in_person, video, \
     auto_confirm, approved_at, waiting_since FROM doctors WHERE id = $1";
const UPDATE: &str = "UPDATE doctors SET specialty = $2, licence_number = $3, experience_years = $4, location = $5, bio = $6, \
     search_key = $7, place_key = $8, sort_key = $9, fee_amount = $10, fee_currency = $11, in_person = $12, video = $13, \
     auto_confirm = $14 WHERE id = $1";
const DECIDE: &str = "UPDATE doctors SET waiting_since = NULL, approved_at = $2 WHERE id = $1";
const ASK_AGAIN: &str = "UPDATE doctors SET waiting_since = $2 WHERE id = $1 AND approved_at IS NULL";
const CHOOSE_PORTRAIT: &str = "UPDATE doctors SET portrait = $2 WHERE id = $1";
const LANGUAGES: &str = "SELECT language FROM doctor_languages WHERE doctor_id = $1 ORDER BY language";
const DELETE_LANGUAGES: &str = "DELETE FROM doctor_languages WHERE doctor_id = $1";
const INSERT: &str = "INSERT INTO doctors (id, specialty, licence_number, experience_years, location, bio, search_key, place_key, sort_key, \
     fee_amount, fee_currency, in_person, video, auto_confirm, approved_at, waiting_since) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
// The specialty stays: it belongs to the records of the patients.
const ERASE: &str = "UPDATE doctors SET licence_number = '', experience_years = 0, location = '', bio = '', search_key = '', place_key = '', \
     sort_key = '', fee_amount = NULL, fee_currency = NULL, auto_confirm = FALSE, approved_at = NULL, waiting_since = NULL, portrait = NULL \
     WHERE id = $1";
const INSERT_LANGUAGE: &str =
    "INSERT INTO doctor_languages (doctor_id, language) VALUES ($1, $2) ON CONFLICT (doctor_id, language) DO NOTHING";

/// Maximum number of words in a search; [`FIND`] has a parameter for each.
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
    pub photo_id: Option<Id<StoredFile>>,
    pub fee_amount: Option<i64>,
    pub fee_currency: Option<String>,
    pub in_person: bool,
    pub video: bool,
    pub auto_confirm: bool,
    pub sort_key: String,
    /// The next free slot, if the page is sorted by it.
    #[sqlx(default)]
    pub soonest: Option<DateTime<Utc>>,
    /// Separated by commas.
    pub languages: Option<String>,
}

/// The row of a doctor profile.
#[derive(Clone, Debug, FromRow)]
pub struct Practice {
    #[sqlx(try_from = "String")]
    pub specialty: Specialty,
    pub licence_number: String,
    pub experience_years: i32,
    pub location: String,
    pub bio: String,
    pub fee_amount: Option<i64>,
    pub fee_currency: Option<String>,
    pub in_person: bool,
    pub video: bool,
    pub auto_confirm: bool,
    pub approved_at: Option<DateTime<Utc>>,
    pub waiting_since: Option<DateTime<Utc>>,
}

impl Practice {
    pub fn fee(&self) -> Option<Money> {
        self.fee_amount.zip(self.fee_currency.clone()).map(|(amount, currency)| Money { amount, currency })
    }

    pub fn kinds(&self) -> Vec<VisitKind> {
        kinds(self.in_person, self.video)
    }
}

/// Returns the offered kinds of visit.
pub fn kinds(in_person: bool, video: bool) -> Vec<VisitKind> {
    let offered = [(in_person, VisitKind::InPerson), (video, VisitKind::Video)];
    offered.into_iter().filter(|(offered, _)| *offered).map(|(_, kind)| kind).collect()
}

/// The search and sort keys, folded by the service.
#[derive(Clone, Debug)]
pub struct Keys {
    pub search: String,
    pub place: String,
    pub sort: String,
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

/// The position after which a page starts: sort key and doctor.
#[derive(Clone, Debug)]
pub enum After {
    Name(String, Uuid),
    Soonest(DateTime<Utc>, Uuid),
}

/// The parameters of a search, folded and escaped by the service. The pattern `%` does not filter.
#[derive(Clone, Debug)]
pub struct Search {
    pub after: After,
    pub words: [String; WORDS],
    pub place: String,
    pub specialty: Option<Specialty>,
    pub language: Option<Spoken>,
    pub kind: Option<VisitKind>,
}

/// Binds the parameters that both sort orders share, from the third on.
macro_rules! filtered {
    ($query:expr, $search:expr, $max:expr) => {{
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
            .bind($max)
    }};
}

/// Returns up to `max` doctors; those without a free slot after `now` are sorted as if it were at `far`.
pub async fn find(conn: &mut Conn, search: &Search, max: i64, now: DateTime<Utc>, far: DateTime<Utc>) -> Result<Vec<DoctorRow>> {
    Ok(with_conn!(conn.engine(), c => match &search.after {
        After::Name(key, id) => filtered!(sqlx::query_as(FIND).bind(key).bind(id), search, max).fetch_all(c).await,
        After::Soonest(at, id) => {
            filtered!(sqlx::query_as(FIND_SOONEST).bind(at).bind(id), search, max).bind(now).bind(far).fetch_all(c).await
        }
    })?)
}

/// Returns the next three free slots of each of the same doctors, by start.
pub async fn next_slots(
    conn: &mut Conn,
    search: &Search,
    max: i64,
    now: DateTime<Utc>,
    far: DateTime<Utc>,
) -> Result<Vec<NextSlotRow>> {
    Ok(with_conn!(conn.engine(), c => {
        let query = match &search.after {
            After::Name(key, id) => sqlx::query_as(NEXT_SLOTS).bind(key).bind(id),
            After::Soonest(at, id) => sqlx::query_as(NEXT_SLOTS_SOONEST).bind(at).bind(id),
        };
        filtered!(query, search, max).bind(now).bind(far).fetch_all(c).await
    })?)
}

pub async fn find_one(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<DoctorRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FIND_ONE).bind(id).fetch_optional(c).await)?)
}

/// Returns a doctor profile, also of a doctor who is not approved.
pub async fn practice(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<Practice>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(PRACTICE).bind(id).fetch_optional(c).await)?)
}

pub async fn languages(conn: &mut Conn, id: Id<Doctor>) -> Result<Vec<String>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(LANGUAGES).bind(id).fetch_all(c).await)?)
}

pub async fn insert(tx: &mut Tx, id: Id<Doctor>, row: &Practice, keys: &Keys) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(id).bind(row.specialty.as_str()).bind(&row.licence_number).bind(row.experience_years).bind(&row.location).bind(&row.bio)
        .bind(&keys.search).bind(&keys.place).bind(&keys.sort).bind(row.fee_amount).bind(&row.fee_currency).bind(row.in_person)
        .bind(row.video).bind(row.auto_confirm).bind(row.approved_at).bind(row.waiting_since)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Updates the fields that a doctor may change.
pub async fn update(tx: &mut Tx, id: Id<Doctor>, row: &Practice, keys: &Keys) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(UPDATE)
        .bind(id).bind(row.specialty.as_str()).bind(&row.licence_number).bind(row.experience_years).bind(&row.location).bind(&row.bio)
        .bind(&keys.search).bind(&keys.place).bind(&keys.sort).bind(row.fee_amount).bind(&row.fee_currency).bind(row.in_person)
        .bind(row.video).bind(row.auto_confirm)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Sets the look of the doctor's portrait, as `Look::parse` reads it.
pub async fn choose_portrait(tx: &mut Tx, id: Id<Doctor>, look: &str) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(CHOOSE_PORTRAIT).bind(id).bind(look).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Ends the pending state; `approved_at` approves the doctor.
pub async fn decide(tx: &mut Tx, id: Id<Doctor>, approved_at: Option<DateTime<Utc>>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DECIDE).bind(id).bind(approved_at).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Makes the application pending again; `false` for an approved doctor.
pub async fn ask_again(tx: &mut Tx, id: Id<Doctor>, now: DateTime<Utc>) -> Result<bool> {
    let rows =
        with_conn!(tx.engine(), c => sqlx::query(ASK_AGAIN).bind(id).bind(now).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(rows == 1)
}

pub async fn delete_languages(tx: &mut Tx, id: Id<Doctor>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE_LANGUAGES).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Empties what identifies the doctor.
pub async fn erase(tx: &mut Tx, id: Id<Doctor>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_language(tx: &mut Tx, id: Id<Doctor>, language: Spoken) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT_LANGUAGE).bind(id).bind(language.as_str()).execute(c).await.map(|_| ()))?;
    Ok(())
}
