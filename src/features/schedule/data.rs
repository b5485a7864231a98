//! What this feature's table has of a person.

use futures::FutureExt;

use super::service;
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalTable};

pub fn data() -> PersonalData {
    PersonalData {
        name: "schedule",
        title: t::data_schedule,
        roles: &[Role::Doctor],
        fate: Fate::Erased,
        text: |lang, _| t::data_schedule_text(lang).to_owned(),
        tables: vec![PersonalTable { name: "slots", exported: Exported::Yes, erasure: Erasure::Anonymised }],
        export: Some(|app, owner, records| service::export(app, owner, records).boxed()),
        files: None,
        erase: Some(|_, tx, leaving| service::erase(tx, leaving).boxed()),
    }
}
