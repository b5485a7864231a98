//! Listening: hyper by hand, because `axum::serve` has no timeout for a request's head and leaves Nagle's algorithm on. Who says
//! nothing, or only half of something, is not waited for. HTTP/1.1 alone: TLS, and HTTP/2 with it, is the proxy's.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::shares::{Share, Shares};
use crate::platform::app::App;
use crate::platform::http::client::Peer;

/// A client has this long to say its first word, and to send a request's head.
const HEAD: Duration = Duration::from_secs(10);
/// A client who takes nothing of an answer for this long is given up. What it sends has its own times: [`HEAD`], also between two
/// requests, and that of a body.
const WRITE_TIMEOUT: Duration = Duration::from_secs(75);
/// Requests under way have this long to end after a stop was asked for.
const DRAIN: Duration = Duration::from_secs(20);

/// Places for connections: in all, and for one address.
struct Places {
    all: Arc<Semaphore>,
    of_one: Shares,
}

/// A connection's place, given back when it is closed.
struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_one: Share,
}

impl Places {
    fn new(app: &App) -> Self {
        let settings = &app.settings;
        // Behind a proxy everybody comes through its address; `guard` counts their requests instead.
        let counts = settings.limits && settings.trusted_proxies == 0;
        let of_one =
            if counts { Shares::new(settings.max_connections_per_address, settings.max_connections) } else { Shares::unlimited() };
        Self { all: Arc::new(Semaphore::new(settings.max_connections)), of_one }
    }

    fn take(&self, address: IpAddr) -> Option<Place> {
        Some(Place { _of_one: self.of_one.take(address)?, _of_all: self.all.clone().try_acquire_owned().ok()? })
    }
}

/// The stream once its client has begun to speak, and watched from then on; nothing for who says nothing.
async fn spoken(stream: TcpStream) -> Option<std::pin::Pin<Box<TimeoutStream<TcpStream>>>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was refused");
    }
    let begun = tokio::time::timeout(HEAD, stream.peek(&mut [0; 1])).await;
    if !matches!(begun, Ok(Ok(1..))) {
        return None;
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    Some(Box::pin(stream))
}

/// Serves until `shutdown`; then takes no more connections, lets requests end, and returns.
pub async fn serve(app: App, listener: TcpListener, shutdown: CancellationToken) {
    let router = super::router(&app);
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 * 1024).pipeline_flush(true);
    let builder = Arc::new(builder);
    let places = Places::new(&app);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: wait for some to close.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(place) = places.take(peer.ip()) else {
            tracing::warn!("too many connections; one was closed");
            continue;
        };
        let router = router.clone();
        let service = tower::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let builder = builder.clone();
        let watcher = graceful.watcher();
        let stopping = shutdown.clone();
        tokio::spawn(async move {
            // Dropping the watcher says that there is nothing to wait for.
            let Some(Some(stream)) = stopping.run_until_cancelled(spoken(stream)).await else { return };
            let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(%error, "a connection ended badly");
            }
            drop(place);
        });
    }
    drop(listener);
    app.stopping.cancel();
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}
