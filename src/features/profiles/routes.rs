//! The routes of this feature.

use super::{api, mails, rest, service};
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
    registry.add(service::job_kind());
    registry.add(service::new_browser_job_kind());
    registry.add(service::phone_code_job_kind());
    registry.add(MailKind::of::<mails::AddressChange>());
    registry.add(MailKind::of::<mails::ConfirmAddress>());
    registry.add(MailKind::of::<mails::Welcome>());
    registry.add(MailKind::of::<mails::NewBrowser>());
    registry.add(MailKind::of::<mails::PasswordChanged>());
    registry.add(MailKind::of::<mails::PasswordForgotten>());
    registry.add(MailKind::of::<mails::KnownAddress>());
    registry.add(Form::of::<api::AcceptInvitation>());
    registry.add(MailKind::of::<mails::VerifyAddress>());
    registry.add(Form::of::<api::AddressToConfirm>());
    registry.add(Form::of::<api::AddressToVerify>());
    registry.add(Form::of::<api::AskVerification>());
    registry.add(Form::of::<api::ChangeAccount>());
    registry.add(Form::of::<api::ChangeDoctorProfile>());
    registry.add(Form::of::<api::ChangeEmail>());
    registry.add(Form::of::<api::ChangePassword>());
    registry.add(Form::of::<api::ConfirmEmail>());
    registry.add(Form::of::<api::EndOtherSessions>());
    registry.add(Form::of::<api::EndSession>());
    registry.add(Form::of::<api::ForgotPassword>());
    registry.add(Form::of::<api::MyAccount>());
    registry.add(Form::of::<api::MyPhone>());
    registry.add(Form::of::<api::MySessions>());
    registry.add(Form::of::<api::Register>());
    registry.add(Form::of::<api::RegisterDoctor>());
    registry.add(Form::of::<api::ResetPassword>());
    registry.add(Form::of::<api::SendPhoneCode>());
    registry.add(Form::of::<api::SetAutoConfirm>());
    registry.add(Form::of::<api::VerifyEmail>());
    registry.add(Form::of::<api::VerifyPhone>());
    registry.add(ActionWords::of("accounts.ask_new_email", t::audit_action_accounts_ask_new_email));
    registry.add(ActionWords::of("accounts.ask_verification", t::audit_action_accounts_ask_verification));
    registry.add(ActionWords::of("accounts.change", t::audit_action_accounts_change));
    registry.add(ActionWords::of("accounts.change_email", t::audit_action_accounts_change_email));
    registry.add(ActionWords::of("accounts.change_password", t::audit_action_accounts_change_password));
    registry.add(ActionWords::of("accounts.end_session", t::audit_action_accounts_end_session));
    registry.add(ActionWords::of("accounts.end_sessions", t::audit_action_accounts_end_sessions));
    registry.add(ActionWords::of("accounts.register", t::audit_action_accounts_register));
    registry.add(ActionWords::of("accounts.reset_password", t::audit_action_accounts_reset_password));
    registry.add(ActionWords::of("accounts.send_phone_code", t::audit_action_accounts_send_phone_code));
    registry.add(ActionWords::of("accounts.verify_email", t::audit_action_accounts_verify_email));
    registry.add(ActionWords::of("accounts.verify_phone", t::audit_action_accounts_verify_phone));
    registry.add(super::data::data());
}
