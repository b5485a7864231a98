//! A consistent snapshot of all rows of a practice, while others keep writing.

use std::path::Path;
use std::str::FromStr;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};

use super::super::{Engine, sqlite_options, with_conn};
use super::{ColumnType, CopyError, PART, Table, catalogue, columns_quoted, line, quoted};

const BEGIN_SQLITE: &str = "BEGIN";
const BEGIN_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const END: &str = "COMMIT";
const COMMITS_SQLITE: &str = "PRAGMA data_version";

/// One read transaction on its own connection.
pub struct Snapshot {
    conn: Engine<SqliteConnection, PgConnection>,
    tables: Vec<Table>,
    steps: Vec<i64>,
}

impl Snapshot {
    /// Opens the database at `url` and starts the snapshot. Creates and changes nothing.
    ///
    /// # Errors
    /// [`CopyError::NoPractice`] if there are no tables of Praxis; catalogue and database errors.
    pub async fn begin(url: &str) -> Result<Self, CopyError> {
        let mut conn = match url.strip_prefix("sqlite:") {
            Some(path) => {
                let options = sqlite_options(Path::new(path)).create_if_missing(false).pragma("query_only", "ON");
                // Each page is read once: a memory map of the file would only use memory.
                let options = options.disable_statement_logging();
                Engine::Sqlite(options.connect().await?)
            }
            None => {
                let options = PgConnectOptions::from_str(url)?.application_name("praxis").disable_statement_logging();
                Engine::Postgres(options.connect().await?)
            }
        };
        match &mut conn {
            Engine::Sqlite(c) => sqlx::query(BEGIN_SQLITE).execute(c).await.map(|_| ()),
            Engine::Postgres(c) => sqlx::query(BEGIN_POSTGRES).execute(c).await.map(|_| ()),
        }?;
        // SQLite's snapshot starts with the first read.
        let steps = catalogue::steps(borrowed(&mut conn)).await?;
        if steps.is_empty() {
            return Err(CopyError::NoPractice);
        }
        let tables = catalogue::tables(borrowed(&mut conn)).await?;
        Ok(Self { conn, tables, steps })
    }

    /// Sorted by name.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The applied migrations.
    pub fn steps(&self) -> &[i64] {
        &self.steps
    }

    pub const fn engine(&self) -> &'static str {
        match self.conn {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// A table's rows as lines, in parts of whole lines.
    pub fn rows<'s>(&'s mut self, table: &'s Table) -> BoxStream<'s, Result<Vec<u8>, CopyError>> {
        let names = || table.columns.iter().map(|column| column.name.as_str());
        match &mut self.conn {
            Engine::Sqlite(c) => {
                let select = format!("SELECT {} FROM {}", columns_quoted(names()), quoted(&table.name));
                let rows = sqlx::query(AssertSqlSafe(select)).fetch(c);
                in_parts(rows.map(|row| line::of_row(&row?, table)))
            }
            Engine::Postgres(c) => {
                let values: Vec<String> = table.columns.iter().map(|column| postgres_value(&column.name, column.kind)).collect();
                let copy = format!("COPY (SELECT {} FROM {}) TO STDOUT", values.join(", "), quoted(&table.name));
                let lines = stream::once(async move { c.copy_out_raw(&copy).await }).try_flatten();
                in_parts(lines.map_err(CopyError::from))
            }
        }
    }

    /// The number of rows of a table, counted by the database.
    ///
    /// # Errors
    /// Database errors.
    pub async fn count(&mut self, table: &Table) -> Result<u64, CopyError> {
        count(borrowed(&mut self.conn), &table.name).await
    }

    /// Ends the snapshot. `true` if somebody else wrote since it started; on PostgreSQL this is not known and always `false`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn end(mut self) -> Result<bool, CopyError> {
        let mut overtaken = false;
        if let Engine::Sqlite(c) = &mut self.conn {
            let before: i64 = sqlx::query_scalar(COMMITS_SQLITE).fetch_one(&mut *c).await?;
            sqlx::query(END).execute(&mut *c).await?;
            overtaken = sqlx::query_scalar::<_, i64>(COMMITS_SQLITE).fetch_one(c).await? != before;
        }
        with_conn!(self.conn, c => c.close().await)?;
        Ok(overtaken)
    }
}

pub(super) const fn borrowed(
    conn: &mut Engine<SqliteConnection, PgConnection>,
) -> Engine<&mut SqliteConnection, &mut PgConnection> {
    match conn {
        Engine::Sqlite(c) => Engine::Sqlite(c),
        Engine::Postgres(c) => Engine::Postgres(c),
    }
}

pub(super) async fn count(conn: Engine<&mut SqliteConnection, &mut PgConnection>, table: &str) -> Result<u64, CopyError> {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {}", quoted(table)));
    let rows: i64 = with_conn!(conn, c => sqlx::query_scalar(sql).fetch_one(c).await)?;
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// The expression for a column in PostgreSQL's COPY; other types already have our format.
fn postgres_value(name: &str, kind: ColumnType) -> String {
    let name = quoted(name);
    match kind {
        ColumnType::Id => format!("replace({name}::text, '-', '')"),
        ColumnType::Bytes => format!("encode({name}, 'hex')"),
        ColumnType::Instant => format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"),
        ColumnType::Text | ColumnType::Integer | ColumnType::Boolean | ColumnType::Day => name,
    }
}

fn in_parts<'s, L>(
    lines: impl futures::Stream<Item = Result<L, CopyError>> + Send + 's,
) -> BoxStream<'s, Result<Vec<u8>, CopyError>>
where
    L: AsRef<[u8]> + 's,
{
    stream::try_unfold(Box::pin(lines), |mut lines| async move {
        let mut part = Vec::with_capacity(PART + 4096);
        while part.len() < PART {
            let Some(line) = lines.try_next().await? else { break };
            part.extend_from_slice(line.as_ref());
        }
        Ok((!part.is_empty()).then_some((part, lines)))
    })
    .boxed()
}
