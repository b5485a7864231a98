//! The routes of this feature.

use super::{api, rest};
use crate::base::text as t;
use crate::platform::audit::ActionWords;
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
    registry.add(ActionWords::of("accounts.create_admin", t::audit_action_accounts_create_admin));
    registry.add(ActionWords::of("accounts.refresh_token_reused", t::audit_action_accounts_refresh_token_reused));
    registry.add(ActionWords::of("accounts.sign_in", t::audit_action_accounts_sign_in));
}
