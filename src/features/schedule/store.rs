//! Database queries for slots. A slot is booked while it has an active appointment, and free if it is unbooked, in the future and not
//! deleted.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::base::error::{AppError, Code, Result};
use crate::base::model::{Doctor, Id, Slot, VisitKind};
use crate::base::specialty::Specialty;
use crate::base::text::Lang;
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const FOR_BOOKING: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, s.deleted_at IS NOT NULL AS deleted, u.time_zone, \
     u.full_name, u.email, u.locale, d.specialty, d.location, d.auto_confirm, \
     (d.approved_at IS NOT NULL AND u.status = 'active') AS bookable \
     FROM slots s JOIN doctors d ON d.id = s.doctor_id JOIN users u ON u.id = s.doctor_id WHERE s.id = $1";
const IS_BOOKED: &str = "SELECT EXISTS (SELECT 1 FROM active_appointments a WHERE a.slot_id = $1)";
const HAS_APPOINTMENTS: &str = "SELECT EXISTS (SELECT 1 FROM appointments a WHERE a.slot_id = $1)";
const ZONE: &str = "SELECT u.time_zone FROM doctors d JOIN users u ON u.id = d.id WHERE d.id = $1";

const NEAREST_OF_DOCTOR: &str = "SELECT * FROM (\
     SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked FROM free_slots s \
     WHERE s.doctor_id = $1 AND s.starts_at >= $4 AND s.id <> $2 \
     ORDER BY s.starts_at LIMIT $6) AS later \
     UNION ALL SELECT * FROM (\
     SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked FROM free_slots s \
     WHERE s.doctor_id = $1 AND s.starts_at >= $3 AND s.starts_at < $5 AND s.id <> $2 \
     ORDER BY s.starts_at DESC LIMIT $6) AS sooner";

// Up to 100 colleagues are searched, and each one's slots are read only up to the $7-th free one ($8 is zero-based).
const NEAREST_OF_SPECIALTY_SQLITE: &str = "SELECT * FROM (\
     SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked, p.time_zone AS doctor_zone FROM (\
     SELECT d.id, u.time_zone FROM doctors d JOIN users u ON u.id = d.id WHERE d.specialty = $1 AND d.id <> $2 AND d.approved_at IS NOT NULL \
     AND u.status = 'active' ORDER BY d.sort_key, d.id LIMIT 100) AS p JOIN free_slots s ON s.doctor_id = p.id \
     WHERE s.starts_at >= $4 AND s.starts_at <= COALESCE((\
     SELECT f.starts_at FROM free_slots f WHERE f.doctor_id = p.id AND f.starts_at >= $4 \
     ORDER BY f.starts_at LIMIT 1 OFFSET $8), $6) \
     ORDER BY s.starts_at, s.id LIMIT $7) AS later \
     UNION ALL SELECT * FROM (\
     SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked, p.time_zone AS doctor_zone FROM (\
     SELECT d.id, u.time_zone FROM doctors d JOIN users u ON u.id = d.id WHERE d.specialty = $1 AND d.id <> $2 AND d.approved_at IS NOT NULL \
     AND u.status = 'active' ORDER BY d.sort_key, d.id LIMIT 100) AS p JOIN free_slots s ON s.doctor_id = p.id \
     WHERE s.starts_at < $5 AND s.starts_at >= COALESCE((\
     SELECT f.starts_at FROM free_slots f WHERE f.doctor_id = p.id AND f.starts_at >= $3 AND f.starts_at < $5 \
     ORDER BY f.starts_at DESC LIMIT 1 OFFSET $8), $3) \
     ORDER BY s.starts_at DESC, s.id LIMIT $7) AS sooner";

