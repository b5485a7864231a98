//! Copies all rows of a practice from one database into another: the basis of backups, restores and the move to PostgreSQL.
//!
//! Tables and columns are read from the database itself ([`catalogue`]), so a table that a later migration adds is in the next backup
//! without a change here. Only a new *type* of column needs one ([`ColumnType`]), and a test fails until it has it.
//!
//! Rows have the same format for both engines: the text format of PostgreSQL's COPY, one line per row, tabs between the columns,
//! `\N` for NULL. Instants are RFC 3339 in UTC with microseconds, days ISO 8601, booleans `t` and `f`, ids and bytes hexadecimal.
//! PostgreSQL reads and writes these lines itself; for SQLite [`line`] does. They come in parts of about 1 MiB, so memory does not
//! grow with the practice.
//!
//! SQL is built from names at run time here. The names come from the catalogue, never from outside, and are quoted.

mod catalogue;
mod line;
mod load;
mod snapshot;

pub use catalogue::{Column, ColumnType, Table};
pub use load::Load;
pub use snapshot::Snapshot;

/// The size of a part, in bytes, from which it is passed on.
const PART: usize = 1 << 20;

/// Why rows were not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("it has no tables of Praxis")]
    NoPractice,
    #[error("it is not empty: there are rows in {0}")]
    NotEmpty(String),
    #[error("it has schema migration {0}, which this version of Praxis does not know: a newer version is needed")]
    Newer(i64),
    #[error("its schema has another version than the source: an empty database without tables is needed")]
    OtherSteps,
    #[error("{table}.{column} has the type {kind}, which cannot be copied yet")]
    UnknownKind { table: String, column: String, kind: String },
    #[error("{0} has other columns than in the source")]
    OtherColumns(String),
    #[error("{table}.{column} cannot be “{value}”")]
    Value { table: String, column: String, value: String },
    #[error("{table} has {found} rows and should have {expected}")]
    Count { table: String, expected: u64, found: u64 },
    #[error("a foreign key refers to a row that does not exist: {0}")]
    Dangling(String),
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// A quoted identifier, for both engines.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn columns_quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(quoted).collect::<Vec<_>>().join(", ")
}
