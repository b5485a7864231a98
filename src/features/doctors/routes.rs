//! What this feature adds to the server.

use super::{api, rest};
use crate::platform::registry::{Files, Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "doctors", description: "Finding a doctor and a free time. No token needed.", routes: rest::routes });
    registry.add(Files(super::files::routes));
    registry.add(Form::of::<api::AskForApproval>());
    registry.add(Form::of::<api::DecideApplication>());
    registry.add(Form::of::<api::GetDoctorPage>());
    registry.add(Form::of::<api::GetDoctors>());
    registry.add(Form::of::<api::MyApplicationState>());
    registry.add(Form::of::<api::PendingDoctors>());
}
