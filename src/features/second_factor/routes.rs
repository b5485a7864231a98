//! The routes of this feature.

use super::{api, mails, rest};
use crate::base::text as t;
use crate::features::notifications::mail::MailKind;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "accounts",
        description: "Registration, signing in and out, and the user’s own account.",
        routes: rest::routes,
    });
    registry.add(MailKind::of::<mails::SecondFactorNews>());
    registry.add(Form::of::<api::BeginSecondFactor>());
    registry.add(Form::of::<api::ConfirmSecondFactor>());
    registry.add(Form::of::<api::EnterCode>());
    registry.add(Form::of::<api::EnterFirstCode>());
    registry.add(Form::of::<api::FreshRecoveryCodes>());
    registry.add(Form::of::<api::PendingSignIn>());
    registry.add(Form::of::<api::RenewRecoveryCodes>());
    registry.add(Form::of::<api::ResetSecondFactor>());
    registry.add(Form::of::<api::SecondFactorState>());
    registry.add(Form::of::<api::TurnOffSecondFactor>());
    registry.add(ActionWords::of("second_factor.enter", t::audit_action_second_factor_enter));
    registry.add(ActionWords::of("second_factor.renew_codes", t::audit_action_second_factor_renew_codes));
    registry.add(ActionWords::of("second_factor.reset", t::audit_action_second_factor_reset));
    registry.add(ActionWords::of("second_factor.turn_off", t::audit_action_second_factor_turn_off));
    registry.add(ActionWords::of("second_factor.turn_on", t::audit_action_second_factor_turn_on));
    registry.add(ActionWords::of("second_factor.use_recovery_code", t::audit_action_second_factor_use_recovery_code));
}
