//! Logs: readable lines on a terminal, JSON elsewhere. `RUST_LOG` sets the level. They contain ids and route templates only: no names,
//! no page URLs, no contents.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Initializes logging; called once, by the command line.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,hyper=warn,lettre=warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { lines.compact().init() } else { lines.json().init() }
}
