//! Loads rows into an empty database: all of them, or none.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use super::super::migrate::{POSTGRES, SQLITE};
use super::super::{ANALYZE, Engine, with_conn};
use super::snapshot::count;
use super::{ColumnType, CopyError, Table, catalogue, columns_quoted, line, quoted};

/// Checks all foreign keys at once. Deferred to the commit, each parent row would search its child rows, and not all have an index.
const DANGLING_SQLITE: &str = "SELECT \"table\" || ' → ' || parent FROM pragma_foreign_key_check LIMIT 1";
const REFERENCES_SQLITE: &str = "PRAGMA foreign_keys = ON";
/// Foreign keys, exclusion constraints and indexes: the statements that drop and recreate each. Checking all rows at once takes a fraction
/// of the time of checking each row (pg_dump does the same).
const ASIDE_POSTGRES: &str = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), \
     format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) \
     FROM pg_constraint WHERE contype IN ('f', 'x') AND connamespace = current_schema()::regnamespace \
     UNION ALL \
     SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid) \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations' \
     AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)";
/// Bound values per statement on SQLite: each statement costs a round trip to its thread.
const VALUES: usize = 2000;

/// One transaction on an empty database, with the schema version of the source.
pub struct Load {
    tx: Engine<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>,
    pool: Engine<SqlitePool, ()>,
    tables: Vec<Table>,
    /// The statements that recreate what was dropped, in this order.
    back: Vec<String>,
}

