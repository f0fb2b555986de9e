//! Every URL on one screen.

use crate::http::{self, alerts, events, health, manual, mesh, metrics, runs, servers, services, tools, variables};
use crate::limit::Limiter;
use crate::rights::Token;
use crate::{mcp, openapi, pages};
use app::Assets;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use engine::{Engine, gateway::REQUEST_MAX};
use leptos::config::LeptosOptions;
use leptos_axum::LeptosRoutes;
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// What every handler may ask for.
#[derive(Clone, Debug, FromRef)]
pub struct App {
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

/// The two faces on one router.
pub fn build(app: App) -> Router {
    let registry = Router::new()
        .route("/services", get(services::list).post(services::register))
        .route("/services/{name}", get(services::get).patch(services::change).delete(services::remove))
        .route("/sources", get(services::sources))
        .route("/health", get(services::health))
        .route("/tools", get(tools::list))
        .route("/tools/{tool}", get(tools::get))
        .route("/tools/{tool}/approve", post(tools::approve))
        .route("/tools/{tool}/call", post(tools::call))
        .route("/tools/{tool}/invoke", post(tools::invoke))
        .route("/variables", get(variables::list))
        .route("/variables/{name}", put(variables::set).delete(variables::remove))
        .route("/orchestrate", post(runs::orchestrate))
        .route("/runs", get(runs::list))
        .route("/runs/{id}", get(runs::get))
        .route("/runs/{id}/cancel", post(runs::cancel))
        .route("/metrics", get(metrics::get))
        .route("/mesh", get(mesh::get))
        .route("/moments", get(mesh::moments))
        .route("/alerts", get(alerts::list))
        .route("/alerts/{name}", get(alerts::get).put(alerts::set).delete(alerts::remove))
        .route("/alerts/{name}/silence", post(alerts::silence))
        .route("/alerts/{name}/test", post(alerts::test))
        .route("/events", get(events::get))
        .fallback(http::not_found)
        .method_not_allowed_fallback(http::wrong_method)
        // One address may not take the API from the others.
        .layer(from_fn_with_state(app.limiter.clone(), http::limit));

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
        .layer(from_fn(http::no_rebound))
        .layer(from_fn_with_state(app.limiter.clone(), http::limit));

    let health = Router::new()
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .route("/", get(health::detail))
        .method_not_allowed_fallback(http::wrong_method);

    let (deck, assets) = (app.clone(), app.assets.clone());
    let provide = move || pages::provide(&deck);
    Router::new()
        .nest("/registry", registry)
        .nest("/health", health)
        .merge(agents)
        // The console's server functions, each named by its endpoint.
        .route("/api/{*function}", get(server_function).post(server_function))
        .leptos_routes_with_context(&app, pages::routes(), provide, move || pages::document(&assets))
        .fallback(pages::file_or_missing)
        .with_state(app)
        // One layer around all: each layer of a router is one more box, and every request clones all boxes within each box.
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(PropagateRequestIdLayer::x_request_id())
                // An honest 502 is no trouble of ours; what is gets its line where it becomes a failure.
                .layer(TraceLayer::new_for_http().on_failure(()))
                // What needs no script gets a policy that allows none; pages bring their own.
                .layer(SetResponseHeaderLayer::if_not_present(
                    header::CONTENT_SECURITY_POLICY,
                    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
                ))
                .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
                .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
                .layer(fixed(header::REFERRER_POLICY, "same-origin"))
                .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .layer(CompressionLayer::new())
                // A panic costs its own request and no other.
                .layer(CatchPanicLayer::new())
                // Another site's page may read nothing here and change nothing.
                .layer(CsrfLayer::new())
                .layer(DefaultBodyLimit::max(REQUEST_MAX))
                // Problem documents are written outside everything that may fail with one.
                .layer(from_fn(http::finish)),
        )
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

async fn server_function(State(app): State<App>, request: Request) -> impl IntoResponse {
    leptos_axum::handle_server_fns_with_context(move || pages::provide(&app), request).await
}
