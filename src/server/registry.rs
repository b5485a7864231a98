//! Opens an app with the parts of all features.

use std::sync::{Arc, LazyLock};

use futures::FutureExt;

use crate::base::text as t;
use crate::platform::app::{App, StartError};
use crate::platform::audit::ActionWords;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::registry::{FindDemo, Registry};
use crate::{demo, features};

static REGISTRY: LazyLock<Arc<Registry>> = LazyLock::new(|| {
    let mut registry = Registry::default();
    features::registry::register(&mut registry);
    registry.add(ActionWords::of("demo.create", t::audit_action_demo_create));
    registry.add::<FindDemo>(|db| demo::find(db).boxed());
    Arc::new(registry)
});

/// Returns the registry with the parts of all features.
pub fn registry() -> Arc<Registry> {
    REGISTRY.clone()
}

/// Returns a started app with all features; see [`App::start`].
///
/// # Errors
/// See [`App::start`].
pub async fn start(settings: Settings, clock: Clock) -> Result<App, StartError> {
    App::start(settings, clock, registry()).await
}

/// Returns an opened app with all features; see [`App::open`].
///
/// # Errors
/// See [`App::open`].
pub async fn open(settings: Settings, clock: Clock) -> Result<App, StartError> {
    App::open(settings, clock, registry()).await
}