// The same, with a LATERAL subquery for each colleague's slots: PostgreSQL without statistics, on a new database, would read all slots
// for each. Booked slots are found by COUNT, because for NOT EXISTS it would read all appointments.
const NEAREST_OF_SPECIALTY_POSTGRES: &str = "SELECT * FROM (\
     SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked, p.time_zone AS doctor_zone FROM (\
     SELECT d.id, u.time_zone FROM doctors d JOIN users u ON u.id = d.id WHERE d.specialty = $1 AND d.id <> $2 \
     AND d.approved_at IS NOT NULL AND u.status = 'active' ORDER BY d.sort_key, d.id LIMIT 100) AS p CROSS JOIN LATERAL (\
     SELECT f.id, f.doctor_id, f.starts_at, f.ends_at, f.kind FROM free_slots f WHERE f.doctor_id = p.id \
     AND f.starts_at >= $4 AND f.starts_at <= $6 \
     ORDER BY f.starts_at LIMIT $7) AS s ORDER BY s.starts_at, s.id LIMIT $7) AS later \
     UNION ALL SELECT * FROM (\
     SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked, p.time_zone AS doctor_zone FROM (\
     SELECT d.id, u.time_zone FROM doctors d JOIN users u ON u.id = d.id WHERE d.specialty = $1 AND d.id <> $2 \
     AND d.approved_at IS NOT NULL AND u.status = 'active' ORDER BY d.sort_key, d.id LIMIT 100) AS p CROSS JOIN LATERAL (\
     SELECT f.id, f.doctor_id, f.starts_at, f.ends_at, f.kind FROM free_slots f WHERE f.doctor_id = p.id \
     AND f.starts_at < $5 AND f.starts_at >= $3 \
     ORDER BY f.starts_at DESC LIMIT $7) AS s ORDER BY s.starts_at DESC, s.id LIMIT $7) AS sooner";

const FREE: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, FALSE AS booked FROM free_slots s \
     WHERE s.doctor_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3 ORDER BY s.starts_at LIMIT $4";
const OWN: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, EXISTS (\
     SELECT 1 FROM active_appointments a WHERE a.slot_id = s.id) AS booked FROM slots s \
     WHERE s.doctor_id = $1 AND s.deleted_at IS NULL AND s.starts_at >= $2 AND s.starts_at < $3 ORDER BY s.starts_at LIMIT $4";
const OWN_BY_ID: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, EXISTS (\
     SELECT 1 FROM active_appointments a WHERE a.slot_id = s.id) AS booked FROM slots s \
     WHERE s.id = $1 AND s.doctor_id = $2 AND s.deleted_at IS NULL";

// $5 is the earliest start from which the longest slot could still reach $3; it limits the index range.
const OVERLAPS: &str = "SELECT EXISTS (SELECT 1 FROM slots s WHERE s.doctor_id = $1 AND s.deleted_at IS NULL AND s.id <> $2 \
     AND s.starts_at >= $5 AND s.starts_at < $4 AND s.ends_at > $3)";
const INSERT: &str =
    "INSERT INTO slots (id, doctor_id, starts_at, ends_at, kind, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)";
const INSERT_MANY_POSTGRES: &str = "INSERT INTO slots (id, doctor_id, starts_at, ends_at, kind, created_at, updated_at) \
     SELECT n.id, n.doctor_id, n.starts_at, n.ends_at, n.kind, $6, $6 \
     FROM UNNEST($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::text[]) AS n (id, doctor_id, starts_at, ends_at, kind)";
const UPDATE: &str = "UPDATE slots SET starts_at = $3, ends_at = $4, kind = $5, updated_at = $6 \
     WHERE id = $1 AND doctor_id = $2 AND deleted_at IS NULL";
const DELETE: &str = "DELETE FROM slots WHERE id = $1 AND doctor_id = $2";
const RETIRE: &str = "UPDATE slots SET deleted_at = $3, updated_at = $3 WHERE id = $1 AND doctor_id = $2";

const ERASE: &str =
    "DELETE FROM slots WHERE doctor_id = $1 AND NOT EXISTS (SELECT 1 FROM appointments a WHERE a.slot_id = slots.id)";
const RETIRE_ALL: &str = "UPDATE slots SET deleted_at = $2, updated_at = $2 WHERE doctor_id = $1 AND deleted_at IS NULL";
const ALL_OF_DOCTOR: &str = "SELECT s.id, s.doctor_id, s.starts_at, s.ends_at, s.kind, EXISTS (\
     SELECT 1 FROM active_appointments a WHERE a.slot_id = s.id) AS booked FROM slots s \
     WHERE s.doctor_id = $1 AND s.deleted_at IS NULL AND s.id > $2 ORDER BY s.id LIMIT $3";

