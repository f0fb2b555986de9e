//! A backend that costs next to nothing: hyper, small answers, nothing computed. It stands for as many services as one likes,
//! each on an address of its own in 127.0.0.0/8, and counts what it was asked.

use crate::{Result, manual::Shape};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpStream};

/// What a tool answers.
const ANSWER: &[u8] = br#"{"order":"A-1042","total":42.5,"currency":"EUR","lines":[{"sku":"A-7","qty":2}]}"#;

const HEALTHY: &[u8] = br#"{"status":"ok"}"#;

#[derive(Default)]
struct Backend {
    /// Written once: what is measured is the reader.
    manuals: Mutex<HashMap<(Shape, String), Bytes>>,
    checks: AtomicU64,
}

/// Answers until the process is ended.
#[tokio::main]
pub async fn run(listen: SocketAddr) -> Result {
    let listener = TcpListener::bind(listen).await?;
    let backend = Arc::new(Backend::default());
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(speak(stream, Arc::clone(&backend)));
    }
}

async fn speak(stream: TcpStream, backend: Arc<Backend>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(Arc::clone(&backend), request));
    // A client that goes away in the middle is nobody's failure.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(backend: Arc<Backend>, request: Request<Incoming>) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let host = parts.headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let (status, bytes) = backend.say(parts.uri.path(), host).map_or((404, Bytes::from_static(b"{}")), |bytes| (200, bytes));
    // What was sent is read, as a real service would.
    let _ = body.collect().await;
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    response.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(response)
}

impl Backend {
    fn say(&self, path: &str, host: &str) -> Option<Bytes> {
        let (shape, what) = match path {
            "/health" => return Some(Bytes::from_static(HEALTHY)),
            "/checks" => return Some(self.checks.load(Ordering::Relaxed).to_string().into()),
            _ => Shape::of_path(path)?,
        };
        match what {
            "health" => {
                self.checks.fetch_add(1, Ordering::Relaxed);
                Some(Bytes::from_static(HEALTHY))
            }
            "utcp-manual.json" => Some(self.manual(shape, host)),
            _ => what.starts_with("tool/").then(|| Bytes::from_static(ANSWER)),
        }
    }

    fn manual(&self, shape: Shape, host: &str) -> Bytes {
        let mut manuals = self.manuals.lock().unwrap_or_else(PoisonError::into_inner);
        manuals.entry((shape, host.to_owned())).or_insert_with(|| shape.manual(host).into()).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_for_each_of_its_services_and_counts_their_checks() {
        let backend = Backend::default();
        assert_eq!(backend.say("/m/1/0/tool/0", "h").as_deref(), Some(ANSWER));
        assert_eq!(backend.say("/m/1/0/elsewhere", "h"), None);
        assert_eq!(backend.say("/m/1/0/health", "h").as_deref(), Some(HEALTHY));
        assert_eq!(backend.say("/checks", "h").as_deref(), Some(&b"1"[..]));
    }
}
