//! What this feature's tables have of a person.

use futures::FutureExt;

use super::service::personal;
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalTable};

pub fn data() -> PersonalData {
    const fn table(name: &'static str) -> PersonalTable {
        PersonalTable { name, exported: Exported::Yes, erasure: Erasure::Anonymised }
    }
    PersonalData {
        name: "appointments",
        title: t::data_appointments,
        roles: &[Role::Patient, Role::Doctor],
        fate: Fate::Anonymous,
        text: |lang, settings| t::data_appointments_text(lang, settings.record_years),
        tables: vec![table("appointments"), table("appointment_changes")],
        export: Some(|app, owner, records| {
            async move {
                // A pending doctor has none, and may not ask for them.
                match owner.actor {
                    crate::policy::Actor::Pending { .. } => Ok(()),
                    _ => personal::export(app, owner, records).await,
                }
            }
            .boxed()
        }),
        files: None,
        erase: Some(|app, tx, leaving| personal::erase(app, tx, leaving).boxed()),
    }
}
