//! The routes of this feature.

use super::{api, rest, service, upload};
use crate::base::text as t;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Files, Form, Registry, Rest};
use crate::platform::sweep::Sweeper;

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "accounts",
        description: "Registration, signing in and out, and the user’s own account.",
        routes: rest::routes,
    });
    registry.add(Files(upload::routes));
    registry.add(super::data::data());
    registry.add(service::job_kind());
    registry.add(Sweeper { name: "stored files without a row", run: |app| Box::pin(service::sweep(app)) });
    registry.add(Form::of::<api::RemovePhoto>());
    registry.add(ActionWords::of("files.remove_photo", t::audit_action_files_remove_photo));
    registry.add(ActionWords::of("files.set_photo", t::audit_action_files_set_photo));
}
