//! A naive pass-through: axum in front, hyper's client behind, nothing in between. What a gateway costs at least.

use crate::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::{Authority, Parts, Scheme};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use axum::serve::ListenerExt;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;
use tokio::net::TcpListener;

#[derive(Clone)]
struct Through {
    client: Client<HttpConnector, Body>,
    to: Authority,
}

/// Passes requests on until the process is ended.
#[tokio::main]
pub async fn run(listen: SocketAddr, to: SocketAddr) -> Result {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let through = Through { client: Client::builder(TokioExecutor::new()).build(connector), to: to.to_string().parse()? };
    let listener = TcpListener::bind(listen).await?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, Router::new().fallback(pass).with_state(through)).await?;
    Ok(())
}

async fn pass(State(through): State<Through>, mut request: Request) -> std::result::Result<Response, StatusCode> {
    let mut parts = Parts::default();
    (parts.scheme, parts.authority) = (Some(Scheme::HTTP), Some(through.to));
    parts.path_and_query = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_| StatusCode::BAD_REQUEST)?;
    let response = through.client.request(request).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    Ok(response.map(Body::new))
}
