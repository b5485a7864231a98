//! What changes in a practice's database, to check that rejected requests changed nothing.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use crate::harness::{Practice, Rows, both};

/// Tables that a rejected request may change: they count and record it, or keep the typed values; and tables that change in the
/// background.
const ASIDE: [&str; 5] = ["throttles", "audit_records", "audit_seals", "flashes", "_sqlx_migrations"];
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

/// Triggers on every table record each inserted, deleted or changed row.
pub struct Contents {
    rows: Rows,
}

impl Contents {
    pub async fn watch(rows: &Rows) -> Self {
        const SQLITE: &str = "SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid";
        const POSTGRES: &str = "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = 'public' \
             AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE') ORDER BY table_name, ordinal_position";
        let columns = rows.words(if matches!(rows, Rows::Sqlite(_)) { SQLITE } else { POSTGRES }).await;
        let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for column in columns.iter().filter(|column| !IN_ITS_OWN_TIME.contains(&column.as_str())) {
            let (table, name) = column.split_once('.').expect("a table and its column");
            if !ASIDE.contains(&table) {
                tables.entry(table).or_default().push(name);
            }
        }
        assert!(tables.len() > 8, "{tables:?}");
        let triggers = tables.iter().map(|(table, columns)| match rows {
            Rows::Sqlite(_) => sqlite_triggers(table, columns),
            Rows::Postgres(_) => postgres_triggers(table, columns),
        });
        let sql = format!("CREATE TABLE watched (name TEXT NOT NULL); {} {}", function(rows), triggers.collect::<String>());
        let made = match rows {
            Rows::Sqlite(pool) => sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(pool).await.map(|_| ()),
            Rows::Postgres(pool) => sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(pool).await.map(|_| ()),
        };
        made.expect(&sql);
        Self { rows: rows.clone() }
    }

    /// The tables that have changed since the last call.
    pub async fn changed(&self) -> BTreeSet<String> {
        if self.rows.count("SELECT COUNT(*) FROM watched").await == 0 {
            return BTreeSet::new();
        }
        self.rows.words("DELETE FROM watched RETURNING name").await.into_iter().collect()
    }
}

/// Values are compared as texts: a column's collation may take different texts for equal.
fn sqlite_triggers(table: &str, columns: &[&str]) -> String {
    let row = |of: &str| columns.iter().map(|name| format!("quote({of}.\"{name}\")")).collect::<Vec<_>>().join(" || ',' || ");
    let watch = |event: &str, when: &str| {
        format!(
            "CREATE TRIGGER watched_{event}_{table} AFTER {event} ON \"{table}\" {when} BEGIN INSERT INTO watched VALUES ('{table}'); END;"
        )
    };
    [watch("INSERT", ""), watch("DELETE", ""), watch("UPDATE", &format!("WHEN {} <> {}", row("OLD"), row("NEW")))].concat()
}

fn function(rows: &Rows) -> &'static str {
    match rows {
        Rows::Sqlite(_) => "",
        Rows::Postgres(_) => {
            "CREATE FUNCTION watched() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN INSERT INTO watched VALUES (TG_TABLE_NAME); RETURN NULL; END $$;"
        }
    }
}

fn postgres_triggers(table: &str, columns: &[&str]) -> String {
    let row = |of: &str| {
        let values = columns.iter().map(|name| format!("{of}.\"{name}\"")).collect::<Vec<_>>().join(", ");
        format!("CAST(ROW({values}) AS TEXT)")
    };
    let watch = |events: &str, each: &str| {
        let name = events.replace(' ', "_");
        format!("CREATE TRIGGER watched_{name} AFTER {events} ON \"{table}\" FOR EACH {each} EXECUTE FUNCTION watched();")
    };
    [
        watch("INSERT OR DELETE", "ROW"),
        watch("UPDATE", &format!("ROW WHEN ({} <> {})", row("OLD"), row("NEW"))),
        watch("TRUNCATE", "STATEMENT"),
    ]
    .concat()
}

both!(every_change_of_a_row_is_seen, |practice: Practice| async move {
    let contents = Contents::watch(&practice.rows).await;
    practice.patient("Ana Dervishi").await;
    let seen = contents.changed().await;
    assert!(["jobs", "patients", "sessions", "users"].iter().all(|table| seen.contains(*table)), "{seen:?}");
    let after = async |sql| {
        practice.rows.change(sql).await;
        contents.changed().await.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(after("UPDATE users SET full_name = 'ana dervishi'").await, ["users"]);
    assert_eq!(after("UPDATE users SET phone = NULL").await, ["users"]);
    assert_eq!(after("UPDATE users SET full_name = full_name").await, [""; 0]);
    assert_eq!(after("UPDATE jobs SET attempts = attempts + 1").await, [""; 0]);
    assert_eq!(after("UPDATE jobs SET payload = '{}'").await, ["jobs"]);
    assert_eq!(after("DELETE FROM sessions").await, ["sessions"]);
});
