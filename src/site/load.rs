//! Loads the code that a page needs besides the client's main module; in the browser only.

use leptos::wasm_split::SplitLoaderError;

use super::{pages, staff};
use crate::features::{appointments, profiles};

/// Loads the modules of [`pages::modules`].
///
/// # Errors
/// A file cannot be loaded: there is no connection, or the server is of another build.
pub async fn load(path: &str, is_staff: bool) -> Result<(), SplitLoaderError> {
    if let Some(code) = pages::of(path).and_then(|page| page.code) {
        code.load().await?;
    }
    if is_staff {
        staff::load().await?;
        appointments::view::staff::load().await?;
        profiles::view::staff::load().await?;
    }
    Ok(())
}
