//! The pages that belong to no feature, and the list of all pages.

use tachys::view::iterators::StaticVec;

use super::home::HomePage;
use super::static_pages::{DesignPage, OfflinePage};
use crate::base::text as t;
use crate::features;
use crate::ui::Glyph;
use crate::ui::pages::{Link, Page, PageRoute, Who, pages};

pages! {
    "/" => HomePage, public(), linked(&[
        Link::new("/", t::nav_home, Glyph::Home, &[Who::Anonymous, Who::Pending, Who::Patient, Who::Admin]).at(10),
        Link::new("/", t::nav_today, Glyph::Home, &[Who::Doctor]).at(10),
    ]);
    "/design" => DesignPage, public();
    "/offline" => OfflinePage;
}

/// Iterates over all pages, including those of the features.
pub fn all() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().chain(features::PAGES.iter().copied().flatten())
}

/// Iterates over the main navigation for `who`.
pub fn navigation(who: Who) -> impl Iterator<Item = Link> {
    links(who).into_iter().filter(|link| link.place.is_some())
}

/// Returns all links for `who`: the main navigation in its order, then the others.
pub fn links(who: Who) -> Vec<Link> {
    let mut links: Vec<Link> = all().flat_map(|page| page.links).copied().filter(|link| link.who.contains(&who)).collect();
    links.sort_by_key(|link| link.place.unwrap_or(u8::MAX));
    links
}

/// Returns the routes of all pages.
pub fn router() -> StaticVec<PageRoute> {
    [routes(), features::routes()].concat().into()
}
