//! What this feature's tables have of a person. The profile itself is in the export of the account.

use futures::FutureExt;
use serde_json::json;

use super::service::{self, applications};
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalTable};

pub fn data() -> PersonalData {
    const fn table(name: &'static str, erasure: Erasure) -> PersonalTable {
        PersonalTable { name, exported: Exported::Yes, erasure }
    }
    PersonalData {
        name: "doctor",
        title: t::data_doctor,
        roles: &[Role::Doctor],
        fate: Fate::Erased,
        text: |lang, _| t::data_doctor_text(lang).to_owned(),
        tables: vec![
            table("doctors", Erasure::Anonymised),
            table("doctor_languages", Erasure::Deleted),
            table("doctor_changes", Erasure::Deleted),
            table("doctor_reviews", Erasure::Anonymised),
        ],
        export: Some(|app, owner, records| {
            async move {
                let decisions = {
                    let mut conn = app.read().await?;
                    applications::decisions(&mut conn, owner.id.of()).await?
                };
                for decision in decisions {
                    records.add(json!({ "at": decision.at, "approved": decision.approved, "reason": decision.reason })).await?;
                }
                Ok(())
            }
            .boxed()
        }),
        files: None,
        erase: Some(|app, tx, leaving| {
            // Also of somebody who was a doctor before.
            async move {
                applications::erase(tx, &app.clock, leaving).await?;
                service::erase(tx, leaving).await
            }
            .boxed()
        }),
    }
}
