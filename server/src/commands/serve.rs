//! `meshdeck serve`.

use super::refuse;
use crate::config::{ServeArgs, Settings};
use crate::limit::{FORGET_EVERY, Limiter};
use crate::rights::Token;
use crate::{assets, http, listen, router};
use app::Assets;
use engine::{Engine, Error};
use leptos::config::LeptosOptions;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// How much is told where `RUST_LOG` does not say: ourselves, and what others warn of.
const LOG: &str = "warn,meshdeck=info,engine=info,demo=info";

/// Serves until it is told to stop.
pub fn run(args: &ServeArgs) -> ExitCode {
    let settings = match Settings::read(args) {
        Ok(settings) => settings,
        Err(wrong) => return refuse(wrong),
    };
    log();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(serve(settings)),
        Err(error) => refuse(format!("no runtime: {error}")),
    }
}

async fn serve(settings: Settings) -> ExitCode {
    let listener = match TcpListener::bind(settings.listen).await {
        Ok(listener) => listener,
        Err(error) => return refuse(format!("--listen: {} cannot be taken: {error}", settings.listen)),
    };
    let own = listener.local_addr().unwrap_or(settings.listen);
    let manifest = match assets::manifest() {
        Ok(manifest) => manifest,
        Err(reason) => return refuse(reason),
    };
    let engine = match Engine::open(engine_settings(&settings, own)).await {
        Ok(engine) => engine,
        Err(error) => return refuse(explain(&error, &settings.database_url)),
    };
    engine.start();
    let stop = CancellationToken::new();
    let limiter = settings.rate.and_then(|rate| Limiter::new(rate, settings.demo.is_some()));
    let app = router::App::from(router::Held {
        engine: engine.clone(),
        token: Token(settings.token.clone()),
        limiter: limiter.clone(),
        assets: Assets { js: manifest.js, wasm: manifest.wasm, css: manifest.css, sheets: manifest.sheets, parts: manifest.parts },
        leptos: LeptosOptions::builder().output_name("meshdeck").build(),
        stop: stop.clone(),
    });
    let forgetting = tokio::spawn(forget_quiet_peers(limiter));
    tokio::spawn(stop_on_signal(stop.clone()));
    let url = format!("http://{}", reachable(own));
    tracing::info!(%url, "Meshdeck is at {url}");
    let serving = listen::serve(listener, http::around(router::build(app)), stop);
    let demo = settings.demo.map(|estate| demo::Mesh::start(estate, &url, settings.token.as_deref()));
    let demo = demo.and_then(|started| started.inspect_err(|error| tracing::error!(%error, "the demo mesh did not start: {error}")).ok());
    serving.await;
    if let Some(demo) = demo {
        demo.stop().await;
    }
    forgetting.abort();
    engine.close().await;
    ExitCode::SUCCESS
}

fn engine_settings(settings: &Settings, own: SocketAddr) -> engine::Settings {
    engine::Settings {
        database_url: settings.database_url.clone(),
        egress: settings.policy(own),
        health_interval: settings.health_interval,
        durability: settings.durability,
        environment: if settings.demo.is_some() { "demo" } else { "production" }.to_owned(),
        demo: settings.demo.is_some(),
        key: settings.key.clone(),
        sources: settings.sources.clone(),
        edges: settings.edges.clone(),
    }
}

/// An address that a client on this machine can use.
fn reachable(own: SocketAddr) -> SocketAddr {
    let loopback: SocketAddr =
        if own.is_ipv4() { ([127, 0, 0, 1], own.port()).into() } else { SocketAddr::new(std::net::Ipv6Addr::LOCALHOST.into(), own.port()) };
    if own.ip().is_unspecified() { loopback } else { own }
}

/// The database's failure without its URL, which may hold a password.
fn explain(error: &Error, url: &str) -> String {
    let place = url.split("://").next().unwrap_or("unknown");
    let file = url.strip_prefix("sqlite://").map_or_else(|| format!("the {place} database"), |file| format!("`{file}`"));
    match error {
        Error::Setting(reason) => reason.clone(),
        other => format!("--database-url: {file} cannot be used: {other}"),
    }
}

async fn forget_quiet_peers(limiter: Option<Limiter>) {
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    while let Some(limiter) = &limiter {
        ticks.tick().await;
        limiter.forget_quiet();
    }
}

/// The first signal drains; a second one ends at once.
#[expect(clippy::disallowed_methods, reason = "whoever asks twice wants nothing closed first")]
async fn stop_on_signal(stop: CancellationToken) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else { return };
    for is_second in [false, true] {
        tokio::select! { _ = terminate.recv() => {} , _ = interrupt.recv() => {} }
        if is_second {
            std::process::exit(130);
        }
        tracing::info!("draining: calls under way are finished, a second signal ends at once");
        stop.cancel();
    }
}

fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { log.compact().init() } else { log.json().init() }
}
