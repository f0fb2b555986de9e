//! The accept loop: connections with limits, and an end that drops nobody's call.
//!
//! Our own, because `axum::serve` sets no time for headers and no number of connections.

use crate::stay::Stay;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::http::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Service, ServiceExt};

/// The most connections at once.
pub const CONNECTIONS_MAX: usize = 2048;

/// How long a request's headers may take to arrive.
pub const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// How long calls under way may still take once the server drains.
pub const DRAIN_WITHIN: Duration = Duration::from_secs(30);

/// How long to wait after a connection could not be accepted.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// What answers every request, one way or another.
pub trait Answers: Service<Request, Response = Response<Self::Body>, Error = Infallible, Future: Send> + Clone + Send + 'static {
    /// What an answer brings.
    type Body: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static;
}

impl<S, B> Answers for S
where
    S: Service<Request, Response = Response<B>, Error = Infallible, Future: Send> + Clone + Send + 'static,
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Body = B;
}

/// Serves with `answers` until `stop`, then waits for what is under way.
pub async fn serve(listener: TcpListener, answers: impl Answers, stop: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    while let Some((stream, peer)) = stop.run_until_cancelled(accept(&listener)).await {
        // With every seat taken the connection is closed at once: better than to let it wait unheard.
        let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else { continue };
        let connection = connect(stream, peer, answers.clone(), &graceful);
        tokio::spawn(Stay::new(async move {
            connection.await;
            drop(seat);
        }));
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests took longer than {} s and were cut", DRAIN_WITHIN.as_secs());
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted: {error}");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

fn connect<A: Answers>(stream: TcpStream, peer: SocketAddr, answers: A, graceful: &GracefulShutdown) -> impl Future<Output = ()> + use<A> {
    // Answers are small and come at once; waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        answers.clone().oneshot(request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    builder.http2().timer(TokioTimer::new());
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let watched = graceful.watch(connection);
    async move {
        // A client that goes away in the middle is nobody's failure.
        let _ = watched.await;
    }
}
