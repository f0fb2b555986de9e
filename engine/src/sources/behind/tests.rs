use super::*;
use crate::egress::Policy;
use crate::sources::testing::{Ground, ground, sqlite};
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{delete, get};
use domain::failure::Kind;
use serde_json::{Map, json};

/// A registry of other people's: it holds what it is given, untouched, and remembers how it was asked.
#[derive(Clone, Default)]
struct Peer(Arc<Mutex<(Vec<Value>, Vec<String>)>>);

impl Peer {
    fn hold(&self, entries: Value) {
        self.0.lock().expect("whole").0 = entries.as_array().cloned().unwrap_or_default();
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("whole").1)
    }

    fn note(&self, what: &str, headers: &HeaderMap) {
        let by = headers.get("authorization").map_or("nobody", |value| value.to_str().expect("text"));
        self.0.lock().expect("whole").1.push(format!("{what} by {by}"));
    }

    /// Serves on a free port; its base URL.
    async fn serve(&self) -> String {
        let list = |State(peer): State<Peer>, Query(query): Query<HashMap<String, String>>| async move {
            let entries = peer.0.lock().expect("whole").0.clone();
            let from: usize = query.get("after").and_then(|after| after.parse().ok()).unwrap_or_default();
            let next = (from + 2 < entries.len()).then(|| (from + 2).to_string());
            axum::Json(json!({"items": entries.into_iter().skip(from).take(2).collect::<Vec<_>>(), "next": next}))
        };
        let register = |State(peer): State<Peer>, headers: HeaderMap, body: Bytes| async move {
            peer.note(&format!("POST {}", String::from_utf8_lossy(&body)), &headers);
            let mut entry: Value = serde_json::from_slice(&body).expect("json");
            if entry["name"] == "refused" {
                return (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(json!({"detail": "not that name", "code": 7}))).into_response();
            }
            entry.as_object_mut().map(|entry| entry.remove("manual_url"));
            peer.0.lock().expect("whole").0.push(entry);
            (StatusCode::CREATED, axum::Json(json!({"ticket": 41}))).into_response()
        };
        let remove = |State(peer): State<Peer>, axum::extract::Path(name): axum::extract::Path<String>, headers: HeaderMap| async move {
            peer.note(&format!("DELETE {name}"), &headers);
            peer.0.lock().expect("whole").0.retain(|entry| entry["name"] != name.as_str());
            StatusCode::NO_CONTENT
        };
        let routes = axum::Router::new().route("/registry/services", get(list).post(register));
        let routes = routes.route("/registry/services/{name}", delete(remove)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        base
    }
}

fn behind(ground: &Ground, url: &str) -> Behind {
    let outbound = Outbound::new(Policy::default().of_operator()).expect("a client");
    Behind::new(url, outbound, ground.reconciler.clone()).expect("a URL")
}

#[tokio::test]
async fn what_it_lists_is_mirrored_page_by_page_with_the_fields_we_do_not_know() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    peer.hold(json!([
        {"name": "a", "base_url": "http://127.0.0.1:1", "colour": "red"},
        {"name": "b", "base_url": "http://127.0.0.1:2"},
        {"name": "c", "base_url": "http://127.0.0.1:3"},
    ]));
    let behind = behind(&ground, &format!("{}/registry/", peer.serve().await));
    behind.mirror(clock::instant()).await;
    assert_eq!(ground.told(), ["a registry http://127.0.0.1:1", "b registry http://127.0.0.1:2", "c registry http://127.0.0.1:3"]);
    let extra = ground.reconciler.registry.get("a").expect("mirrored").extra.clone();
    assert_eq!(extra, Map::from_iter([("colour".to_owned(), json!("red"))]));
}

