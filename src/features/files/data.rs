//! What this feature's tables have of a person.

use futures::FutureExt;

use super::{service, store};
use crate::base::model::{Fate, Role};
use crate::base::text as t;
use crate::platform::personal::{Erasure, Exported, PersonalData, PersonalFile, PersonalTable};

pub fn data() -> PersonalData {
    PersonalData {
        name: "files",
        title: t::data_files,
        roles: Role::ALL,
        fate: Fate::Erased,
        text: |lang, _| t::data_files_text(lang).to_owned(),
        tables: vec![
            PersonalTable { name: "files", exported: Exported::No("the files themselves are"), erasure: Erasure::Deleted },
            PersonalTable { name: "file_objects", exported: Exported::No("the files themselves are"), erasure: Erasure::Deleted },
        ],
        export: None,
        files: Some(|app, owner| {
            async move {
                let objects = store::objects(&mut app.read().await?, owner.id).await?;
                let file = |(kind, variant, key): (String, String, String)| {
                    Some(PersonalFile { name: format!("{kind}-{variant}.jpg"), key: key.parse().ok()? })
                };
                Ok(objects.into_iter().filter_map(file).collect())
            }
            .boxed()
        }),
        erase: Some(|app, tx, leaving| service::delete_all_of(tx, &app.clock, leaving.id).boxed()),
    }
}