#[derive(Clone, Debug, FromRow)]
pub struct SlotRow {
    pub id: Id<Slot>,
    pub doctor_id: Id<Doctor>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: VisitKind,
    pub booked: bool,
    /// The doctor's time zone, if the slots of several doctors are read.
    #[sqlx(default)]
    pub doctor_zone: Option<String>,
}

#[derive(Clone, Debug, FromRow)]
pub struct BookableRow {
    pub id: Id<Slot>,
    pub doctor_id: Id<Doctor>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: VisitKind,
    pub deleted: bool,
    pub time_zone: Option<String>,
    pub full_name: String,
    pub email: String,
    #[sqlx(try_from = "String")]
    pub locale: Lang,
    #[sqlx(try_from = "String")]
    pub specialty: Specialty,
    pub location: String,
    pub auto_confirm: bool,
    pub bookable: bool,
}

/// The range for free slots around `at`: from `from` to `to`.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    pub from: DateTime<Utc>,
    pub at: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Rows on each side of `at`.
    pub each: i64,
}

/// A new or changed slot.
#[derive(Clone, Copy, Debug)]
pub struct SlotToBe {
    pub id: Id<Slot>,
    pub doctor: Id<Doctor>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub kind: VisitKind,
    pub now: DateTime<Utc>,
}

/// Converts violations of the index `slots_doctor_start`: two slots of one doctor with the same start.
fn refused(error: sqlx::Error) -> AppError {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Code::SlotOverlaps.into(),
        _ => error.into(),
    }
}

pub async fn for_booking(conn: &mut Conn, id: Id<Slot>) -> Result<Option<BookableRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FOR_BOOKING).bind(id).fetch_optional(c).await)?)
}

pub async fn is_booked(conn: &mut Conn, id: Id<Slot>) -> Result<bool> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(IS_BOOKED).bind(id).fetch_one(c).await)?)
}

pub async fn has_appointments(conn: &mut Conn, id: Id<Slot>) -> Result<bool> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(HAS_APPOINTMENTS).bind(id).fetch_one(c).await)?)
}

/// Returns the doctor's time zone; the outer `None` if there is no such doctor.
pub async fn zone(conn: &mut Conn, doctor: Id<Doctor>) -> Result<Option<Option<String>>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(ZONE).bind(doctor).fetch_optional(c).await)?)
}

/// Returns the doctor's free slots around an instant, without `except`; unordered.
pub async fn nearest_of_doctor(conn: &mut Conn, doctor: Id<Doctor>, except: Id<Slot>, around: Around) -> Result<Vec<SlotRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(NEAREST_OF_DOCTOR)
        .bind(doctor).bind(except).bind(around.from).bind(around.at.max(around.from)).bind(around.at).bind(around.each)
        .fetch_all(c).await)?)
}

/// Returns the free slots of the specialty's other doctors around an instant; unordered.
pub async fn nearest_of_specialty(
    conn: &mut Conn,
    specialty: Specialty,
    except: Id<Doctor>,
    around: Around,
) -> Result<Vec<SlotRow>> {
    let Around { from, at, to, each } = around;
    Ok(match conn.engine() {
        Engine::Sqlite(c) => {
            let query = sqlx::query_as(NEAREST_OF_SPECIALTY_SQLITE).bind(specialty.as_str()).bind(except).bind(from);
            query.bind(at.max(from)).bind(at).bind(to).bind(each).bind(each - 1).fetch_all(c).await
        }
        Engine::Postgres(c) => {
            let query = sqlx::query_as(NEAREST_OF_SPECIALTY_POSTGRES).bind(specialty.as_str()).bind(except).bind(from);
            query.bind(at.max(from)).bind(at).bind(to).bind(each).fetch_all(c).await
        }
    }?)
}