impl Load {
    /// Applies the migrations `steps` to `url`, and no later ones. A SQLite file is created, and is only complete after [`Load::commit`]:
    /// use a name that nobody opens.
    ///
    /// # Errors
    /// [`CopyError::NotEmpty`], [`CopyError::Newer`], [`CopyError::OtherSteps`]; database errors.
    pub async fn begin(url: &str, steps: &[i64]) -> Result<Self, CopyError> {
        let (mut tx, pool) = match url.strip_prefix("sqlite:") {
            Some(path) => {
                // On any failure the file is thrown away, so no journal on disk is needed.
                let options = SqliteConnectOptions::new()
                    .filename(Path::new(path))
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Memory)
                    .synchronous(SqliteSynchronous::Off)
                    .foreign_keys(false)
                    .pragma("cache_size", "-65536")
                    .disable_statement_logging();
                let pool: SqlitePool = PoolOptions::new().max_connections(1).connect_with(options).await?;
                (Engine::Sqlite(pool.begin().await?), Engine::Sqlite(pool))
            }
            None => {
                let options = PgConnectOptions::from_str(url)?.application_name("praxis").disable_statement_logging();
                let pool = PoolOptions::<Postgres>::new().max_connections(1).connect_with(options).await?;
                (Engine::Postgres(pool.begin().await?), Engine::Postgres(()))
            }
        };
        empty_and_older(&mut tx, steps).await?;
        let last = steps.last().copied();
        match &mut tx {
            Engine::Sqlite(tx) => SQLITE.run_direct(last, &mut **tx, false).await?,
            Engine::Postgres(tx) => POSTGRES.run_direct(last, &mut **tx, false).await?,
        }
        let mut back = Vec::new();
        if let Engine::Postgres(tx) = &mut tx {
            let aside: Vec<(String, String)> = sqlx::query_as(ASIDE_POSTGRES).fetch_all(&mut **tx).await?;
            for (goes, comes) in aside {
                sqlx::query(AssertSqlSafe(goes)).execute(&mut **tx).await?;
                back.insert(0, comes);
            }
        }
        let tables = catalogue::tables(borrowed(&mut tx)).await?;
        // Rows that the migrations inserted come in with the other rows.
        for table in &tables {
            if count(borrowed(&mut tx), &table.name).await? > 0 {
                let clear = AssertSqlSafe(format!("DELETE FROM {}", quoted(&table.name)));
                with_conn!(borrowed(&mut tx), c => sqlx::query(clear).execute(c).await.map(|_| ()))?;
            }
        }
        Ok(Self { tx, pool, tables, back })
    }

    /// Checks that these are the tables, each with these columns in any order.
    ///
    /// # Errors
    /// [`CopyError::OtherColumns`] with the first that differs.
    pub fn fits<'a>(&self, tables: impl Iterator<Item = (&'a str, Vec<&'a str>)>) -> Result<(), CopyError> {
        let mut mine: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for table in &self.tables {
            mine.insert(&table.name, sorted(table.columns.iter().map(|column| column.name.as_str()).collect()));
        }
        for (table, columns) in tables {
            if mine.remove(table) != Some(sorted(columns)) {
                return Err(CopyError::OtherColumns(table.to_owned()));
            }
        }
        mine.keys().next().map_or(Ok(()), |left| Err(CopyError::OtherColumns((*left).to_owned())))
    }

    /// Inserts the rows of a part into `table`; `columns` is the order of the fields in the lines. Returns the number of rows.
    ///
    /// # Errors
    /// [`CopyError::OtherColumns`], [`CopyError::Value`]; database errors.
    pub async fn rows(&mut self, table: &str, columns: &[String], part: &[u8]) -> Result<u64, CopyError> {
        let other = || CopyError::OtherColumns(table.to_owned());
        let known = self.tables.iter().find(|known| known.name == table).ok_or_else(other)?;
        let column = |name: &String| known.columns.iter().find(|column| column.name == *name).cloned();
        let columns: Vec<super::Column> = columns.iter().map(column).collect::<Option<_>>().ok_or_else(other)?;
        let known = Table { name: table.to_owned(), columns };
        match &mut self.tx {
            Engine::Sqlite(tx) => into_sqlite(tx, &known, part).await,
            Engine::Postgres(tx) => into_postgres(tx, &known, part).await,
        }
    }

    /// Checks the foreign keys, recreates what was dropped, and compares the row count of every table.
    ///
    /// # Errors
    /// [`CopyError::Count`] with the first that differs; [`CopyError::Dangling`] and other constraint violations.
    pub async fn check(&mut self, expected: &BTreeMap<String, u64>) -> Result<(), CopyError> {
        if let Engine::Sqlite(tx) = &mut self.tx
            && let Some(dangling) = sqlx::query_scalar(DANGLING_SQLITE).fetch_optional(&mut **tx).await?
        {
            return Err(CopyError::Dangling(dangling));
        }
        for comes in self.back.drain(..) {
            with_conn!(borrowed(&mut self.tx), c => sqlx::query(AssertSqlSafe(comes)).execute(c).await.map(|_| ()))?;
        }
        for table in &self.tables {
            let expected = expected.get(&table.name).copied().unwrap_or(0);
            let found = count(borrowed(&mut self.tx), &table.name).await?;
            if found != expected {
                return Err(CopyError::Count { table: table.name.clone(), expected, found });
            }
        }
        Ok(())
    }

    /// Migrates the tables to this version of Praxis and commits.
    ///
    /// # Errors
    /// Database errors; nothing was changed then (a SQLite file must be thrown away).
    pub async fn commit(self) -> Result<(), CopyError> {
        match (self.tx, self.pool) {
            (Engine::Postgres(mut tx), _) => {
                POSTGRES.run_direct(None, &mut *tx, false).await?;
                sqlx::query(ANALYZE).execute(&mut *tx).await?;
                tx.commit().await?;
            }
            (Engine::Sqlite(tx), pool) => {
                // The later migrations as in normal operation, each in its own transaction.
                tx.commit().await?;
                if let Engine::Sqlite(pool) = pool {
                    sqlx::query(REFERENCES_SQLITE).execute(&pool).await?;
                    SQLITE.run(&pool).await?;
                    pool.close().await;
                }
            }
        }
        Ok(())
    }
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

