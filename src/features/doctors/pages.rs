//! The pages of this feature.

use super::view::{ApplicationsPage, DoctorPageView, FindPage};
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/doctors" => FindPage, public(), linked(&[
        Link::new("/doctors", t::nav_find, Glyph::Search, &[Who::Anonymous, Who::Pending, Who::Patient]).at(20),
        Link::new("/doctors", t::nav_find, Glyph::Search, &[Who::Doctor, Who::Admin]),
    ]);
    "/doctors/:id" => DoctorPageView, public();
    "/doctor-applications" => ApplicationsPage in staff, linked(&[
        Link::new("/doctor-applications", t::nav_applications, Glyph::Stethoscope, &[Who::Admin]).at(50),
    ]);
}
