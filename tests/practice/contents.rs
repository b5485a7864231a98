//! The contents of a practice's database, to check that rejected requests changed nothing.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use crate::harness::Rows;

/// Tables that a rejected request may change: they count and record it, or keep the typed values; and tables that change in the
/// background.
const ASIDE: [&str; 4] = ["throttles", "audit_records", "flashes", "_sqlx_migrations"];
/// Columns that the outbox changes in the background.
const IN_ITS_OWN_TIME: [&str; 9] = [
    "jobs.attempts",
    "jobs.run_at",
    "jobs.done_at",
    "jobs.dead_at",
    "jobs.last_error",
    "jobs.held",
    "jobs.locked_until",
    "jobs.admitted_at",
    "jobs.batch_id",
];

/// Reads every row of every table in one statement.
pub struct Contents {
    rows: Rows,
    sql: String,
}

impl Contents {
    pub async fn of(rows: &Rows) -> Self {
        const SQLITE: &str = "SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid";
        const POSTGRES: &str = "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = 'public' \
             AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE') ORDER BY table_name, ordinal_position";
        let columns = rows.words(if matches!(rows, Rows::Sqlite(_)) { SQLITE } else { POSTGRES }).await;
        let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for column in columns.iter().filter(|column| !IN_ITS_OWN_TIME.contains(&column.as_str())) {
            let (table, name) = column.split_once('.').expect("a table and its column");
            if !ASIDE.contains(&table) {
                tables.entry(table).or_default().push(format!("\"{name}\""));
            }
        }
        assert!(tables.len() > 8, "{tables:?}");
        let all = tables.iter().map(|(table, columns)| match rows {
            Rows::Sqlite(_) => {
                let row = columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ',' || ");
                format!("SELECT '{table}', COALESCE((SELECT group_concat({row}, ';') FROM \"{table}\"), '')")
            }
            Rows::Postgres(_) => {
                let row = format!("CAST(ROW({}) AS TEXT)", columns.join(", "));
                format!("SELECT '{table}', COALESCE((SELECT string_agg({row}, ';' ORDER BY {row}) FROM \"{table}\"), '')")
            }
        });
        let sql = all.collect::<Vec<_>>().join(" UNION ALL ");
        Self { rows: rows.clone(), sql }
    }

    /// Each table's rows as text.
    pub async fn read(&self) -> BTreeMap<String, String> {
        let sql = AssertSqlSafe(self.sql.clone());
        let read: Result<Vec<(String, String)>, _> = match &self.rows {
            Rows::Sqlite(pool) => sqlx::query_as(sql).fetch_all(pool).await,
            Rows::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await,
        };
        read.expect(&self.sql).into_iter().collect()
    }
}

/// The tables that differ.
pub fn changed<'a>(before: &'a BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<&'a str> {
    before.iter().filter(|(table, rows)| after.get(*table) != Some(*rows)).map(|(table, _)| table.as_str()).collect()
}
