//! What this feature adds to the server.

use super::api;
use super::people::{api as people, mails, rest};
use crate::base::text as t;
use crate::features::notifications::mail::MailKind;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(super::people::data::data());
    registry.add(Rest {
        tag: "users",
        description: "All accounts, for admins. Every change needs a reason, which only staff read.",
        routes: rest::routes,
    });
    registry.add(MailKind::of::<mails::Invitation>());
    registry.add(MailKind::of::<mails::PasswordTaken>());
    registry.add(MailKind::of::<mails::Restored>());
    registry.add(MailKind::of::<mails::RoleChanged>());
    registry.add(MailKind::of::<mails::Suspended>());
    registry.add(Form::of::<api::DeadJobs>());
    registry.add(Form::of::<api::RetryJob>());
    registry.add(Form::of::<people::CancelPersonsAppointments>());
    registry.add(Form::of::<people::ChangePersonsEmail>());
    registry.add(Form::of::<people::ChangeRole>());
    registry.add(Form::of::<people::CreatePerson>());
    registry.add(Form::of::<people::DecideAboutPerson>());
    registry.add(Form::of::<people::DeletePerson>());
    registry.add(Form::of::<people::EditPerson>());
    registry.add(Form::of::<people::EndPersonsSessions>());
    registry.add(Form::of::<people::GetPerson>());
    registry.add(Form::of::<people::InvitePerson>());
    registry.add(Form::of::<people::ListPeople>());
    registry.add(Form::of::<people::ResetPersonsPassword>());
    registry.add(Form::of::<people::RestorePerson>());
    registry.add(Form::of::<people::SuspendPerson>());
    registry.add(ActionWords::of("admin.retry_job", t::audit_action_admin_retry_job));
}