/// Returns unbooked slots that start in `[from, to)`, by start.
pub async fn free(conn: &mut Conn, doctor: Id<Doctor>, from: DateTime<Utc>, to: DateTime<Utc>, max: i64) -> Result<Vec<SlotRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(FREE).bind(doctor).bind(from).bind(to).bind(max).fetch_all(c).await)?)
}

/// Returns the doctor's slots that start in `[from, to)`, by start.
pub async fn own(conn: &mut Conn, doctor: Id<Doctor>, from: DateTime<Utc>, to: DateTime<Utc>, max: i64) -> Result<Vec<SlotRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OWN).bind(doctor).bind(from).bind(to).bind(max).fetch_all(c).await)?)
}

pub async fn own_by_id(conn: &mut Conn, id: Id<Slot>, doctor: Id<Doctor>) -> Result<Option<SlotRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OWN_BY_ID).bind(id).bind(doctor).fetch_optional(c).await)?)
}

/// Returns whether another slot of the doctor overlaps.
pub async fn overlaps(conn: &mut Conn, slot: &SlotToBe, longest: chrono::Duration) -> Result<bool> {
    let earliest = slot.starts_at - longest;
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(OVERLAPS)
        .bind(slot.doctor).bind(slot.id).bind(slot.starts_at).bind(slot.ends_at).bind(earliest).fetch_one(c).await)?)
}

pub async fn insert(tx: &mut Tx, slot: &SlotToBe) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT)
        .bind(slot.id).bind(slot.doctor).bind(slot.starts_at).bind(slot.ends_at).bind(slot.kind.as_str()).bind(slot.now)
        .execute(c).await.map(|_| ()))
    .map_err(refused)
}

/// Inserts many slots: in one statement on PostgreSQL, one by one on SQLite, which runs in-process.
pub async fn insert_many(tx: &mut Tx, slots: &[SlotToBe], now: DateTime<Utc>) -> Result<()> {
    if let Engine::Postgres(c) = tx.engine() {
        let column = |pick: fn(&SlotToBe) -> DateTime<Utc>| slots.iter().map(pick).collect::<Vec<_>>();
        let ids: Vec<Uuid> = slots.iter().map(|slot| slot.id.uuid()).collect();
        let doctors: Vec<Uuid> = slots.iter().map(|slot| slot.doctor.uuid()).collect();
        let kinds: Vec<&str> = slots.iter().map(|slot| slot.kind.as_str()).collect();
        let (starts, ends) = (column(|slot| slot.starts_at), column(|slot| slot.ends_at));
        let query = sqlx::query(INSERT_MANY_POSTGRES).bind(ids).bind(doctors).bind(starts).bind(ends).bind(kinds).bind(now);
        query.execute(c).await.map_err(refused)?;
        return Ok(());
    }
    for slot in slots {
        insert(tx, slot).await?;
    }
    Ok(())
}

pub async fn update(tx: &mut Tx, slot: &SlotToBe) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(UPDATE)
        .bind(slot.id).bind(slot.doctor).bind(slot.starts_at).bind(slot.ends_at).bind(slot.kind.as_str()).bind(slot.now)
        .execute(c).await.map(|_| ()))
    .map_err(refused)
}

pub async fn delete(tx: &mut Tx, id: Id<Slot>, doctor: Id<Doctor>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(DELETE).bind(id).bind(doctor).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Marks the slot as deleted; its past appointments keep the row.
pub async fn retire(tx: &mut Tx, id: Id<Slot>, doctor: Id<Doctor>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(RETIRE).bind(id).bind(doctor).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Deletes a doctor's slots; those that have appointments stay for them.
pub async fn erase(tx: &mut Tx, doctor: Id<Doctor>, now: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(ERASE).bind(doctor).execute(c).await.map(|_| ()))?;
    with_conn!(tx.engine(), c => sqlx::query(RETIRE_ALL).bind(doctor).bind(now).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns a doctor's slots with ids after `after`, by id.
pub async fn all_of_doctor(conn: &mut Conn, doctor: Id<Doctor>, after: Uuid, max: i64) -> Result<Vec<SlotRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(ALL_OF_DOCTOR).bind(doctor).bind(after).bind(max).fetch_all(c).await)?)
}
