//! One folder for each thing that people do. ARCHITECTURE.md has the order in which they may use each other; the list in [`features!`]
//! is the registry: a feature says in `pages.rs` which pages it has, and in `routes.rs` what it adds to the server.

pub mod accounts;
pub mod admin;
pub mod appointments;
pub mod audit;
pub mod care;
pub mod doctors;
pub mod files;
pub mod notifications;
pub mod privacy;
pub mod profiles;
pub mod schedule;
pub mod second_factor;

macro_rules! features {
    ($($feature:ident),+ $(,)?) => {
        use crate::ui::pages::{Page, PageRoute};

        /// Every feature's pages.
        pub const PAGES: &[&[Page]] = &[$($feature::pages::PAGES),+];

        /// The same for the router.
        pub fn routes() -> Vec<PageRoute> {
            [$($feature::pages::routes()),+].concat()
        }

        #[cfg(feature = "ssr")]
        pub mod registry {
            use crate::platform::registry::Registry;

            /// Adds what every feature adds to the server.
            pub fn register(registry: &mut Registry) {
                $(super::$feature::routes::register(registry);)+
            }
        }
    };
}

// In the order in which the API's description has them.
features!(accounts, profiles, second_factor, files, doctors, schedule, appointments, care, notifications, audit, privacy, admin);
