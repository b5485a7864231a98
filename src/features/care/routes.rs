//! What this feature adds to the server.

use super::{api, mails, notices, rest};
use crate::base::text as t;
use crate::features::notifications::mail::MailKind;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest {
        tag: "patients",
        description: "Patients in the doctor’s care; for admins, all patients. Emergency access to the record of others.",
        routes: rest::routes,
    });
    notices::kinds().into_iter().for_each(|kind| registry.add(kind));
    registry.add(MailKind::of::<mails::EmergencyReported>());
    registry.add(MailKind::of::<mails::RecordOpened>());
    registry.add(Form::of::<api::EmergencyAccesses>());
    registry.add(Form::of::<api::EndEmergencyAccess>());
    registry.add(Form::of::<api::FindInEmergency>());
    registry.add(Form::of::<api::GetPatient>());
    registry.add(Form::of::<api::GetPatients>());
    registry.add(Form::of::<api::OpenInEmergency>());
    registry.add(Form::of::<api::ReviewEmergencyAccess>());
    registry.add(Form::of::<api::WritePatientNote>());
    registry.add(ActionWords::of("care.end_emergency_access", t::audit_action_care_end_emergency_access));
    registry.add(ActionWords::of("care.list_emergency_accesses", t::audit_action_care_list_emergency_accesses));
    registry.add(ActionWords::of("care.list_patients", t::audit_action_care_list_patients));
    registry.add(ActionWords::of("care.open_emergency_access", t::audit_action_care_open_emergency_access));
    registry.add(ActionWords::of("care.read_record", t::audit_action_care_read_record));
    registry.add(ActionWords::of("care.review_emergency_access", t::audit_action_care_review_emergency_access));
    registry.add(ActionWords::of("care.write_note", t::audit_action_care_write_note));
    registry.add(super::data::data());
}
