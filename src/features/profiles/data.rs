//! What the tables of accounts have of a person. The owner's row is emptied first, by `accounts`, when a deletion is carried out.

use futures::FutureExt;

use super::service;
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{self, Erasure, Exported, PersonalData, PersonalTable};
use crate::policy::{act, allow};

pub fn data() -> PersonalData {
    const fn table(name: &'static str) -> PersonalTable {
        PersonalTable { name, exported: Exported::Yes, erasure: Erasure::Anonymised }
    }
    PersonalData {
        name: "account",
        title: t::data_account,
        roles: Role::ALL,
        fate: Fate::Erased,
        text: |lang, _| t::data_account_text(lang).to_owned(),
        tables: vec![table("users"), table("patients")],
        export: Some(|app, owner, records| {
            async move {
                let permit = allow::<act::ReadOwnAccount>(&owner.actor)?;
                personal::add(records, &service::own_account(app, &permit).await?).await
            }
            .boxed()
        }),
        files: None,
        erase: None,
    }
}
