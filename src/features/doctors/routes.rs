//! The routes of this feature.

use super::{api, mails, notices, rest};
use crate::base::text as t;
use crate::features::notifications::mail::MailKind;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Files, Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "doctors", description: "Finding doctors and free slots. No token needed.", routes: rest::routes });
    registry.add(Files(super::files::routes));
    notices::kinds().into_iter().for_each(|kind| registry.add(kind));
    registry.add(MailKind::of::<mails::ApplicationReceived>());
    registry.add(MailKind::of::<mails::DoctorApplied>());
    registry.add(MailKind::of::<mails::Approved>());
    registry.add(MailKind::of::<mails::Rejected>());
    registry.add(MailKind::of::<mails::ChangeAsked>());
    registry.add(MailKind::of::<mails::ChangeApproved>());
    registry.add(MailKind::of::<mails::ChangeRejected>());
    registry.add(Form::of::<api::AskForApproval>());
    registry.add(Form::of::<api::DecideApplication>());
    registry.add(Form::of::<api::GetDoctorPage>());
    registry.add(Form::of::<api::GetDoctors>());
    registry.add(Form::of::<api::MyApplicationState>());
    registry.add(Form::of::<api::PendingDoctors>());
    registry.add(ActionWords::of("doctors.approve", t::audit_action_doctors_approve));
    registry.add(ActionWords::of("doctors.approve_change", t::audit_action_doctors_approve_change));
    registry.add(ActionWords::of("doctors.ask_again", t::audit_action_doctors_ask_again));
    registry.add(ActionWords::of("doctors.ask_change", t::audit_action_doctors_ask_change));
    registry.add(ActionWords::of("doctors.refuse", t::audit_action_doctors_refuse));
    registry.add(ActionWords::of("doctors.refuse_change", t::audit_action_doctors_refuse_change));
    registry.add(ActionWords::of("doctors.withdraw_change", t::audit_action_doctors_withdraw_change));
    registry.add(super::data::data());
}
