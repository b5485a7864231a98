//! What this feature adds to the server.

use super::{api, mails, notices, rest};
use crate::features::notifications::mail::MailKind;
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
    registry.add(super::data::data());
}
