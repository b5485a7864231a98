//! The pages of this feature.

use super::view::{AppointmentPage, AppointmentsPage, BookPage, MoveAppointmentPage, SchedulePage};
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/book/:slot" => BookPage;
    "/appointments" => AppointmentsPage in account, linked(&[
        Link::new("/appointments", t::nav_appointments, Glyph::Calendar, &[Who::Patient, Who::Doctor, Who::Admin]).at(40),
    ]);
    "/appointments/:id" => AppointmentPage in account;
    "/appointments/:id/move" => MoveAppointmentPage in staff;
    "/schedule" => SchedulePage in staff, linked(&[Link::new("/schedule", t::nav_schedule, Glyph::Clock, &[Who::Doctor]).at(30)]);
}