fn borrowed<'t>(
    tx: &'t mut Engine<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>,
) -> Engine<&'t mut SqliteConnection, &'t mut PgConnection> {
    match tx {
        Engine::Sqlite(tx) => Engine::Sqlite(tx),
        Engine::Postgres(tx) => Engine::Postgres(tx),
    }
}

/// Checks that the database has no rows and can be migrated to `steps`.
async fn empty_and_older(
    tx: &mut Engine<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>,
    steps: &[i64],
) -> Result<(), CopyError> {
    let migrator: &Migrator = match tx {
        Engine::Sqlite(_) => &SQLITE,
        Engine::Postgres(_) => &POSTGRES,
    };
    let known: Vec<i64> = migrator.iter().map(|step| step.version).collect();
    if let Some(unknown) = steps.iter().find(|step| !known.contains(step)) {
        return Err(CopyError::Newer(*unknown));
    }
    let taken = catalogue::steps(borrowed(tx)).await?;
    if !taken.is_empty() {
        for table in catalogue::tables(borrowed(tx)).await? {
            if count(borrowed(tx), &table.name).await? > 0 {
                return Err(CopyError::NotEmpty(table.name));
            }
        }
    }
    if known.starts_with(steps) && steps.starts_with(&taken) { Ok(()) } else { Err(CopyError::OtherSteps) }
}

fn lines(part: &[u8]) -> impl Iterator<Item = &[u8]> {
    part.split_inclusive(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

async fn into_sqlite(tx: &mut SqliteConnection, table: &Table, part: &[u8]) -> Result<u64, CopyError> {
    let names = columns_quoted(table.columns.iter().map(|column| column.name.as_str()));
    let row = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let together = (VALUES / table.columns.len().max(1)).max(1);
    let insert = |rows: usize| -> Arc<str> {
        format!("INSERT INTO {} ({names}) VALUES {}", quoted(&table.name), vec![row.as_str(); rows].join(", ")).into()
    };
    let full = insert(together);
    let lines: Vec<&[u8]> = lines(part).collect();
    let mut done = 0;
    for batch in lines.chunks(together) {
        let sql = if batch.len() == together { full.clone() } else { insert(batch.len()) };
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for line in batch {
            let mut columns = table.columns.iter();
            for field in line::fields(line) {
                let column = columns.next().ok_or_else(|| CopyError::OtherColumns(table.name.clone()))?;
                query = line::bind(query, field, column, &table.name)?;
            }
            if columns.next().is_some() {
                return Err(CopyError::OtherColumns(table.name.clone()));
            }
        }
        done += query.execute(&mut *tx).await?.rows_affected();
    }
    Ok(done)
}

async fn into_postgres(tx: &mut PgConnection, table: &Table, part: &[u8]) -> Result<u64, CopyError> {
    let names = columns_quoted(table.columns.iter().map(|column| column.name.as_str()));
    let copy = format!("COPY {} ({names}) FROM STDIN", quoted(&table.name));
    let mut copying = tx.copy_in_raw(&copy).await?;
    if table.columns.iter().any(|column| column.kind == ColumnType::Bytes) {
        copying.send(with_bytes_marked(part, table)).await?;
    } else {
        copying.send(part).await?;
    }
    Ok(copying.finish().await?)
}

/// PostgreSQL reads hexadecimal digits as bytes if they have the prefix `\x`.
fn with_bytes_marked(part: &[u8], table: &Table) -> Vec<u8> {
    let mut marked = Vec::with_capacity(part.len() * 2);
    for line in lines(part) {
        for (place, field) in line::fields(line).enumerate() {
            if place > 0 {
                marked.push(b'\t');
            }
            let bytes = table.columns.get(place).is_some_and(|column| column.kind == ColumnType::Bytes);
            if bytes && field.is_some() {
                marked.extend(b"\\\\x");
            }
            marked.extend(field.unwrap_or(line::NULL));
        }
        marked.push(b'\n');
    }
    marked
}
