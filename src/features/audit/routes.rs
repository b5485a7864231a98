//! What this feature adds to the server.

use super::service::EXPORT;
use super::{api, files, rest};
use crate::base::text as t;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Files, Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "audit", description: "Who read, changed or tried what.", routes: rest::routes });
    registry.add(Files(files::routes));
    registry.add(Form::of::<api::AuditActions>());
    registry.add(Form::of::<api::AuditRecords>());
    registry.add(ActionWords::of(EXPORT, t::audit_action_audit_export));
}
