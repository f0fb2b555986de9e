//! Every URL on one screen.

use crate::http::{
    self, alerts, calls, charts, events, health, manual, mesh, metrics, objectives, pins, replay, reports, runs, servers, services, tools,
    traces, variables,
};
use crate::limit::Limiter;
use crate::rights::Token;
use crate::{mcp, openapi, pages};
use app::Assets;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{any, get, post, put};
use engine::Engine;
use engine::edges::otlp;
use leptos::config::LeptosOptions;
use leptos_axum::LeptosRoutes;
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What every handler may ask for; shared, because every request takes it along.
#[derive(Clone, Debug)]
pub struct App(Arc<Held>);

/// What an [`App`] holds.
#[derive(Debug)]
pub struct Held {
    /// Meshdeck without its faces.
    pub engine: Engine,
    /// The token that changes need.
    pub token: Token,
    /// The limit on requests to the API.
    pub limiter: Option<Limiter>,
    /// The names of the site's files.
    pub assets: Assets,
    /// What leptos wants to know.
    pub leptos: LeptosOptions,
    /// Cancelled when the server begins to drain.
    pub stop: CancellationToken,
}

impl From<Held> for App {
    fn from(held: Held) -> Self {
        Self(Arc::new(held))
    }
}

impl Deref for App {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

impl FromRef<App> for Engine {
    fn from_ref(app: &App) -> Self {
        app.engine.clone()
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}

/// The two faces on one router.
pub fn build(app: App) -> Router {
    // Whole paths: what is nested rewrites the address of each request.
    let registry = Router::new()
        .route("/registry/services", get(services::list).post(services::register))
        .route("/registry/services/{name}", get(services::get).patch(services::change).delete(services::remove))
        .route("/registry/sources", get(services::sources))
        .route("/registry/health", get(services::health))
        .route("/registry/tools", get(tools::list))
        .route("/registry/tools/{tool}", get(tools::get))
        .route("/registry/tools/{tool}/approve", post(tools::approve))
        .route("/registry/tools/{tool}/call", post(tools::call))
        .route("/registry/tools/{tool}/invoke", post(tools::invoke))
        .route("/registry/variables", get(variables::list))
        .route("/registry/variables/{name}", put(variables::set).delete(variables::remove))
        .route("/registry/orchestrate", post(runs::orchestrate))
        .route("/registry/runs", get(runs::list))
        .route("/registry/runs/{id}", get(runs::get))
        .route("/registry/runs/{id}/cancel", post(runs::cancel))
        .route("/registry/calls", get(calls::list))
        .route("/registry/calls/{id}", get(calls::get))
        .route("/registry/metrics", get(metrics::get))
        .route("/registry/charts/{chart}", get(charts::get))
        .route("/registry/objectives", get(objectives::list))
        .route("/registry/objectives/{service}", get(objectives::get).put(objectives::set).delete(objectives::remove))
        .route("/registry/reports", get(reports::list))
        .route("/registry/reports/{report}", get(reports::get).delete(reports::remove))
        .route("/registry/schedules", get(reports::schedules))
        .route("/registry/schedules/{schedule}", get(reports::schedule).put(reports::set_schedule).delete(reports::remove_schedule))
        .route("/registry/schedules/{schedule}/report", post(reports::make))
        .route("/registry/mesh", get(mesh::get))
        .route("/registry/mesh/replay", get(replay::get))
        .route("/registry/moments", get(mesh::moments))
        .route("/registry/changes", get(mesh::changes))
        .route("/registry/views/{view}/pins", get(pins::list).delete(pins::clear))
        .route("/registry/views/{view}/pins/{node}", put(pins::set).delete(pins::remove))
        .route("/registry/alerts", get(alerts::list))
        .route("/registry/alerts/{name}", get(alerts::get).put(alerts::set).delete(alerts::remove))
        .route("/registry/alerts/{name}/silence", post(alerts::silence))
        .route("/registry/alerts/{name}/test", post(alerts::test))
        .route("/registry/events", get(events::get))
        .method_not_allowed_fallback(http::wrong_method)
        // Whatever else is asked of the registry.
        .route("/registry", any(http::not_found))
        .route("/registry/", any(http::not_found))
        .route("/registry/{*elsewhere}", any(http::not_found));

    // The catalogue for agents, each in its own tongue.
    let agents = Router::new()
        .route("/utcp-manual.json", get(manual::get))
        .route("/utcp", get(manual::get))
        .route("/openapi.json", get(openapi::get))
        .route_service("/mcp", mcp::service(&app))
        .route("/v0.1/servers", get(servers::list))
        .route("/v0.1/servers/{server}/versions", get(servers::versions))
        .route("/v0.1/servers/{server}/versions/{version}", get(servers::version))
        .method_not_allowed_fallback(http::wrong_method)
        .layer(from_fn(http::no_rebound));

    // What exporters of traces send: one collector speaks for many, so the limit by address is not for it. Rights, the size of a
    // body and how many are read at a time bound it.
    let traces = Router::new()
        .route("/v1/traces", post(traces::take).layer(DefaultBodyLimit::max(otlp::BODY_MAX)))
        .method_not_allowed_fallback(http::wrong_method);

    let health = Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/health", get(health::detail))
        .method_not_allowed_fallback(http::wrong_method);

    let (deck, assets) = (app.clone(), app.assets.clone());
    let provide = move || pages::provide(&deck);
    Router::new()
        .merge(limited(registry.merge(agents), app.limiter.as_ref()))
        .merge(traces)
        .merge(health)
        // The console's server functions, each named by its endpoint.
        .route("/api/{*function}", get(server_function).post(server_function))
        .leptos_routes_with_context(&app, pages::routes(), provide, move || pages::document(&assets))
        .fallback(pages::file_or_missing)
        .with_state(app)
}

/// One address may not take the API from the others.
fn limited(api: Router<App>, limiter: Option<&Limiter>) -> Router<App> {
    match limiter {
        Some(limiter) => api.layer(from_fn_with_state(limiter.clone(), http::limit)),
        None => api,
    }
}

async fn server_function(State(app): State<App>, request: Request) -> impl IntoResponse {
    leptos_axum::handle_server_fns_with_context(move || pages::provide(&app), request).await
}
