//! The routes of this feature.

use super::{api, mails, rest};
use crate::features::notifications::mail::MailKind;
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
}
