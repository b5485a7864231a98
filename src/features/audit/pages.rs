//! The pages of this feature.

use super::view::{AccessPage, AuditPage};
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/profile/access" => AccessPage in account;
    "/audit" => AuditPage in staff, linked(&[Link::new("/audit", t::audit_nav, Glyph::Clock, &[Who::Admin])]);
}
