//! What this feature adds to the server.

use super::{api, rest};
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "accounts",
        description: "Registering, signing in and out, and one’s own account.",
        routes: rest::routes,
    });
    registry.add(Form::of::<api::ChangeAccount>());
    registry.add(Form::of::<api::ChangeDoctorProfile>());
    registry.add(Form::of::<api::MyAccount>());
    registry.add(Form::of::<api::Register>());
    registry.add(Form::of::<api::RegisterDoctor>());
    registry.add(Form::of::<api::SetAutoConfirm>());
}
