//! What this feature adds to the server.

use super::api;
use crate::base::text as t;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Form, Registry};

pub fn register(registry: &mut Registry) {
    registry.add(Form::of::<api::DeadJobs>());
    registry.add(Form::of::<api::RetryJob>());
    registry.add(ActionWords::of("admin.retry_job", t::audit_action_admin_retry_job));
}
