//! The pages of this feature.

use super::view::JobsPage;
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/jobs" => JobsPage in staff, linked(&[Link::new("/jobs", t::nav_jobs, Glyph::Alert, &[Who::Admin])]);
}
