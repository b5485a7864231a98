//! The pages of this feature.

use super::view::NotificationsPage;
use crate::base::text as t;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Who, pages};

pages! {
    "/notifications" => NotificationsPage in account, linked(&[
        Link::new("/notifications", t::nav_notifications, Glyph::Bell, &[Who::Patient, Who::Doctor, Who::Admin]),
    ]);
}
