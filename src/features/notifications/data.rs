//! What this feature's table has of a person.

use futures::FutureExt;
use serde_json::json;

use super::kinds::Reader;
use super::service;
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalTable};
use crate::policy::{act, allow};

/// Notifications that are read at once.
const BATCH: usize = 100;

pub fn data() -> PersonalData {
    PersonalData {
        name: "notifications",
        title: t::data_notifications,
        roles: Role::ALL,
        fate: Fate::Erased,
        text: |lang, _| t::data_notifications_text(lang).to_owned(),
        tables: vec![PersonalTable { name: "notifications", exported: Exported::Yes, erasure: Erasure::Deleted }],
        export: Some(|app, owner, records| {
            async move {
                let permit = allow::<act::ReadNotifications>(&owner.actor)?;
                let mut cursor = None;
                loop {
                    let reader = Reader { lang: owner.lang, role: Some(owner.role), zone: None };
                    let page = service::list(app, &permit, cursor.as_deref(), BATCH, reader).await?;
                    for one in page.items {
                        records
                            .add(json!({
                                "id": one.id, "kind": one.kind, "subject": one.subject_id, "text": one.text,
                                "details": [one.emphasised, one.detail], "created_at": one.created_at, "is_read": one.is_read,
                            }))
                            .await?;
                    }
                    match page.next_cursor {
                        Some(next) => cursor = Some(next),
                        None => return Ok(()),
                    }
                }
            }
            .boxed()
        }),
        files: None,
        erase: Some(|_, tx, leaving| service::erase(tx, leaving.id).boxed()),
    }
}
