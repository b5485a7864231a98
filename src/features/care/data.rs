//! What this feature's table has of a person.

use futures::FutureExt;
use serde_json::json;

use super::service;
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalTable};

pub fn data() -> PersonalData {
    PersonalData {
        name: "care",
        title: t::data_care,
        roles: &[Role::Patient, Role::Doctor],
        fate: Fate::Anonymous,
        text: |lang, settings| t::data_care_text(lang, settings.record_years),
        tables: vec![
            PersonalTable { name: "care_relationships", exported: Exported::Yes, erasure: Erasure::Anonymised },
            PersonalTable {
                name: "patient_notes",
                exported: Exported::No("a doctor's own, about somebody else"),
                erasure: Erasure::Deleted,
            },
        ],
        export: Some(|app, owner, records| {
            async move {
                // A doctor's patients are not the doctor's data.
                if owner.role != Role::Patient {
                    return Ok(());
                }
                let relationships = {
                    let mut conn = app.read().await?;
                    service::of_patient(&mut conn, owner.id.of()).await?
                };
                for one in relationships {
                    records
                        .add(json!({ "doctor_id": one.doctor_id, "source": one.source, "since": one.since, "until": one.until }))
                        .await?;
                }
                Ok(())
            }
            .boxed()
        }),
        files: None,
        erase: Some(|_, tx, leaving| service::erase(tx, leaving).boxed()),
    }
}
