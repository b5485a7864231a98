//! The pages that belong to no feature, and the list of all pages.

use tachys::view::iterators::StaticVec;

use super::home::HomePage;
use super::patient::PatientPage;
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
    "/patients/:id" => PatientPage in staff;
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

/// Returns the modules of the client's code that the page with this URL path needs besides the main one. What doctors and staff have on
/// every page is in the module `staff`.
pub fn modules(path: &str, is_staff: bool) -> impl Iterator<Item = &'static str> {
    let own = of(path).and_then(|page| page.code).map(|code| code.module);
    own.into_iter().chain(is_staff.then_some("staff").filter(|staff| own != Some(staff)))
}

/// Returns the page with this URL path.
pub(super) fn of(path: &str) -> Option<&'static Page> {
    let fits = |page: &&Page| {
        let (mut pattern, mut path) = (page.path.trim_matches('/').split('/'), path.trim_matches('/').split('/'));
        loop {
            match (pattern.next(), path.next()) {
                (None, None) => break true,
                (Some(wanted), Some(given)) if wanted == given || (wanted.starts_with(':') && !given.is_empty()) => {}
                _ => break false,
            }
        }
    };
    // A path without parameters before a pattern that also matches it.
    all().filter(fits).min_by_key(|page| page.path.matches(':').count())
}
