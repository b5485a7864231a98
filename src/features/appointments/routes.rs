//! The routes of this feature.

use super::{api, rest};
use crate::base::text as t;
use crate::features::notifications::mail::MailKind;
use crate::platform::audit::ActionWords;
use crate::platform::registry::{Files, Form, Registry, Rest};

pub fn register(registry: &mut Registry) {
    registry.add(Rest { tag: "appointments", description: "Booking and managing appointments.", routes: rest::routes });
    registry.add(Files(super::files::routes));
    super::notices::kinds().for_each(|kind| registry.add(kind));
    registry.add(MailKind::of::<super::mails::AppointmentSnapshot>());
    registry.add(Form::of::<api::Book>());
    registry.add(Form::of::<api::ChangeStatus>());
    registry.add(Form::of::<api::GetAppointment>());
    registry.add(Form::of::<api::GetBookingPage>());
    registry.add(Form::of::<api::GetChosenTime>());
    registry.add(Form::of::<api::GetTimes>());
    registry.add(Form::of::<api::MoveAppointment>());
    registry.add(Form::of::<api::MyAppointments>());
    registry.add(Form::of::<api::MyWeek>());
    registry.add(Form::of::<api::RewordAppointment>());
    registry.add(Form::of::<api::WriteNote>());
    registry.add(ActionWords::of("appointments.read", t::audit_action_appointments_read));
    registry.add(ActionWords::of("appointments.book", t::audit_action_appointments_book));
    registry.add(ActionWords::of("appointments.change_status", t::audit_action_appointments_change_status));
    registry.add(ActionWords::of("appointments.move", t::audit_action_appointments_move));
    registry.add(ActionWords::of("appointments.reword", t::audit_action_appointments_reword));
    registry.add(ActionWords::of("appointments.write_note", t::audit_action_appointments_write_note));
    registry.add(super::data::data());
}
