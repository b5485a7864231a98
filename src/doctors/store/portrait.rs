//! What a doctor's portrait is drawn from.

use sqlx::FromRow;

use crate::accounts::model::Gender;
use crate::error::Result;
use crate::model::{Doctor, Id};
use crate::platform::db::{Conn, Tx, on};

const PUBLIC: &str = "SELECT d.portrait, d.experience_years, u.gender FROM doctors d JOIN users u ON u.id = d.id \
     WHERE d.id = $1 AND d.approved_at IS NOT NULL AND u.status = 'active'";
const CHOOSE: &str = "UPDATE doctors SET portrait = $2 WHERE id = $1";

#[derive(Clone, Debug, FromRow)]
pub struct PortraitRow {
    /// The chosen look, as `Look::parse` reads it.
    pub portrait: Option<String>,
    pub experience_years: i32,
    #[sqlx(try_from = "String")]
    pub gender: Gender,
}

/// Of a doctor whom everybody may find.
pub async fn public(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<PortraitRow>> {
    Ok(on!(conn.on(), c => sqlx::query_as(PUBLIC).bind(id).fetch_optional(c).await)?)
}

pub async fn choose(tx: &mut Tx, id: Id<Doctor>, look: &str) -> Result<()> {
    on!(tx.on(), c => sqlx::query(CHOOSE).bind(id).bind(look).execute(c).await.map(|_| ()))?;
    Ok(())
}
