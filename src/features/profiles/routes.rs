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
    registry.add(MailKind::of::<mails::Welcome>());
    registry.add(MailKind::of::<mails::KnownAddress>());
    registry.add(Form::of::<api::ChangeAccount>());
    registry.add(Form::of::<api::ChangeDoctorProfile>());
    registry.add(Form::of::<api::MyAccount>());
    registry.add(Form::of::<api::Register>());
    registry.add(Form::of::<api::RegisterDoctor>());
    registry.add(Form::of::<api::SetAutoConfirm>());
}
