//! The table of pages: each feature's `pages.rs` has its part of it.
//!
//! ```ignore
//! pages! {
//!     "/doctors" => FindPage, public(), linked(&[Link::new("/doctors", t::nav_find, Glyph::Search, &[Who::Patient]).at(20)]);
//!     "/doctors/:id" => DoctorPageView, public();
//!     "/appointments/:id" => AppointmentPage in account;
//! }
//! ```
//!
//! `in account` and `in staff` name the module of the client's code, see [`lazy`](super::lazy). Pages that people need to find a doctor
//! and to book are in the main module.

use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Route, RouteProps};
use leptos_router::{ChooseView, PossibleRouteMatch, SsrMode};

use super::lazy::Lazy;
use super::{Glyph, Viewer};
use crate::base::model::Role;
use crate::base::text::Lang;

/// A page's entry in the table. The policy decides who may see its content; a page for one role is also wrapped in
/// [`SignedIn`](super::SignedIn).
#[derive(Clone, Copy)]
pub struct Page {
    /// The router's path pattern: `/doctors/:id`.
    pub path: &'static str,
    /// Search engines may list it; `robots.txt` names all others.
    pub is_public: bool,
    /// Its links in the navigation.
    pub links: &'static [Link],
    /// Its code, if it is not in the client's main module.
    pub code: Option<Lazy>,
}

impl Page {
    /// Not for search engines, and not in the navigation.
    pub const fn new(path: &'static str, code: Option<Lazy>) -> Self {
        Self { path, is_public: false, links: &[], code }
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
}

impl Link {
    /// Only in the Ctrl K menu.
    pub const fn new(to: &'static str, label: fn(Lang) -> &'static str, glyph: Glyph, who: &'static [Who]) -> Self {
        Self { to, who, label, glyph, place: None }
    }

    /// The same, at this position in the main navigation.
    #[must_use]
    pub const fn at(self, place: u8) -> Self {
        Self { place: Some(place), ..self }
    }
}

/// Creates `PAGES` and `routes()` of a feature.
macro_rules! pages {
    ($($path:tt => $view:ident $(in $module:ident)? $(, $method:ident($($argument:expr),*))*;)*) => {
        /// This feature's pages.
        pub const PAGES: &[$crate::ui::pages::Page] = &[
            $($crate::ui::pages::Page::new($path, $crate::ui::pages::code!($view $($module)?))$(.$method($($argument),*))*),*
        ];

        /// The same for the router.
        pub fn routes() -> Vec<$crate::ui::pages::PageRoute> {
            vec![$($crate::ui::pages::route(leptos_router::path!($path), $crate::ui::pages::choice!($view $($module)?))),*]
        }

        $crate::ui::pages::modules! { $($($module $view;)?)* }
    };
}
pub(crate) use pages;

macro_rules! code {
    ($view:ident) => {
        None
    };
    ($view:ident $module:ident) => {
        Some(code::$view)
    };
}
pub(crate) use code;

macro_rules! choice {
    ($view:ident) => {
        $view
    };
    ($view:ident $module:ident) => {
        code::$view
    };
}
pub(crate) use choice;

macro_rules! modules {
    () => {};
    ($($module:ident $view:ident;)+) => {
        #[expect(non_upper_case_globals, reason = "the names of the components")]
        mod code {
            $(pub const $view: $crate::ui::lazy::Lazy = $crate::ui::lazy::lazy!($module, $view);)+
        }
    };
}
pub(crate) use modules;

/// A page of the router.
pub type PageRoute = AnyNestedRoute;

pub fn route<Segments, View>(path: Segments, view: View) -> PageRoute
where
    Segments: PossibleRouteMatch + std::fmt::Debug + Clone + Send + 'static,
    View: ChooseView + Clone + 'static,
{
    Route(RouteProps { path, view, ssr: SsrMode::Async }).into_any_nested_route()
}
