//! The audit log in the export of a person's own data.

use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::base::error::Result;
use crate::platform::app::App;
use crate::platform::personal::{Owner, Records};

/// Records that are read at once.
const BATCH: i64 = 500;

/// Writes what the account's owner did, and what others did with their data or to their account. Of others it has the id, and not
/// from where.
///
/// # Errors
/// Database errors, and those of the export.
pub async fn export(app: &App, owner: Owner, records: &mut dyn Records) -> Result<()> {
    for is_own in [true, false] {
        let mut after = Uuid::nil();
        loop {
            let rows = {
                let mut conn = app.read().await?;
                if is_own {
                    store::of_actor(&mut conn, owner.id, after, BATCH).await?
                } else {
                    store::about(&mut conn, owner.id, after, BATCH).await?
                }
            };
            let Some(last) = rows.last() else { break };
            after = last.id.uuid();
            for row in rows {
                let by = if is_own {
                    "you"
                } else if row.actor.is_some() {
                    "another account"
                } else {
                    "the practice's system"
                };
                let address = row.address.filter(|_| is_own);
                records
                    .add(json!({
                        "at": row.at, "by": by, "by_id": row.actor, "action": row.action, "subject": row.subject, "outcome": row.outcome,
                        "address": address,
                    }))
                    .await?;
            }
        }
    }
    Ok(())
}
