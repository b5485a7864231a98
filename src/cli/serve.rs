//! `praxis serve`.

use tokio_util::sync::CancellationToken;

use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::mail;
use crate::server;

/// Runs the server until SIGTERM or Ctrl-C; the error says why it cannot start.
pub(super) async fn serve(settings: Settings) -> Result<(), String> {
    let address = settings.listen;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| format!("listen: {address} cannot be listened on: {error}"))?;
    let app = server::start(settings, Clock::system()).await.map_err(|error| error.to_string())?;
    tracing::info!(%address, database = app.settings.redacted_database_url(), "listening");
    warn(&app.settings);
    let shutdown = CancellationToken::new();
    tokio::spawn(on_signal(shutdown.clone()));
    server::serve(app.clone(), listener, shutdown).await;
    app.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Warns about settings that are allowed but rarely intended.
fn warn(settings: &Settings) {
    if !settings.secure() && !settings.listen.ip().is_loopback() {
        tracing::warn!(
            "serving unencrypted HTTP to other machines: sign-ins can be intercepted; set public_url to https://… behind a proxy"
        );
    }
    if settings.secure() && settings.trusted_proxies == 0 {
        tracing::warn!(
            "public_url is https://…, so there is a reverse proxy, but trusted_proxies is 0: rate limits count all clients as one; \
             set trusted_proxies to the number of proxies that append to X-Forwarded-For"
        );
    }
    if let Some(warning) = mail::warning(settings) {
        tracing::warn!("{warning}");
    }
}

/// Waits for SIGTERM or Ctrl-C.
async fn on_signal(shutdown: CancellationToken) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            },
            Err(error) => {
                tracing::warn!(%error, "cannot listen for SIGTERM");
                drop(tokio::signal::ctrl_c().await);
            }
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
    shutdown.cancel();
}
