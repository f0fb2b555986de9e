use super::*;
use crate::egress::Policy;
use crate::sources::testing::{Ground, ground, sqlite};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use domain::Health;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Mutex;

/// A peer that speaks as Consul does: there is no package of the real one to be had here.
#[derive(Clone, Default)]
struct Peer(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    index: u64,
    services: Vec<(String, Vec<Value>)>,
    asked: Vec<String>,
}

impl Peer {
    fn say(&self, index: u64, services: &[(&str, Vec<Value>)]) {
        let mut script = self.0.lock().expect("whole");
        script.index = index;
        script.services = services.iter().map(|(name, entries)| ((*name).to_owned(), entries.clone())).collect();
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("whole").asked)
    }

    /// Serves on a free port, to those who bring the token.
    async fn serve(&self) -> String {
        let routes = axum::Router::new()
            .route("/v1/catalog/services", get(catalogue))
            .route("/v1/health/state/any", get(|| async { std::future::pending::<StatusCode>().await }))
            .route("/v1/health/service/{name}", get(service))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        base
    }
}

async fn catalogue(State(peer): State<Peer>, headers: HeaderMap, Query(query): Query<HashMap<String, String>>) -> impl IntoResponse {
    let mut script = peer.0.lock().expect("whole");
    script.asked.push(query.get("index").cloned().unwrap_or_default());
    let status = if headers.get("x-consul-token").is_some_and(|token| token == "s3cret") { StatusCode::OK } else { StatusCode::FORBIDDEN };
    let names: Map<String, Value> = script.services.iter().map(|(name, _)| (name.clone(), json!([]))).collect();
    (status, [("x-consul-index", script.index.to_string())], Json(json!(names)))
}

async fn service(State(peer): State<Peer>, Path(name): Path<String>) -> impl IntoResponse {
    let script = peer.0.lock().expect("whole");
    let found = script.services.iter().find(|(known, _)| *known == name).map(|(_, entries)| entries.clone());
    ([("x-consul-index", script.index.to_string())], Json(found))
}

fn entry(port: u16, status: &str) -> Value {
    json!({"Node": {"Address": "127.0.0.1"}, "Service": {"ID": format!("w-{port}"), "Service": "w", "Port": port, "Tags": ["v1"]},
        "Checks": [{"Name": "http", "Status": status, "Output": "said"}]})
}

async fn consul(ground: &Ground, peer: &Peer, token: Option<&str>) -> Consul {
    let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
    Consul::new(&peer.serve().await, token.map(|token| Secret(token.to_owned())), outbound, ground.reconciler.clone())
}

#[tokio::test]
async fn what_it_lists_is_taken_with_what_its_checks_say() {
    let (ground, peer, mut heard) = (ground(&sqlite().await).await, Peer::default(), Heard::default());
    peer.say(7, &[("consul", vec![entry(8300, "passing")]), ("Weather_API", vec![entry(1, "passing"), entry(2, "critical")])]);
    let consul = consul(&ground, &peer, Some("s3cret")).await;
    consul.hear(&mut heard).await.expect("heard");
    assert_eq!(ground.told(), ["weather-api consul http://127.0.0.1:1 http://127.0.0.1:2"]);
    let entry = ground.reconciler.registry.get("weather-api").expect("taken");
    for instance in entry.instances.iter().chain(&entry.instances) {
        // Somebody else may be at it since it is new: then there is nothing to do here.
        while instance.verdict().health == Health::Unknown {
            ground.checker.check(&entry, instance).await.expect("kept");
            tokio::task::yield_now().await;
        }
    }
    let verdicts: Vec<_> = entry.instances.iter().map(|instance| instance.verdict()).collect();
    assert_eq!([verdicts[0].health, verdicts[1].health], [Health::Healthy, Health::Unhealthy]);
    assert!(verdicts[1].reason.starts_with("Consul's check `http` is critical: said, "), "{}", verdicts[1].reason);
}

#[tokio::test]
async fn what_its_proxies_list_as_upstreams_the_services_depend_on() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let mut proxy = entry(3, "passing");
    let upstreams = [json!({"DestinationType": "service", "DestinationName": "Stock_DB"}), json!({"DestinationName": "geo"})];
    proxy["Service"]["Kind"] = json!("connect-proxy");
    proxy["Service"]["Proxy"] = json!({"DestinationServiceName": "orders", "Upstreams": upstreams});
    peer.say(7, &[("orders", vec![entry(1, "passing")]), ("orders-sidecar-proxy", vec![proxy]), ("w", vec![entry(2, "passing")])]);
    consul(&ground, &peer, Some("s3cret")).await.hear(&mut Heard::default()).await.expect("heard");
    let depends_on = |name: &str| ground.reconciler.registry.get(name).expect("taken").facts.depends_on.clone();
    assert_eq!((depends_on("orders"), depends_on("w")), (vec!["geo".to_owned(), "stock-db".to_owned()], Vec::new()));
}

#[tokio::test]
async fn news_are_asked_for_behind_the_last_index_which_may_begin_anew() {
    let (ground, peer, mut heard) = (ground(&sqlite().await).await, Peer::default(), Heard::default());
    let consul = consul(&ground, &peer, Some("s3cret")).await;
    for (index, port) in [(7, 1), (9, 2), (3, 3), (3, 4)] {
        peer.say(index, &[("w", vec![entry(port, "passing")])]);
        consul.hear(&mut heard).await.expect("heard");
        assert_eq!(ground.told(), [format!("w consul http://127.0.0.1:{port}")]);
    }
    assert_eq!(peer.asked(), ["", "7", "9", ""]);
}

#[tokio::test]
async fn an_answer_without_news_changes_nothing_and_a_catalogue_that_shrank_does() {
    let (ground, peer, mut heard) = (ground(&sqlite().await).await, Peer::default(), Heard::default());
    let consul = consul(&ground, &peer, Some("s3cret")).await;
    peer.say(7, &[("w", vec![entry(1, "passing")])]);
    consul.hear(&mut heard).await.expect("heard");
    peer.say(7, &[("w", vec![entry(2, "passing")])]);
    consul.hear(&mut heard).await.expect("held to its end");
    assert_eq!(ground.told(), ["w consul http://127.0.0.1:1"]);
    peer.say(8, &[]);
    consul.hear(&mut heard).await.expect("heard");
    assert_eq!(ground.told(), Vec::<String>::new());
}

#[tokio::test]
async fn a_token_that_may_not_is_said_and_never_shown() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let consul = consul(&ground, &peer, Some("wrong")).await;
    let reason = consul.hear(&mut Heard::default()).await.expect_err("refused");
    assert!(reason.contains("MESHDECK_CONSUL_TOKEN"), "{reason}");
    assert!(!format!("{consul:?}").contains("wrong"));
}
