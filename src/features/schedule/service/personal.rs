//! A doctor's slots in the export of their data, and after their account is deleted.

use serde_json::json;
use uuid::Uuid;

use super::super::store::{self, SlotRow};
use crate::base::error::Result;
use crate::platform::app::App;
use crate::platform::db::Tx;
use crate::platform::personal::{Leaving, Owner, Records};

/// Slots that are read at once.
const BATCH: i64 = 500;

/// Writes a doctor's slots into their export.
///
/// # Errors
/// Database errors, and those of the export.
pub async fn export(app: &App, owner: Owner, records: &mut dyn Records) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let rows = {
            let mut conn = app.read().await?;
            store::all_of_doctor(&mut conn, owner.id.of(), after, BATCH).await?
        };
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id.uuid();
        for slot in rows {
            let SlotRow { id, starts_at, ends_at, kind, booked, .. } = slot;
            records.add(json!({ "id": id, "starts_at": starts_at, "ends_at": ends_at, "kind": kind, "is_booked": booked })).await?;
        }
    }
}

/// Deletes the slots of a doctor who leaves; those that have appointments stay for them, and are offered no more.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, leaving: &Leaving) -> Result<()> {
    store::erase(tx, leaving.id.of(), leaving.at).await
}
