//! Opening an app with what every feature adds to it.

use std::sync::{Arc, LazyLock};

use futures::FutureExt;

use crate::platform::app::{App, StartError};
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::registry::{FindDemo, Registry};
use crate::{demo, features};

static REGISTRY: LazyLock<Arc<Registry>> = LazyLock::new(|| {
    let mut registry = Registry::default();
    features::registry::register(&mut registry);
    registry.add::<FindDemo>(|db| demo::find(db).boxed());
    Arc::new(registry)
});

/// Everything that the features add.
pub fn registry() -> Arc<Registry> {
    REGISTRY.clone()
}

/// As [`App::start`], with every feature.
///
/// # Errors
/// As [`App::start`].
pub async fn start(settings: Settings, clock: Clock) -> Result<App, StartError> {
    App::start(settings, clock, registry()).await
}

/// As [`App::open`], with every feature.
///
/// # Errors
/// As [`App::open`].
pub async fn open(settings: Settings, clock: Clock) -> Result<App, StartError> {
    App::open(settings, clock, registry()).await
}
