//! The pages of this feature.

use super::view::{AppointmentPage, AppointmentsPage, BookPage, MoveAppointmentPage, SchedulePage};
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/book/:slot" => BookPage;
    "/appointments" => AppointmentsPage, linked(&[
        Link::new("/appointments", t::nav_appointments, Glyph::Calendar, &[Who::Patient, Who::Doctor, Who::Admin]).at(40),
    ]);
    "/appointments/:id" => AppointmentPage;
    "/appointments/:id/move" => MoveAppointmentPage;
    "/schedule" => SchedulePage, linked(&[Link::new("/schedule", t::nav_schedule, Glyph::Clock, &[Who::Doctor]).at(30)]);
}
