//! The routes of this feature.

use super::{api, mails, rest, service};
use crate::features::notifications::mail::MailKind;
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "accounts",
        description: "Registration, signing in and out, and the user’s own account.",
        routes: rest::routes,
    });
    registry.add(service::job_kind());
    registry.add(service::new_browser_job_kind());
    registry.add(MailKind::of::<mails::AddressChange>());
    registry.add(MailKind::of::<mails::ConfirmAddress>());
    registry.add(MailKind::of::<mails::Welcome>());
    registry.add(MailKind::of::<mails::NewBrowser>());
    registry.add(MailKind::of::<mails::PasswordChanged>());
    registry.add(MailKind::of::<mails::PasswordForgotten>());
    registry.add(MailKind::of::<mails::KnownAddress>());
    registry.add(Form::of::<api::ChangeAccount>());
    registry.add(Form::of::<api::ChangeDoctorProfile>());
    registry.add(Form::of::<api::ChangeEmail>());
    registry.add(Form::of::<api::ChangePassword>());
    registry.add(Form::of::<api::ConfirmEmail>());
    registry.add(Form::of::<api::EndOtherSessions>());
    registry.add(Form::of::<api::EndSession>());
    registry.add(Form::of::<api::ForgotPassword>());
    registry.add(Form::of::<api::MyAccount>());
    registry.add(Form::of::<api::MySessions>());
    registry.add(Form::of::<api::Register>());
    registry.add(Form::of::<api::RegisterDoctor>());
    registry.add(Form::of::<api::ResetPassword>());
    registry.add(Form::of::<api::SetAutoConfirm>());
    registry.add(Form::of::<api::VerifyEmail>());
    registry.add(super::data::data());
}
