//! An MCP registry: the servers it lists that are reached over streamable HTTP become MCP services.

use super::renamed::Renamed;
use super::{Listing, Reconciler};
use crate::egress::Outbound;
use crate::registry::SourceState;
use domain::names;
use domain::service::{Probe, ProbeKind, Protocol, Registration, SourceKind};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the list is asked for.
const ASK_EVERY: Duration = Duration::from_mins(1);

/// How long a page may take, and how many bytes it may have.
const TIMEOUT: Duration = Duration::from_secs(10);
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// How many servers a page is asked for, and how many pages are read: a public registry lists tens of thousands.
const PAGE_LIMIT: usize = 100;
const PAGES_MAX: usize = 100;

/// The most servers that are taken.
pub const SERVERS_MAX: usize = 500;

/// An MCP registry that is asked for its servers.
#[derive(Clone, Debug)]
pub struct McpRegistry {
    base: String,
    outbound: Outbound,
    reconciler: Reconciler,
    source: Arc<SourceState>,
}

impl McpRegistry {
    /// The registry at `url`, whose servers go to `reconciler`.
    pub fn new(url: &str, outbound: Outbound, reconciler: Reconciler) -> Self {
        let base = url.trim_end_matches('/').trim_end_matches("/v0.1").to_owned();
        let source = reconciler.registry.source(SourceKind::McpRegistry, &base);
        source.attend(true);
        Self { base, outbound, reconciler, source }
    }

    /// Asks for the list again and again until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(ASK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            stop.run_until_cancelled(self.mirror()).await;
        }
    }

    async fn mirror(&self) {
        let settled = match self.servers().await {
            Ok(listing) => self.reconciler.settle(&self.source, listing).await,
            Err(reason) => {
                self.reconciler.miss(&self.source, reason, Vec::new()).await;
                Ok(())
            }
        };
        if let Err(error) = settled {
            tracing::error!(%error, "the servers of {} could not be kept: {error}", self.base);
        }
    }

    /// The servers that can be taken, page after page, up to the limit.
    async fn servers(&self) -> Result<Listing, String> {
        let (mut listing, mut renamed, mut cursor) = (Listing::default(), Renamed::default(), String::new());
        for _ in 0..PAGES_MAX {
            let url = format!("{}/v0.1/servers?limit={PAGE_LIMIT}{cursor}", self.base);
            let fetched = self.outbound.get(&url, BYTES_MAX, TIMEOUT).await.map_err(|trouble| trouble.words())?;
            if fetched.status != 200 {
                return Err(format!("its list answers {}", fetched.status));
            }
            let page: Value = serde_json::from_slice(&fetched.body).map_err(|_| "its list is not JSON".to_owned())?;
            let servers = page.get("servers").and_then(Value::as_array).ok_or("its list has no `servers`")?;
            for entry in servers {
                if listing.services.len() == SERVERS_MAX {
                    let message = format!("it lists more than {SERVERS_MAX} servers; the others were left out");
                    listing.leave_out("/v0.1/servers", message, "point to a subregistry with the servers that are wanted");
                    return Ok(listing);
                }
                take(entry, &mut renamed, &mut listing);
            }
            let Some(next) = page.pointer("/metadata/nextCursor").and_then(Value::as_str).filter(|next| !next.is_empty()) else {
                return Ok(listing);
            };
            cursor = format!("&cursor={}", names::encode(next));
        }
        listing.leave_out("/v0.1/servers", format!("its list has more than {PAGES_MAX} pages"), "point to a subregistry");
        Ok(listing)
    }
}

/// Takes a server whose latest version can be reached at one URL without a secret of its own.
fn take(entry: &Value, renamed: &mut Renamed, listing: &mut Listing) {
    let official = entry.pointer("/_meta/io.modelcontextprotocol.registry~1official");
    let is = |key: &str, value: Value| official.and_then(|meta| meta.get(key)).is_some_and(|said| *said == value);
    let Some(server) = entry.get("server").filter(|_| !is("isLatest", json!(false)) && !is("status", json!("deleted"))) else { return };
    let text = |key: &str| server.get(key).and_then(Value::as_str).map(str::to_owned);
    let (Some(theirs), Some(url)) = (text("name"), url(server)) else { return };
    match renamed.take(&theirs) {
        Err((message, remedy)) => listing.leave_out(&theirs, message, remedy),
        Ok(name) => {
            let registration = Registration {
                name,
                base_url: url.clone(),
                manual_url: Some(url),
                protocol: Some(Protocol::Mcp),
                version: text("version"),
                owner: theirs.split('/').next().map(str::to_owned),
                probe: Some(Probe { kind: ProbeKind::McpPing, ..Probe::default() }),
                ..Registration::default()
            };
            listing
                .add(registration, &Map::from_iter([("server".to_owned(), json!({"name": theirs, "description": text("description")}))]));
        }
    }
}

