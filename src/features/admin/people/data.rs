//! What the table of this feature has of a person.

use futures::FutureExt;
use serde_json::json;

use super::store;
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::base::words;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalTable};

pub fn data() -> PersonalData {
    PersonalData {
        name: "account-actions",
        title: t::data_account_actions,
        roles: Role::ALL,
        fate: Fate::Kept,
        text: |lang, settings| t::data_account_actions_text(lang, settings.record_years),
        tables: vec![PersonalTable { name: "account_actions", exported: Exported::Yes, erasure: Erasure::Kept }],
        export: Some(|app, owner, records| {
            async move {
                let actions = store::history(&mut app.read().await?, owner.id).await?;
                for one in actions {
                    let by = words::name(owner.lang, Role::Admin, &one.by_name);
                    records.add(json!({ "at": one.at, "action": one.action, "reason": one.reason, "by": by })).await?;
                }
                Ok(())
            }
            .boxed()
        }),
        files: None,
        erase: None,
    }
}
