//! One process of the mesh: a service on its port, the traffic, or a whole synthetic mesh.
//!
//! A service ends when it is told to by a signal, without a word to the registry: that is how
//! the console gets to see a failure. A child of the mesh also ends with its parent.

use std::io;

use axum::Router;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    gateway::Gateway,
    http, register,
    service::{Place, Service},
    services::{SERVICES, ServiceInfo},
    synthetic::{self, SYNTHETIC},
    traffic,
};

/// The name under which the traffic is started; it is no service and is not registered.
pub const TRAFFIC: &str = "traffic";

/// A port that is taken gives way to the same one this many higher, so that a second mesh keeps
/// the order of the first.
const STRIDE: u16 = 100;
const STRIDES: u16 = 10;

/// How one service of the mesh is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The registry to register with, as `http://127.0.0.1:3000`.
    pub registry: String,
    /// The port to serve on; none for the service's own or a free one near it.
    pub port: Option<u16>,
    /// The registry's token, where it asks for one.
    pub token: Option<String>,
    /// How many services to be, where the name is `synthetic`.
    pub services: usize,
    /// Whether to end when the standard input does, which a parent holds open while it lives.
    pub parent: bool,
}

/// Why a service of the mesh could not be started or served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name is not in the table of services.
    #[error("there is no demo service '{name}'; there are {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No port could be listened on.
    #[error("{name} cannot listen: {source}; give it a free port with --port")]
    Port {
        /// The service.
        name: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made: {0}")]
    Client(#[from] reqwest::Error),
    /// The service's own store could not be opened.
    #[error("the service's store cannot be opened: {0}")]
    Store(#[from] sqlx::Error),
    /// Serving broke off.
    #[error("serving broke off: {0}")]
    Serve(#[from] io::Error),
}

/// Runs the service `name`, or the traffic, until it is ended from outside.
pub async fn run(name: &str, options: Options) -> Result<(), Error> {
    let orphaned = end_of_parent(options.parent);
    let gateway = Gateway::new(&options.registry, options.token.as_deref(), name)?;
    let life = async {
        if name == TRAFFIC {
            traffic::flow(gateway).await;
            return Ok(());
        }
        if name == SYNTHETIC {
            return synthetic::run(options.services, gateway, options.port).await;
        }
        let info = find(name)?;
        serve(info, gateway, options.port).await
    };
    tokio::select! {
        end = life => end,
        () = orphaned => Ok(()),
    }
}

fn find(name: &str) -> Result<&'static ServiceInfo, Error> {
    SERVICES.iter().find(|info| info.name == name).ok_or_else(|| {
        let known: Vec<&str> = SERVICES.iter().map(|info| info.name).collect();
        Error::Unknown { name: name.to_owned(), known: known.join(", ") }
    })
}

async fn serve(info: &'static ServiceInfo, gateway: Gateway, port: Option<u16>) -> Result<(), Error> {
    let (listener, instance) = listen(info, port).await.map_err(|source| Error::Port { name: info.name, source })?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let service = (info.open)(Place { gateway: gateway.clone(), instance }).await?;
    let router = routes(info, &service, &base_url);
    let published = service.published.clone();
    tracing::info!("{} serves on {base_url}", info.name);
    tokio::select! {
        served = async { axum::serve(listener, router).await } => Ok(served?),
        () = register::keep_registered(gateway, info, &base_url, published) => Ok(()),
    }
}

/// The routes of `service` under `base_url`.
pub fn routes(info: &'static ServiceInfo, service: &Service, base_url: &str) -> Router {
    http::router(info.name, info.kind, service, base_url)
}

/// A listener on the port asked for, or on the first free one of the service's own.
async fn listen(info: &ServiceInfo, port: Option<u16>) -> io::Result<(TcpListener, usize)> {
    if let Some(port) = port {
        let instance = info.ports.iter().position(|own| *own == port).unwrap_or(0);
        return Ok((TcpListener::bind(("127.0.0.1", port)).await?, instance));
    }
    for step in 0..STRIDES {
        for (instance, own) in info.ports.iter().enumerate() {
            let port = own + step * STRIDE;
            if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
                return Ok((listener, instance));
            }
        }
    }
    Ok((TcpListener::bind(("127.0.0.1", 0)).await?, 0))
}

/// Ends when the standard input does; never, where no parent holds it.
async fn end_of_parent(held: bool) {
    if !held {
        return std::future::pending().await;
    }
    let (end, ended) = oneshot::channel();
    // Reading blocks, so it has a thread of its own, which the process takes along as it exits.
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = end.send(());
    });
    let _ = ended.await;
}
