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
    registry.add(ActionWords::of("people.approve", t::audit_action_people_approve));
    registry.add(ActionWords::of("people.cancel_appointments", t::audit_action_people_cancel_appointments));
    registry.add(ActionWords::of("people.change_email", t::audit_action_people_change_email));
    registry.add(ActionWords::of("people.create", t::audit_action_people_create));
    registry.add(ActionWords::of("people.delete", t::audit_action_people_delete));
    registry.add(ActionWords::of("people.edit", t::audit_action_people_edit));
    registry.add(ActionWords::of("people.end_sessions", t::audit_action_people_end_sessions));
    registry.add(ActionWords::of("people.invite", t::audit_action_people_invite));
    registry.add(ActionWords::of("people.make_admin", t::audit_action_people_make_admin));
    registry.add(ActionWords::of("people.make_doctor", t::audit_action_people_make_doctor));
    registry.add(ActionWords::of("people.make_patient", t::audit_action_people_make_patient));
    registry.add(ActionWords::of("people.read", t::audit_action_people_read));
    registry.add(ActionWords::of("people.reject", t::audit_action_people_reject));
    registry.add(ActionWords::of("people.reset_password", t::audit_action_people_reset_password));
    registry.add(ActionWords::of("people.restore", t::audit_action_people_restore));
    registry.add(ActionWords::of("people.suspend", t::audit_action_people_suspend));
}
