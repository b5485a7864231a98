//! The routes of this feature.

use super::{api, rest};
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "accounts",
        description: "Registration, signing in and out, and the user’s own account.",
        routes: rest::routes,
    });
    registry.add(Form::of::<api::DemoSignIns>());
    registry.add(Form::of::<api::SetLanguage>());
    registry.add(Form::of::<api::SignIn>());
    registry.add(Form::of::<api::SignOut>());
}
