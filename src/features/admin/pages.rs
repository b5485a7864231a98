//! The pages of this feature.

use super::people::view::{EditPersonPage, NewPersonPage, PeoplePage, PersonPageView};
use super::view::JobsPage;
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/people" => PeoplePage in staff, linked(&[Link::new("/people", t::nav_people, Glyph::User, &[Who::Admin]).at(55)]);
    "/people/new" => NewPersonPage in staff;
    "/people/:id" => PersonPageView in staff;
    "/people/:id/edit" => EditPersonPage in staff;
    "/jobs" => JobsPage in staff, linked(&[Link::new("/jobs", t::nav_jobs, Glyph::Alert, &[Who::Admin])]);
}
