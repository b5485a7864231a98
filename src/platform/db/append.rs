//! Append-only rows: rows that a transaction only inserts and does not read back (audit, history, notifications, jobs, events) are
//! collected and written by few statements just before the commit: on SQLite one per table for all transactions that share the commit,
//! on PostgreSQL one for all tables of a transaction.
//!
//! Usage: a `const` [`Table`] in the store, and `tx.append(&TABLE, [id.into(), …])`. Call `tx.flush().await?` before reading or changing
//! such a table inside a transaction: rows of the same transaction, or of another that shares the commit, may not be in it yet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Database, Encode, PgConnection, SqliteConnection, Type};
use uuid::Uuid;

use super::conn::Engine;
use crate::base::model::Id;

/// A table that rows are appended to. Its names never come from outside.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// The end of the statement, such as `ON CONFLICT DO NOTHING`.
    pub tail: &'static str,
}

impl Table {
    /// People's journals (`platform::events`): their second column is filled in here, from the person's counter.
    pub const JOURNAL: &str = "events";
}

/// A column's value.
#[derive(Clone, Debug)]
pub enum Value {
    Id(Option<Uuid>),
    Text(Option<String>),
    Instant(Option<DateTime<Utc>>),
    Integer(i64),
    Flag(bool),
}

macro_rules! values {
    ($($variant:ident: $type:ty, $value:ident => $made:expr;)+) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Self::$variant($made)
            }
        })+
    };
}

values! {
    Id: Uuid, value => Some(value);
    Id: Option<Uuid>, value => value;
    Text: String, value => Some(value);
    Text: Option<String>, value => value;
    Text: &str, value => Some(value.to_owned());
    Text: Option<&str>, value => value.map(str::to_owned);
    Instant: DateTime<Utc>, value => Some(value);
    Instant: Option<DateTime<Utc>>, value => value;
    Integer: i64, value => value;
    Flag: bool, value => value;
}

impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Id(Some(id.uuid()))
    }
}

impl<T> From<Option<Id<T>>> for Value {
    fn from(id: Option<Id<T>>) -> Self {
        Self::Id(id.map(Id::uuid))
    }
}

/// A row that is not written yet.
#[derive(Clone, Debug)]
struct Row {
    table: &'static Table,
    values: Vec<Value>,
}

/// The unwritten rows of a transaction, or on SQLite of all transactions that share a commit.
#[derive(Default)]
pub(super) struct Rows {
    waiting: Vec<Row>,
    /// The number of rows from before the current job.
    before: usize,
    /// Those of them that the current job has flushed: its rollback also removes them from their tables.
    flushed: Vec<Row>,
}

impl Rows {
    pub fn push<const N: usize>(&mut self, table: &'static Table, values: [Value; N]) {
        debug_assert_eq!(table.columns.len(), N, "{} has other columns", table.name);
        self.waiting.push(Row { table, values: values.into() });
    }

    /// Starts a job that can be rolled back separately.
    pub fn begin(&mut self) {
        self.before = self.waiting.len();
        self.flushed.clear();
    }

    /// Restores the rows after that job was rolled back.
    pub fn undo(&mut self) {
        self.waiting.truncate(self.before);
        self.waiting.splice(0..0, self.flushed.drain(..));
    }

    /// Takes the rows to write now.
    fn take(&mut self) -> Vec<Row> {
        let rows = std::mem::take(&mut self.waiting);
        self.flushed.extend(rows.iter().take(self.before).cloned());
        self.before = 0;
        rows
    }

    /// Writes all waiting rows.
    pub async fn flush(&mut self, mut engine: Engine<&mut SqliteConnection, &mut PgConnection>) -> Result<(), sqlx::Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut rows = self.take();
        let counts = events_by_person(&rows);
        if !counts.is_empty() {
            let last = match &mut engine {
                Engine::Sqlite(connection) => {
                    let sql = count_up(counts.len(), Places::Unnamed);
                    bind_counts(sqlx::query_as(AssertSqlSafe(sql)), &counts).fetch_all(&mut **connection).await?
                }
                Engine::Postgres(connection) => {
                    let sql = count_up(counts.len(), Places::Numbered(0));
                    bind_counts(sqlx::query_as(AssertSqlSafe(sql)), &counts).fetch_all(&mut **connection).await?
                }
            };
            number(&mut rows, &counts, &last);
        }
        let tables = by_table(rows);
        match engine {
            Engine::Sqlite(connection) => {
                for (table, mut rows) in tables {
                    while !rows.is_empty() {
                        // Few different sizes, so that the prepared statements are reused.
                        let count = 1 << rows.len().min(MAX_ROWS).ilog2();
                        let rest = rows.split_off(count);
                        let mut sql = String::new();
                        insert_into(&mut sql, table, count, &mut Places::Unnamed);
                        run_sqlite(connection, sql, rows).await?;
                        rows = rest;
                    }
                }
                Ok(())
            }
            Engine::Postgres(connection) => {
                let (mut sql, mut places, last) = (String::new(), Places::Numbered(0), tables.len() - 1);
                for (number, (table, rows)) in tables.iter().enumerate() {
                    let opens = if number == 0 { "WITH " } else { ", " };
                    match number {
                        _ if number == last => sql.push(' '),
                        _ => sql.push_str(&format!("{opens}added{number} AS (")),
                    }
                    insert_into(&mut sql, table, rows.len(), &mut places);
                    if number != last {
                        sql.push(')');
                    }
                }
                let mut query = sqlx::query(AssertSqlSafe(sql));
                for value in tables.into_iter().flat_map(|(_, rows)| rows).flat_map(|row| row.values) {
                    query = bind(query, value);
                }
                query.execute(connection).await.map(|_| ())
            }
        }
    }
}