#[tokio::test]
async fn a_change_is_passed_on_as_it_came_with_the_callers_token() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let behind = behind(&ground, &peer.serve().await);
    let by = Authorization { shown: Some("Bearer s3cret".to_owned()), hops: 0 };
    let body = r#"{ "name":"a", "base_url":"http://127.0.0.1:1/", "manual_url":"http://127.0.0.1:1/m", "colour":"red" }"#;
    let passed = behind.register(&by, body.as_bytes().to_vec()).await.expect("an answer");
    assert_eq!((passed.status, passed.body.as_slice()), (201, br#"{"ticket":41}"#.as_slice()));
    let entry = ground.reconciler.registry.get("a").expect("mirrored when the answer comes");
    // The list does not say where the manual is; the registration that passed through did.
    assert_eq!((entry.facts.manual_url.as_deref(), &entry.extra["colour"]), (Some("http://127.0.0.1:1/m"), &json!("red")));
    let removed = behind.remove(&by, "a", None).await.expect("an answer");
    assert_eq!((removed.status, ground.told().len()), (204, 0));
    assert_eq!(peer.asked(), [format!("POST {body} by Bearer s3cret"), "DELETE a by Bearer s3cret".to_owned()]);
    assert_eq!(format!("{by:?}"), "Authorization(…)");
}

#[tokio::test]
async fn a_change_that_goes_in_a_circle_is_refused() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let behind = behind(&ground, &peer.serve().await);
    for (hops, refused) in [(3, false), (4, true)] {
        let by = Authorization { shown: None, hops };
        let failure = behind.remove(&by, "a", None).await.err();
        assert_eq!(failure.map(|failure| failure.kind), refused.then_some(Kind::Conflict), "{hops}");
    }
    assert_eq!(peer.asked(), ["DELETE a by nobody"]);
}

#[tokio::test]
async fn a_name_never_leads_to_another_path() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let behind = behind(&ground, &peer.serve().await);
    for name in ["..", ".", "../health", "%2e%2e", "a/../b"] {
        let _ = behind.remove(&Authorization::default(), name, None).await;
    }
    let asked: Vec<String> = ["../health", "%2e%2e", "a/../b"].iter().map(|name| format!("DELETE {name} by nobody")).collect();
    assert_eq!(peer.asked(), asked);
}

#[tokio::test]
async fn a_refusal_comes_back_in_its_own_words() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let behind = behind(&ground, &peer.serve().await);
    let passed = behind.register(&Authorization::default(), br#"{"name":"refused"}"#.to_vec()).await.expect("an answer");
    assert_eq!((passed.status, passed.body.as_slice()), (422, br#"{"detail":"not that name","code":7}"#.as_slice()));
    let refusal = passed.refusal().expect("refused");
    assert_eq!((refusal.kind, refusal.detail.as_str()), (Kind::SchemaViolation, "The registry behind answers 422: not that name"));
    assert_eq!(peer.asked(), [r#"POST {"name":"refused"} by nobody"#]);
}

#[tokio::test]
async fn while_it_is_away_its_services_stay_and_a_change_says_so() {
    let ground = ground(&sqlite().await).await;
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.and_then(|free| free.local_addr()).expect("a port");
    let behind = behind(&ground, &format!("http://{free}"));
    behind.mirror(clock::instant()).await;
    assert_eq!(ground.alerts(), ["connection refused"]);
    let failure = behind.remove(&Authorization::default(), "a", None).await.expect_err("nobody is there");
    let words = format!(
        "The registry behind, http://{free}, does not answer: connection refused. Nothing was changed; send it again when it is back. Until then its services are shown as last known."
    );
    assert_eq!((failure.kind, failure.detail), (Kind::Upstream, words));
}

#[tokio::test]
async fn many_changes_at_once_need_one_list() {
    let (ground, peer) = (ground(&sqlite().await).await, Peer::default());
    let behind = behind(&ground, &peer.serve().await);
    let since = clock::instant();
    behind.mirror(clock::instant()).await;
    peer.hold(json!([{"name": "late", "base_url": "http://127.0.0.1:1"}]));
    behind.mirror(since).await;
    assert_eq!(ground.told(), Vec::<String>::new());
}
