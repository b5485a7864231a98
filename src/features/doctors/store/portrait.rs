//! Database queries for doctors' portraits.

use sqlx::FromRow;

use crate::base::error::Result;
use crate::base::model::{Doctor, Gender, Id};
use crate::platform::db::{Conn, with_conn};

const PUBLIC: &str = "SELECT d.portrait, d.experience_years, u.gender FROM doctors d JOIN users u ON u.id = d.id \
     WHERE d.id = $1 AND d.approved_at IS NOT NULL AND u.status = 'active'";

#[derive(Clone, Debug, FromRow)]
pub struct PortraitRow {
    /// The chosen look, as `Look::parse` reads it.
    pub portrait: Option<String>,
    pub experience_years: i32,
    #[sqlx(try_from = "String")]
    pub gender: Gender,
}

/// Returns the portrait data of a doctor who can be found.
pub async fn public(conn: &mut Conn, id: Id<Doctor>) -> Result<Option<PortraitRow>> {
    Ok(with_conn!(conn.engine(), c => sqlx::query_as(PUBLIC).bind(id).fetch_optional(c).await)?)
}
