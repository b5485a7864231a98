//! The browser's side of `lazy.rs`.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_router::ChooseView;

use super::page::Failure;
use crate::base::error::Code;
use crate::ui::view;

/// Resolves when the code is loaded, at once from the second time on.
pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// The view of a page in a module of its own.
#[derive(Clone, Copy)]
pub struct Lazy {
    pub module: &'static str,
    load: fn() -> Loading<()>,
    open: fn() -> Loading<AnyView>,
}

impl Lazy {
    pub const fn new(module: &'static str, load: fn() -> Loading<()>, open: fn() -> Loading<AnyView>) -> Self {
        Self { module, load, open }
    }

    /// Loads the module, if it is not there yet.
    ///
    /// # Errors
    /// The file cannot be loaded: there is no connection, or the server is of another build.
    pub async fn load(self) -> Result<(), SplitLoaderError> {
        (self.load)().await
    }
}

impl ChooseView for Lazy {
    async fn choose(self) -> AnyView {
        (self.open)().await.unwrap_or_else(|_| failed())
    }

    async fn preload(&self) {}
}

/// Its button loads the page from the server.
pub fn failed() -> AnyView {
    view! { <Failure error=Code::Unreachable.into()/> }
}

macro_rules! lazy {
    ($module:ident, $view:ident) => {{
        mod page {
            use leptos::prelude::{AnyView, IntoAny};
            use leptos::wasm_split::{SplitLoaderError, wasm_split};

            #[wasm_split($module, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
            pub fn open() -> Result<AnyView, SplitLoaderError> {
                Ok(super::super::$view().into_any())
            }
        }
        $crate::ui::lazy::Lazy::new(stringify!($module), || Box::pin(page::load()), || Box::pin(page::open()))
    }};
}
pub(crate) use lazy;

macro_rules! parts {
    ($($file:ident::$view:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            #[leptos::component]
            pub fn $view($($argument: $type),*) -> impl leptos::prelude::IntoView {
                LOADED.get().map_or_else($crate::ui::lazy::failed, |parts| (parts.$view)($($argument),*))
            }
        )*

        /// The components' functions in the other module. (Calls by `wasm_split` would each be loaded on their own, and not at once.)
        #[expect(non_snake_case, reason = "the names of the components")]
        struct Parts {
            $($view: fn($($type),*) -> leptos::prelude::AnyView,)*
        }

        static LOADED: std::sync::OnceLock<Parts> = std::sync::OnceLock::new();

        /// Loads these components' code.
        ///
        /// # Errors
        /// See [`Lazy::load`](crate::ui::lazy::Lazy::load).
        pub async fn load() -> Result<(), leptos::wasm_split::SplitLoaderError> {
            let parts = parts().await?;
            LOADED.get_or_init(|| parts);
            Ok(())
        }

        #[leptos::wasm_split::wasm_split(staff, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn parts() -> Result<Parts, leptos::wasm_split::SplitLoaderError> {
            Ok(Parts {
                $($view: |$($argument),*| {
                    use super::$file::$view;
                    $crate::ui::view! { <$view $($argument)*/> }
                },)*
            })
        }
    };
}
pub(crate) use parts;
