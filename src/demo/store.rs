//! Database queries for facts about the practice itself.

use crate::platform::db::{Conn, DbError, Tx, with_conn};

const FACT: &str = "SELECT value FROM practice_facts WHERE name = $1";
const SET_FACT: &str =
    "INSERT INTO practice_facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

pub async fn fact(conn: &mut Conn, name: &str) -> Result<Option<String>, DbError> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_scalar(FACT).bind(name).fetch_optional(c).await)?)
}

pub async fn set_fact(tx: &mut Tx, name: &str, value: &str) -> Result<(), DbError> {
    with_conn!(tx.engine(), c => sqlx::query(SET_FACT).bind(name).bind(value).execute(c).await.map(|_| ()))?;
    Ok(())
}