/// Where a server answers streamable HTTP to anyone: no variable in its URL, no header that it requires.
fn url(server: &Value) -> Option<String> {
    let remotes = server.get("remotes").and_then(Value::as_array)?;
    let is_required = |header: &Value| header.get("isRequired") == Some(&json!(true));
    let is_open = |remote: &&Value| !remote.get("headers").and_then(Value::as_array).is_some_and(|headers| headers.iter().any(is_required));
    let over_http = remotes.iter().filter(|remote| remote.get("type") == Some(&json!("streamable-http"))).filter(is_open);
    let mut urls = over_http.filter_map(|remote| remote.get("url")?.as_str()).filter(|url| !url.contains('{'));
    urls.next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Policy;
    use crate::sources::testing::{ground, sqlite};
    use axum::extract::Query;
    use std::collections::HashMap;

    fn server(name: &str, remote: &Value) -> Value {
        json!({"server": {"name": name, "description": "d", "version": "1.2.0", "remotes": [remote]},
            "_meta": {"io.modelcontextprotocol.registry/official": {"status": "active", "isLatest": true}}})
    }

    fn http(url: &str) -> Value {
        json!({"type": "streamable-http", "url": url})
    }

    fn check(entry: &Value, expected: &[(&str, &str)]) {
        let mut listing = Listing::default();
        take(entry, &mut Renamed::default(), &mut listing);
        let found: Vec<(&str, &str)> =
            listing.services.iter().map(|wanted| (wanted.name(), wanted.registrations[0].base_url.as_str())).collect();
        assert_eq!(found, expected, "{entry}");
    }

    #[test]
    fn what_can_be_reached_over_streamable_http_is_taken() {
        check(&server("io.x/geo", &http("https://h/mcp")), &[("io-x-geo", "https://h/mcp")]);
        check(&server("io.x/geo", &json!({"type": "sse", "url": "https://h/sse"})), &[]);
        check(&server("io.x/geo", &http("https://{tenant}.h/mcp")), &[]);
        let mut keyed = http("https://h/mcp");
        keyed["headers"] = json!([{"name": "X-Key", "isRequired": true}]);
        check(&server("io.x/geo", &keyed), &[]);
        let mut old = server("io.x/geo", &http("https://h/mcp"));
        old["_meta"]["io.modelcontextprotocol.registry/official"]["isLatest"] = json!(false);
        check(&old, &[]);
        check(&json!({"server": {"name": "io.x/local", "packages": [{}]}}), &[]);
        check(&json!(7), &[]);
    }

    /// A registry of `count` servers, a hundred a page; two of its names become one of ours.
    async fn registry(count: usize) -> String {
        let list = move |Query(query): Query<HashMap<String, String>>| async move {
            let from: usize = query.get("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or_default();
            let name = |n: usize| if n == 1 { "io.x_0".to_owned() } else { format!("io.x/{n}") };
            let servers: Vec<Value> = (from..count.min(from + 100)).map(|n| server(&name(n), &http("http://127.0.0.1:1/mcp"))).collect();
            let next = (from + 100 < count).then(|| (from + 100).to_string());
            axum::Json(json!({"servers": servers, "metadata": {"count": servers.len(), "nextCursor": next}}))
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, axum::Router::new().route("/v0.1/servers", axum::routing::get(list))).await });
        base
    }

    #[tokio::test]
    async fn pages_are_read_up_to_the_limit_and_collisions_are_told() {
        for (count, services, words) in [
            (130, 129, "it would be called `io-x-0`, as `io.x/0` is already; it was left out"),
            (700, SERVERS_MAX, "it lists more than 500 servers; the others were left out"),
        ] {
            let ground = ground(&sqlite().await).await;
            let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
            let listing = McpRegistry::new(&registry(count).await, outbound, ground.reconciler).servers().await.expect("a list");
            assert_eq!((listing.services.len(), listing.troubles.last().map(|trouble| trouble.message.as_str())), (services, Some(words)));
        }
    }

    #[tokio::test]
    async fn its_servers_are_mcp_services_that_stay_while_it_is_away() {
        let ground = ground(&sqlite().await).await;
        let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
        let url = registry(1).await;
        McpRegistry::new(&url, outbound.clone(), ground.reconciler.clone()).mirror().await;
        assert_eq!(ground.told(), ["io-x-0 mcp-registry http://127.0.0.1:1/mcp"]);
        let entry = ground.reconciler.registry.get("io-x-0").expect("mirrored");
        assert_eq!((entry.facts.version.as_deref(), entry.facts.owner.as_deref()), (Some("1.2.0"), Some("io.x")));
        ground.reconciler.miss(&entry.source, "connection refused".to_owned(), Vec::new()).await;
        assert_eq!(ground.told(), ["io-x-0 mcp-registry stale http://127.0.0.1:1/mcp"]);
    }
}
