//! What the features give the platform, and opening an app with all of it.

use futures::FutureExt;

use crate::demo;
use crate::features::notifications::letter;
use crate::platform::app::{App, StartError};
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::registry::Registry;

const REGISTRY: Registry = Registry { write_mail: letter::write_mail, find_demo: |db| demo::find(db).boxed() };

/// As [`App::start`], with every feature.
///
/// # Errors
/// As [`App::start`].
pub async fn start(settings: Settings, clock: Clock) -> Result<App, StartError> {
    App::start(settings, clock, REGISTRY).await
}

/// As [`App::open`], with every feature.
///
/// # Errors
/// As [`App::open`].
pub async fn open(settings: Settings, clock: Clock) -> Result<App, StartError> {
    App::open(settings, clock, REGISTRY).await
}
