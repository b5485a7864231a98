//! Database queries for stored files and their objects.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::service::FileKind;
use crate::base::error::Result;
use crate::base::model::{Doctor, Id, StoredFile, User};
use crate::platform::blobs::BlobKey;
use crate::platform::db::{Conn, Engine, Tx, with_conn};

const INSERT: &str = "INSERT INTO files (id, owner_id, kind, created_at) VALUES ($1, $2, $3, $4)";
const INSERT_OBJECT: &str = "INSERT INTO file_objects (blob_key, file_id, variant, bytes, sha256, media_type, width, height) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OF_OWNER: &str = "SELECT id FROM files WHERE owner_id = $1 ORDER BY id";
const OF_KIND: &str = "SELECT id FROM files WHERE owner_id = $1 AND kind = $2 ORDER BY id";
const KEYS: &str = "SELECT blob_key FROM file_objects WHERE file_id = $1 ORDER BY blob_key";
const DELETE_OBJECTS: &str = "DELETE FROM file_objects WHERE file_id = $1";
const DELETE: &str = "DELETE FROM files WHERE id = $1";
const USED: &str = "SELECT CAST(COALESCE(SUM(o.bytes), 0) AS BIGINT) FROM files f JOIN file_objects o ON o.file_id = f.id \
     WHERE f.owner_id = $1";
const DOCTORS_PHOTO: &str = "SELECT f.id, o.blob_key, o.sha256, o.media_type FROM users u JOIN doctors d ON d.id = u.id \
     JOIN files f ON f.id = u.photo_id JOIN file_objects o ON o.file_id = f.id \
     WHERE u.id = $1 AND o.variant = $2 AND d.approved_at IS NOT NULL AND u.status = 'active'";
const PHOTO: &str = "SELECT f.id, o.blob_key, o.sha256, o.media_type FROM users u JOIN files f ON f.id = u.photo_id \
     JOIN file_objects o ON o.file_id = f.id WHERE u.id = $1 AND o.variant = $2";
// Exports (`privacy`) are objects, too.
const KNOWN_SQLITE: &str = "SELECT blob_key FROM file_objects WHERE blob_key IN (SELECT value FROM json_each($1)) \
     UNION ALL SELECT blob_key FROM exports WHERE blob_key IN (SELECT value FROM json_each($1))";
const KNOWN_POSTGRES: &str = "SELECT blob_key FROM file_objects WHERE blob_key IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB))) \
     UNION ALL SELECT blob_key FROM exports WHERE blob_key IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))";
const OBJECTS: &str = "SELECT f.kind, o.variant, o.blob_key FROM files f JOIN file_objects o ON o.file_id = f.id WHERE f.owner_id = $1 \
     ORDER BY f.id, o.variant";

/// A stored object, as it is read.
#[derive(Clone, Debug, FromRow)]
pub struct ObjectRow {
    /// The file's id.
    pub id: Id<StoredFile>,
    pub blob_key: String,
    pub sha256: String,
    pub media_type: String,
}

/// A new object of a file.
#[derive(Clone, Debug)]
pub struct NewObject {
    pub key: BlobKey,
    pub variant: &'static str,
    pub bytes: i64,
    /// In hexadecimal digits.
    pub sha256: String,
    pub media_type: &'static str,
    pub size: Option<(i32, i32)>,
}

pub async fn insert(tx: &mut Tx, id: Id<StoredFile>, owner: Id<User>, kind: FileKind, at: DateTime<Utc>) -> Result<()> {
    with_conn!(tx.engine(), c => sqlx::query(INSERT).bind(id).bind(owner).bind(kind.as_str()).bind(at).execute(c).await.map(|_| ()))?;
    Ok(())
}

pub async fn insert_object(tx: &mut Tx, file: Id<StoredFile>, object: &NewObject) -> Result<()> {
    let (width, height) = object.size.unzip();
    with_conn!(tx.engine(), c => sqlx::query(INSERT_OBJECT)
        .bind(object.key.to_string()).bind(file).bind(object.variant).bind(object.bytes).bind(&object.sha256).bind(object.media_type)
        .bind(width).bind(height)
        .execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Returns the files of an account: all, or those of one kind.
pub async fn of_owner(conn: &mut Conn, owner: Id<User>, kind: Option<FileKind>) -> Result<Vec<Id<StoredFile>>> {
    Ok(match kind {
        None => with_conn!(conn.engine(), c => sqlx::query_scalar(OF_OWNER).bind(owner).fetch_all(c).await)?,
        Some(kind) => {
            with_conn!(conn.engine(), c => sqlx::query_scalar(OF_KIND).bind(owner).bind(kind.as_str()).fetch_all(c).await)?
        }
    })
}

/// Deletes a file's rows; returns the keys of its objects.
pub async fn delete(tx: &mut Tx, id: Id<StoredFile>) -> Result<Vec<String>> {
    let keys: Vec<String> = with_conn!(tx.engine(), c => sqlx::query_scalar(KEYS).bind(id).fetch_all(c).await)?;
    with_conn!(tx.engine(), c => sqlx::query(DELETE_OBJECTS).bind(id).execute(c).await.map(|_| ()))?;
    with_conn!(tx.engine(), c => sqlx::query(DELETE).bind(id).execute(c).await.map(|_| ()))?;
    Ok(keys)
}

/// Returns kind, variant and key of each object of an account.
pub async fn objects(conn: &mut Conn, owner: Id<User>) -> Result<Vec<(String, String, String)>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(OBJECTS).bind(owner).fetch_all(c).await)?)
}

/// Returns how many bytes an account's files have.
pub async fn used(conn: &mut Conn, owner: Id<User>) -> Result<i64> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(USED).bind(owner).fetch_one(c).await)?)
}

/// Returns the photo of a doctor who can be found.
pub async fn doctors_photo(conn: &mut Conn, doctor: Id<Doctor>, variant: &str) -> Result<Option<ObjectRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(DOCTORS_PHOTO).bind(doctor).bind(variant).fetch_optional(c).await)?)
}

/// Returns the photo of any account.
pub async fn photo(conn: &mut Conn, user: Id<User>, variant: &str) -> Result<Option<ObjectRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(PHOTO).bind(user).bind(variant).fetch_optional(c).await)?)
}

/// Returns those of the keys that have a row.
pub async fn known(conn: &mut Conn, keys: &[BlobKey]) -> Result<Vec<BlobKey>> {
    let list = serde_json::json!(keys.iter().map(ToString::to_string).collect::<Vec<_>>()).to_string();
    let known: Vec<String> = match conn.engine() {
        Engine::Sqlite(c) => sqlx::query_scalar(KNOWN_SQLITE).bind(list).fetch_all(c).await?,
        Engine::Postgres(c) => sqlx::query_scalar(KNOWN_POSTGRES).bind(list).fetch_all(c).await?,
    };
    Ok(known.iter().filter_map(|key| BlobKey::from_str(key).ok()).collect())
}
