//! Pages and components whose code browsers load only when they need it. `scripts/build` splits the client bundle (`wasm-split-cli`):
//! what all pages need and what a visitor needs to find a doctor and to book is in the main module, the rest in modules by audience:
//!
//! * `account`: what people with an account do besides booking;
//! * `staff`: what only doctors and the practice's staff see.
//!
//! So a page that is added to one of these costs readers of other pages nothing but its route. Pages say `in account` in [`pages!`]; components that
//! only doctors and staff see are listed in a `staff.rs` with [`parts!`]. Modules are loaded before a page is hydrated (`hydrate.rs`), so
//! that hydration stays synchronous, and by the router before it shows another page.
//!
//! This is the server's side, where all code is there; `lazy_browser.rs` is the browser's.
//!
//! [`pages!`]: super::pages::pages

use leptos::prelude::*;
use leptos_router::ChooseView;

/// The view of a page in a module of its own.
#[derive(Clone, Copy, Debug)]
pub struct Lazy {
    /// The module; the document lets the browser load its files early.
    pub module: &'static str,
    view: fn() -> AnyView,
}

impl Lazy {
    pub const fn new(module: &'static str, view: fn() -> AnyView) -> Self {
        Self { module, view }
    }
}

impl ChooseView for Lazy {
    async fn choose(self) -> AnyView {
        (self.view)()
    }

    async fn preload(&self) {}
}

/// Creates the [`Lazy`] of a page's component, which is in the parent module and has no arguments.
macro_rules! lazy {
    ($module:ident, $view:ident) => {
        $crate::ui::lazy::Lazy::new(stringify!($module), || leptos::prelude::IntoAny::into_any(super::$view()))
    };
}
pub(crate) use lazy;

/// Creates components with the same names and arguments as those in the listed sibling modules, whose code is in the module `staff`.
/// They may only be shown to doctors and staff: for others it is not loaded.
macro_rules! parts {
    ($($file:ident::$view:ident($($argument:ident: $type:ty),*);)*) => {$(
        #[leptos::component]
        pub fn $view($($argument: $type),*) -> impl leptos::prelude::IntoView {
            use super::$file::$view;
            $crate::ui::view! { <$view $($argument)*/> }
        }
    )*};
}
pub(crate) use parts;
