//! The table of pages: each feature's `pages.rs` has its part of it.
//!
//! ```ignore
//! pages! {
//!     "/doctors" => FindPage, public(), linked(&[Link::new("/doctors", t::nav_find, Glyph::Search, &[Who::Patient]).at(20)]);
//!     "/doctors/:id" => DoctorPageView, public();
//!     "/appointments/:id" => AppointmentPage;
//! }
//! ```

use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Route, RouteProps};
use leptos_router::{ChooseView, PossibleRouteMatch, SsrMode};

use super::{Glyph, Viewer};
use crate::base::model::Role;
use crate::base::text::Lang;

/// A page's entry in the table. The policy decides who may see its content; a page for one role is also wrapped in
/// [`SignedIn`](super::SignedIn).
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The router's path pattern: `/doctors/:id`.
    pub path: &'static str,
    /// Search engines may list it; `robots.txt` names all others.
    pub is_public: bool,
    /// Its links in the navigation.
    pub links: &'static [Link],
}

impl Page {
    /// Not for search engines, and not in the navigation.
    pub const fn new(path: &'static str) -> Self {
        Self { path, is_public: false, links: &[] }
    }

    /// The same, for search engines too.
    #[must_use]
    pub const fn public(self) -> Self {
        Self { is_public: true, ..self }
    }

    /// The same, with links in the navigation.
    #[must_use]
    pub const fn linked(self, links: &'static [Link]) -> Self {
        Self { links, ..self }
    }
}

/// Who views a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    Patient,
    /// A doctor whom staff have not approved yet.
    Pending,
    Doctor,
    Admin,
}

impl Who {
    pub fn of(viewer: &Viewer) -> Self {
        match viewer.role() {
            None => Self::Anonymous,
            Some(_) if viewer.is_pending() => Self::Pending,
            Some(Role::Patient) => Self::Patient,
            Some(Role::Doctor) => Self::Doctor,
            Some(Role::Admin) => Self::Admin,
        }
    }
}

/// A link to a page in the navigation, for some viewers.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub to: &'static str,
    pub who: &'static [Who],
    pub label: fn(Lang) -> &'static str,
    pub glyph: Glyph,
    /// Its position in the main navigation, ascending; without one it is only in the Ctrl K menu.
    pub place: Option<u8>,
    /// With the number of unread notifications.
    pub counts_unread: bool,
}

impl Link {
    /// Only in the Ctrl K menu.
    pub const fn new(to: &'static str, label: fn(Lang) -> &'static str, glyph: Glyph, who: &'static [Who]) -> Self {
        Self { to, who, label, glyph, place: None, counts_unread: false }
    }

    /// The same, at this position in the main navigation.
    #[must_use]
    pub const fn at(self, place: u8) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The same, with the number of unread notifications.
    #[must_use]
    pub const fn counting_unread(self) -> Self {
        Self { counts_unread: true, ..self }
    }
}

/// Creates `PAGES` and `routes()` of a feature.
macro_rules! pages {
    ($($path:tt => $view:ident $(, $method:ident($($argument:expr),*))*;)*) => {
        /// This feature's pages.
        pub const PAGES: &[$crate::ui::pages::Page] = &[$($crate::ui::pages::Page::new($path)$(.$method($($argument),*))*),*];

        /// The same for the router.
        pub fn routes() -> Vec<$crate::ui::pages::PageRoute> {
            vec![$($crate::ui::pages::route(leptos_router::path!($path), $view)),*]
        }
    };
}
pub(crate) use pages;

/// A page of the router.
pub type PageRoute = AnyNestedRoute;

pub fn route<Segments, View>(path: Segments, view: View) -> PageRoute
where
    Segments: PossibleRouteMatch + std::fmt::Debug + Clone + Send + 'static,
    View: ChooseView + Clone + 'static,
{
    Route(RouteProps { path, view, ssr: SsrMode::Async }).into_any_nested_route()
}