/// Max rows per statement.
const MAX_ROWS: usize = 64;

/// Groups rows by table, in the order of each table's first row.
fn by_table(rows: Vec<Row>) -> Vec<(&'static Table, Vec<Row>)> {
    let mut tables: Vec<(&'static Table, Vec<Row>)> = Vec::new();
    for row in rows {
        match tables.iter_mut().find(|(table, _)| std::ptr::eq(*table, row.table)) {
            Some((_, rows)) => rows.push(row),
            None => tables.push((row.table, vec![row])),
        }
    }
    tables
}

/// The parameters of a statement, in the order in which they are bound. SQLite searches for each name in the list of all names, which
/// takes longer than hundreds of values do, so it gets none.
enum Places {
    Unnamed,
    /// With the number of those before.
    Numbered(usize),
}

impl Places {
    fn next(&mut self, sql: &mut String) {
        match self {
            Self::Unnamed => sql.push('?'),
            Self::Numbered(count) => {
                *count += 1;
                sql.push_str(&format!("${count}"));
            }
        }
    }
}

/// The statement for `rows` rows.
fn insert_into(sql: &mut String, table: &Table, rows: usize, places: &mut Places) {
    sql.push_str(&format!("INSERT INTO {} ({}) VALUES ", table.name, table.columns.join(", ")));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..table.columns.len() {
            if column > 0 {
                sql.push_str(", ");
            }
            places.next(sql);
        }
        sql.push(')');
    }
    sql.push_str(table.tail);
}

/// How many events each person's journal gets, in the order of their ids: everybody counts up in this order, so that nobody waits in a
/// circle.
fn events_by_person(rows: &[Row]) -> BTreeMap<Uuid, i64> {
    let mut counts = BTreeMap::new();
    for row in rows.iter().filter(|row| row.table.name == Table::JOURNAL) {
        if let Some(Value::Id(Some(user))) = row.values.first() {
            *counts.entry(*user).or_default() += 1;
        }
    }
    counts
}

/// The statement that counts up and locks the counters of so many people until the commit: events are numbered in the order of commits.
fn count_up(people: usize, mut places: Places) -> String {
    let mut sql = "INSERT INTO event_counters (user_id, seq) VALUES ".to_owned();
    for person in 0..people {
        sql.push_str(if person == 0 { "(" } else { ", (" });
        places.next(&mut sql);
        sql.push_str(", ");
        places.next(&mut sql);
        sql.push(')');
    }
    sql.push_str(" ON CONFLICT (user_id) DO UPDATE SET seq = event_counters.seq + excluded.seq RETURNING user_id, seq");
    sql
}

fn bind_counts<'q, DB>(
    mut query: sqlx::query::QueryAs<'q, DB, (Uuid, i64), <DB as Database>::Arguments>,
    counts: &BTreeMap<Uuid, i64>,
) -> sqlx::query::QueryAs<'q, DB, (Uuid, i64), <DB as Database>::Arguments>
where
    DB: Database,
    Uuid: Encode<'q, DB> + Type<DB>,
    i64: Encode<'q, DB> + Type<DB>,
{
    for (user, count) in counts {
        query = query.bind(*user).bind(*count);
    }
    query
}

/// Gives the events their numbers; `last` is each person's counter after counting up.
fn number(rows: &mut [Row], counts: &BTreeMap<Uuid, i64>, last: &[(Uuid, i64)]) {
    let mut next: BTreeMap<Uuid, i64> =
        last.iter().map(|(user, last)| (*user, last - counts.get(user).copied().unwrap_or(0) + 1)).collect();
    for row in rows.iter_mut().filter(|row| row.table.name == Table::JOURNAL) {
        if let [Value::Id(Some(user)), seq, ..] = row.values.as_mut_slice()
            && let Some(next) = next.get_mut(user)
        {
            *seq = Value::Integer(*next);
            *next += 1;
        }
    }
}

async fn run_sqlite(connection: &mut SqliteConnection, sql: String, rows: Vec<Row>) -> Result<(), sqlx::Error> {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in rows.into_iter().flat_map(|row| row.values) {
        query = bind(query, value);
    }
    query.execute(connection).await.map(|_| ())
}

fn bind<'q, DB>(
    query: sqlx::query::Query<'q, DB, <DB as Database>::Arguments>,
    value: Value,
) -> sqlx::query::Query<'q, DB, <DB as Database>::Arguments>
where
    DB: Database,
    Option<Uuid>: Encode<'q, DB> + Type<DB>,
    Option<String>: Encode<'q, DB> + Type<DB>,
    Option<DateTime<Utc>>: Encode<'q, DB> + Type<DB>,
    i64: Encode<'q, DB> + Type<DB>,
    bool: Encode<'q, DB> + Type<DB>,
{
    match value {
        Value::Id(id) => query.bind(id),
        Value::Text(text) => query.bind(text),
        Value::Instant(at) => query.bind(at),
        Value::Integer(number) => query.bind(number),
        Value::Flag(flag) => query.bind(flag),
    }
}
