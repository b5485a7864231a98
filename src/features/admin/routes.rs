//! What this feature adds to the server.

use super::api;
use crate::platform::registry::{Form, Registry};

pub fn register(registry: &mut Registry) {
    registry.add(Form::of::<api::DeadJobs>());
    registry.add(Form::of::<api::RetryJob>());
}
