//! The pages of this feature. A patient's page is in `site`: it shows what several features add to it.

use super::view::{EmergenciesPage, EmergencyOfPage, EmergencyPage, PatientsPage};
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/patients" => PatientsPage in staff, linked(&[
        Link::new("/patients", t::nav_my_patients, Glyph::User, &[Who::Doctor]).at(35),
        Link::new("/patients", t::nav_patients, Glyph::User, &[Who::Admin]),
    ]);
    "/emergency-access" => EmergencyPage in staff;
    "/patients/:id/emergency" => EmergencyOfPage in staff;
    "/emergency-accesses" => EmergenciesPage in staff, linked(&[
        Link::new("/emergency-accesses", t::nav_emergencies, Glyph::Alert, &[Who::Admin]),
    ]);
}
