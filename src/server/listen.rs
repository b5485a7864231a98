//! Accepts connections. Uses hyper directly, because `axum::serve` has no timeout for a request's head and leaves Nagle's algorithm
//! on. Clients that send nothing, or only part of a request, time out. HTTP/1.1 only: the proxy does TLS and HTTP/2.

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

use super::address_limit::{AddressGuard, AddressLimit};
use crate::platform::app::App;
use crate::platform::http::client::Peer;

/// Timeout for a client's first byte, and for a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection is closed if the client reads nothing of a response for this long. What it sends has other timeouts: [`HEAD_TIMEOUT`], also
/// between two requests, and that of a body.
const WRITE_TIMEOUT: Duration = Duration::from_secs(75);
/// Timeout for running requests during a shutdown.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

/// The limits of connections: in total, and per address.
struct ConnectionLimit {
    all: Arc<Semaphore>,
    of_one: AddressLimit,
}

/// A connection's permits, released when it is closed.
struct ConnectionGuard {
    _of_all: OwnedSemaphorePermit,
    _of_one: AddressGuard,
}

impl ConnectionLimit {
    fn new(app: &App) -> Self {
        let settings = &app.settings;
        // Behind a proxy all connections have its address; `guard` counts requests instead.
        let counts = settings.limits && settings.trusted_proxies == 0;
        let of_one = if counts {
            AddressLimit::new(settings.max_connections_per_address, settings.max_connections)
        } else {
            AddressLimit::unlimited()
        };
        Self { all: Arc::new(Semaphore::new(settings.max_connections)), of_one }
    }

    fn take(&self, address: IpAddr) -> Option<ConnectionGuard> {
        Some(ConnectionGuard { _of_one: self.of_one.take(address)?, _of_all: self.all.clone().try_acquire_owned().ok()? })
    }
}

/// Returns the stream, with its write timeout, once the client has sent a byte; `None` if it sends nothing in time.
async fn with_first_byte(stream: TcpStream) -> Option<std::pin::Pin<Box<TimeoutStream<TcpStream>>>> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was refused");
    }
    let begun = tokio::time::timeout(HEAD_TIMEOUT, stream.peek(&mut [0; 1])).await;
    if !matches!(begun, Ok(Ok(1..))) {
        return None;
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    Some(Box::pin(stream))
}

/// Serves until `shutdown`; then accepts no more connections, waits for running requests, and returns.
pub async fn serve(app: App, listener: TcpListener, shutdown: CancellationToken) {
    let router = super::router(&app);
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(64 * 1024).pipeline_flush(true);
    let builder = Arc::new(builder);
    let limit = ConnectionLimit::new(&app);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Probably out of file descriptors: wait until some are closed.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(permit) = limit.take(peer.ip()) else {
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
            // Without its watcher the shutdown does not wait for this connection.
            let Some(Some(stream)) = stopping.run_until_cancelled(with_first_byte(stream)).await else { return };
            let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(%error, "a connection ended badly");
            }
            drop(permit);
        });
    }
    drop(listener);
    app.stopping.cancel();
    if tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}
