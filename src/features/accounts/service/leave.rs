//! Deleting an account: its row stays without identity.

use chrono::NaiveDate;

use super::super::model::FIRST_BIRTH_YEAR;
use super::super::store;
use crate::base::error::Result;
use crate::base::model::{Id, User};
use crate::platform::db::{Conn, Tx};
use crate::platform::personal::Leaving;

/// Returns whether somebody else than `id` is an admin who can sign in.
///
/// # Errors
/// Database errors.
pub async fn has_other_admin(conn: &mut Conn, id: Id<User>) -> Result<bool> {
    Ok(store::count_other_admins(conn, id).await? > 0)
}

/// Returns whether the account was deleted.
///
/// # Errors
/// Database errors.
pub async fn is_deleted(conn: &mut Conn, id: Id<User>) -> Result<bool> {
    store::is_deleted(conn, id).await
}

/// Empties everything that identifies the account's owner. Nobody can sign in to it any more, and its address can be registered again.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, leaving: &Leaving) -> Result<()> {
    // RFC 2606 §2: no mail can be sent to it.
    let address = format!("{}@deleted.invalid", leaving.id);
    store::erase(tx, leaving.id, &address, leaving.at).await?;
    // The column must have a value.
    let nobodys = NaiveDate::from_yo_opt(FIRST_BIRTH_YEAR, 1).unwrap_or_default();
    store::erase_patient(tx, leaving.id.of(), nobodys).await
}
