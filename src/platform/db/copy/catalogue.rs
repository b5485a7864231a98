//! Reads the tables and columns from the database's catalogue.

use sqlx::{PgConnection, SqliteConnection};

use super::super::{Engine, with_conn};
use super::CopyError;

const COLUMNS_SQLITE: &str = "SELECT t.name, c.name, c.type FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations' \
     ORDER BY t.name, c.cid";
const COLUMNS_POSTGRES: &str = "SELECT c.relname::text, a.attname::text, t.typname::text FROM pg_class c \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' \
     JOIN pg_type t ON t.oid = a.atttypid \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
     AND c.relname <> '_sqlx_migrations' \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') \
     ORDER BY c.relname, a.attnum";

const HAS_STEPS_SQLITE: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')";
const HAS_STEPS_POSTGRES: &str = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
const STEPS: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

/// The type of a column. SQLite stores ids as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    Text,
    Integer,
    Boolean,
    Day,
    Instant,
    Id,
    Bytes,
}

impl ColumnType {
    /// From the type's name in the catalogue.
    fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "text" => Self::Text,
            "integer" | "bigint" | "int2" | "int4" | "int8" => Self::Integer,
            "boolean" | "bool" => Self::Boolean,
            "date" => Self::Day,
            "timestamptz" => Self::Instant,
            "uuid" => Self::Id,
            "blob" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: ColumnType,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// All tables, sorted by name.
///
/// # Errors
/// Database errors; [`CopyError::UnknownKind`].
pub(super) async fn tables(conn: Engine<&mut SqliteConnection, &mut PgConnection>) -> Result<Vec<Table>, CopyError> {
    let columns: Vec<(String, String, String)> = match conn {
        Engine::Sqlite(c) => sqlx::query_as(COLUMNS_SQLITE).fetch_all(c).await?,
        Engine::Postgres(c) => sqlx::query_as(COLUMNS_POSTGRES).fetch_all(c).await?,
    };
    let mut tables: Vec<Table> = Vec::new();
    for (table, column, kind) in columns {
        let Some(known) = ColumnType::of(&kind) else { return Err(CopyError::UnknownKind { table, column, kind }) };
        let column = Column { name: column, kind: known };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// The applied migrations; empty if there are no tables of Praxis.
///
/// # Errors
/// Database errors.
pub(super) async fn steps(mut conn: Engine<&mut SqliteConnection, &mut PgConnection>) -> Result<Vec<i64>, CopyError> {
    let there: bool = match &mut conn {
        Engine::Sqlite(c) => sqlx::query_scalar(HAS_STEPS_SQLITE).fetch_one(&mut **c).await?,
        Engine::Postgres(c) => sqlx::query_scalar(HAS_STEPS_POSTGRES).fetch_one(&mut **c).await?,
    };
    if !there {
        return Ok(Vec::new());
    }
    Ok(with_conn!(conn, c => sqlx::query_scalar(STEPS).fetch_all(c).await)?)
}
