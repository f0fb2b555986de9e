use crate::analytics::{Analytics, CallFilter, Durability};
use crate::catalogue::Catalogue;
use crate::egress::Policy;
use crate::events::Events;
use crate::gateway::{Caller, Gateway};
use crate::means::Means;
use crate::mesh::Live;
use crate::registry::Registry;
use crate::testing::{self, Sqlite};
use crate::variables::Variables;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Json, Router};
use domain::Failure;
use domain::call::CallAnswer;
use domain::failure::Kind;
use domain::manual::read_utcp;
use domain::names::ToolId;
use domain::openapi;
use domain::service::Registration;
use domain::tool::Tool;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What a service saw, and how it behaves.
#[derive(Debug, Default)]
struct Seen {
    /// Each call: its query, then the headers that may hold a credential.
    calls: Vec<String>,
    /// Each request for a token: its body, then its `authorization`.
    tokens: Vec<String>,
    /// The number of the only token that is known; any where it is 0.
    known: usize,
    /// How long tokens last, in seconds.
    life: u64,
    /// Whether credentials in a body are refused.
    wants_basic: bool,
    /// Whether calls are refused with all that they brought.
    fails: bool,
}

type Shared = Arc<Mutex<Seen>>;

struct Rig {
    gateway: Gateway,
    catalogue: Catalogue,
    variables: Variables,
    analytics: Analytics,
    seen: Shared,
    url: String,
    _testing: Sqlite,
}

/// A service that knows its callers by what they bring, that says it all again, and that gives tokens.
async fn service(seen: Shared) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let mcp = crate::mcp::tests::doubling(false).layer(from_fn_with_state(Arc::clone(&seen), guard));
    let router = Router::new().route("/call", any(call)).route("/token", post(token)).with_state(seen).merge(mcp);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn call(State(seen): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    let is_known = admit(&seen, uri.query().unwrap_or_default(), &headers);
    let said = Json(json!({"error": format!("you said {uri} {headers:?}"), "headers": format!("{:?}", texts(&headers))}));
    let status = if seen.lock().expect("whole").fails { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    (if is_known { status } else { StatusCode::UNAUTHORIZED }, said).into_response()
}

async fn guard(State(seen): State<Shared>, request: Request, next: Next) -> Response {
    if admit(&seen, "", request.headers()) { next.run(request).await } else { StatusCode::UNAUTHORIZED.into_response() }
}

/// Notes what a call brings; whether its token is known.
fn admit(seen: &Shared, query: &str, headers: &HeaderMap) -> bool {
    let mut seen = seen.lock().expect("whole");
    let brought = std::iter::once(query.to_owned()).chain(texts(headers)).filter(|text| !text.is_empty());
    seen.calls.push(brought.collect::<Vec<_>>().join(" "));
    let known = format!("Bearer t0ken-number-{}", seen.known);
    seen.known == 0 || headers.get("authorization").is_some_and(|given| given == known.as_str())
}

fn texts(headers: &HeaderMap) -> Vec<String> {
    let names = ["authorization", "x-key", "x-api-key", "cookie"];
    names.iter().flat_map(|name| headers.get_all(*name)).map(|value| value.to_str().expect("text").to_owned()).collect()
}

async fn token(State(seen): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let mut seen = seen.lock().expect("whole");
    let body = String::from_utf8_lossy(&body).into_owned();
    let refused = seen.wants_basic && body.contains("client_secret");
    seen.tokens.push([vec![body.clone()], texts(&headers)].concat().join(" "));
    if refused {
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": format!("not so: {body}")}))).into_response();
    }
    Json(json!({"access_token": format!("t0ken-number-{}", seen.tokens.len()), "token_type": "Bearer", "expires_in": seen.life}))
        .into_response()
}

async fn rig() -> Rig {
    let testing = testing::sqlite().await;
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    let seen = Shared::new(Mutex::new(Seen { life: 3600, ..Seen::default() }));
    let url = service(Arc::clone(&seen)).await;
    let registration = Registration { name: "my-geo".to_owned(), base_url: url.clone(), ..Registration::default() };
    registry.register(&registration).await.expect("registered");
    let catalogue = Catalogue::default();
    let variables = testing::variables(&testing.db).await;
    for (name, value) in [("KEY", "s3cret-key"), ("PASSWORD", "s3cret-word"), ("SECRET", "s3cret+proof")] {
        variables.set(&format!("my__geo_{name}"), value).await.expect("kept");
    }
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
    let gateway = Gateway::new(registry, catalogue.clone(), means, variables.clone(), analytics.clone(), Live::new(events));
    Rig { gateway, catalogue, variables, analytics, seen, url, _testing: testing }
}

/// An `auth` that asks for a token there.
fn grant(url: &str) -> Value {
    json!({"auth_type": "oauth2", "token_url": url, "client_id": "deck", "client_secret": "${SECRET}", "scope": "read"})
}

impl Rig {
    /// The tool `find` of the service, with this `auth`.
    fn asks(&self, auth: &Value) {
        let template = json!({"call_template_type": "http", "url": format!("{}/call", self.url), "auth": auth});
        self.offers(&template);
    }

    fn offers(&self, template: &Value) {
        let tool = json!({"name": "find", "inputs": {"type": "object"}, "tool_call_template": template});
        let manual = json!({"utcp_version": "1.0.1", "tools": [tool]}).to_string();
        self.catalogue.set("my-geo", read_utcp("my-geo", &manual).expect("a manual").tools);
    }

    fn asks_for_a_token(&self, url: &str) {
        self.asks(&grant(url));
    }

    async fn call(&self, input: Value) -> Result<CallAnswer, Failure> {
        self.gateway.call(Caller::named("test"), &ToolId::new("my-geo", "find"), input, None).await
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().expect("whole"))
    }

    /// What the service saw of one good call.
    async fn brings(&self, input: Value) -> String {
        self.call(input).await.expect("an answer");
        self.seen(|seen| seen.calls.pop()).expect("a call")
    }
}

#[tokio::test]
async fn a_key_goes_where_its_template_says() {
    let rig = rig().await;
    let key = |place: &str, name: &str| json!({"auth_type": "api_key", "api_key": "${KEY}", "var_name": name, "location": place});
    rig.asks(&key("header", "X-Key"));
    assert_eq!(rig.brings(json!({})).await, "s3cret-key");
    rig.asks(&key("query", "key"));
    assert_eq!(rig.brings(json!({"q": "x", "key": "mine"})).await, "q=x&key=s3cret-key");
    rig.asks(&key("cookie", "session"));
    assert_eq!(rig.brings(json!({})).await, "session=s3cret-key");
    rig.asks(&json!({"auth_type": "api_key", "api_key": "Bearer $KEY", "var_name": "Authorization"}));
    assert_eq!(rig.brings(json!({})).await, "Bearer s3cret-key");
    rig.asks(&json!({"auth_type": "api_key", "api_key": "$KEY"}));
    assert_eq!(rig.brings(json!({})).await, "s3cret-key");
}

#[tokio::test]
async fn a_name_and_a_password_go_as_basic() {
    let rig = rig().await;
    rig.asks(&json!({"auth_type": "basic", "username": "deck", "password": "${PASSWORD}"}));
    // deck:s3cret-word
    assert_eq!(rig.brings(json!({})).await, "Basic ZGVjazpzM2NyZXQtd29yZA==");
}

#[tokio::test]
async fn one_token_is_fetched_for_all_who_wait_for_it() {
    let rig = rig().await;
    rig.asks_for_a_token(&format!("{}/token", rig.url));
    for answer in futures::future::join_all((0..10).map(|_| rig.call(json!({})))).await {
        answer.expect("an answer");
    }
    rig.seen(|seen| {
        assert_eq!(seen.calls, ["Bearer t0ken-number-1"; 10]);
        assert_eq!(seen.tokens, ["grant_type=client_credentials&client_id=deck&client_secret=s3cret%2Bproof&scope=read"]);
    });
}

#[tokio::test]
async fn a_token_that_ended_is_fetched_again() {
    let rig = rig().await;
    rig.seen(|seen| seen.life = 0);
    rig.asks_for_a_token(&format!("{}/token", rig.url));
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-1");
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-2");
}

#[tokio::test]
async fn a_token_that_the_service_no_longer_knows_is_renewed_once() {
    let rig = rig().await;
    rig.asks_for_a_token(&format!("{}/token", rig.url));
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-1");
    rig.seen(|seen| seen.known = 2);
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-2");
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-2");
    rig.seen(|seen| *seen = Seen { known: 9, life: 3600, tokens: vec![String::new(); 2], ..Seen::default() });
    let failure = rig.call(json!({})).await.expect_err("never known");
    assert!(failure.kind == Kind::Upstream && failure.attempts.len() == 1, "{failure}");
    assert_eq!(rig.seen(|seen| (seen.calls.len(), seen.tokens.len())), (2, 3));
}

#[tokio::test]
async fn a_token_server_that_wants_basic_gets_it() {
    let rig = rig().await;
    rig.seen(|seen| seen.wants_basic = true);
    rig.asks_for_a_token(&format!("{}/token", rig.url));
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-2");
    // deck:s3cret+proof
    let last = rig.seen(|seen| seen.tokens.pop());
    assert_eq!(last.as_deref(), Some("grant_type=client_credentials&scope=read Basic ZGVjazpzM2NyZXQrcHJvb2Y="));
}

#[tokio::test]
async fn a_secret_goes_to_no_host_that_the_service_did_not_register_unless_the_operator_vouches_for_it() {
    let rig = rig().await;
    let elsewhere = format!("{}/token", rig.url.replace("127.0.0.1", "localhost"));
    rig.asks_for_a_token(&elsewhere);
    let failure = rig.call(json!({})).await.expect_err("a stranger");
    assert!(failure.kind == Kind::EgressDenied && failure.detail.contains("PUT /registry/variables/my__geo_TOKEN_URL"), "{failure}");
    assert_eq!(rig.seen(|seen| (seen.calls.len(), seen.tokens.len())), (0, 0));
    rig.variables.set("my__geo_TOKEN_URL", &elsewhere).await.expect("kept");
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-1");
    rig.asks_for_a_token("${TOKEN_URL}");
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-1");
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_told_without_the_secret() {
    let rig = rig().await;
    rig.asks_for_a_token(&format!("{}/call", rig.url));
    let failure = rig.call(json!({})).await.expect_err("no token there");
    assert!(failure.detail.ends_with("/call` gave no token: its answer holds no `access_token`."), "{failure}");
    rig.seen(|seen| seen.fails = true);
    let failure = rig.call(json!({})).await.expect_err("no token there");
    assert!(failure.detail.contains("gave no token: status 400: you said /call") && !failure.detail.contains("czNjcmV0"), "{failure}");
}

#[tokio::test]
async fn a_missing_variable_is_named_and_nothing_is_sent() {
    let rig = rig().await;
    rig.asks(&json!({"auth_type": "api_key", "api_key": "${OTHER}"}));
    let failure = rig.call(json!({})).await.expect_err("missing");
    assert!(failure.kind == Kind::VariableMissing && failure.detail.contains("PUT /registry/variables/my__geo_OTHER"), "{failure}");
    assert_eq!(rig.seen(|seen| seen.calls.len()), 0);
}

#[tokio::test]
async fn what_a_service_says_of_a_secret_reaches_nobody() {
    let rig = rig().await;
    let basic = json!({"auth_type": "basic", "username": "deck", "password": "${PASSWORD}"});
    let query = json!({"auth_type": "api_key", "api_key": "${KEY}", "var_name": "key", "location": "query"});
    for auth in [basic, query, grant(&format!("{}/token", rig.url))] {
        rig.asks(&auth);
        for fails in [false, true] {
            rig.seen(|seen| seen.fails = fails);
            let told = match rig.call(json!({})).await {
                Ok(answer) => serde_json::to_string(&answer).expect("json"),
                Err(failure) => failure.problem().to_string(),
            };
            assert!(told.contains("•••"), "{auth}: {told}");
            check_clean(&told);
        }
    }
    let calls = rig.analytics.recent_calls(CallFilter::default(), 100).await.expect("calls");
    assert_eq!(calls.len(), 6);
    check_clean(&format!("{calls:?} {:?}", rig.gateway));
}

fn check_clean(told: &str) {
    for secret in ["s3cret", "t0ken", "czNjcmV0", "ZGVjazpz"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
}

#[tokio::test]
async fn a_template_that_puts_a_secret_where_it_is_refused_does_not_learn_it() {
    let rig = rig().await;
    for template in [
        json!({"call_template_type": "http", "url": format!("{}/call", rig.url), "http_method": "${KEY}"}),
        json!({"call_template_type": "${KEY}", "url": rig.url}),
        json!({"call_template_type": "http", "url": "http://${KEY}.example.org/"}),
        json!({"call_template_type": "http", "url": rig.url.replace("//", "//deck:${KEY}@")}),
        json!({"call_template_type": "mcp", "config": {"mcpServers": {"a": {"url": rig.url.replace("//", "//deck:${KEY}@")}}}}),
        json!({"call_template_type": "http", "url": rig.url, "auth": {"auth_type": "${KEY}"}}),
        json!({"call_template_type": "http", "url": rig.url, "auth": {"auth_type": "api_key", "api_key": "x", "var_name": "$KEY "}}),
    ] {
        rig.offers(&template);
        let told = rig.call(json!({})).await.expect_err("refused").problem().to_string().to_lowercase();
        assert!(!told.contains("s3cret"), "{template}: {told}");
    }
    let calls = rig.analytics.recent_calls(CallFilter::default(), 100).await.expect("calls");
    check_clean(&format!("{calls:?}"));
}

#[tokio::test]
async fn an_mcp_server_gets_its_credential_in_a_header() {
    let rig = rig().await;
    let server =
        |headers: Value| json!({"mcpServers": {"geo": {"transport": "http", "url": format!("{}/mcp", rig.url), "headers": headers}}});
    let template = |headers: Value, auth: Value| {
        rig.offers(&json!({"call_template_type": "mcp", "config": server(headers), "auth": auth}));
        rig.catalogue.set("my-geo", rename(&rig.catalogue, "double"));
    };
    template(json!({}), json!({"auth_type": "api_key", "api_key": "$KEY", "var_name": "X-Key"}));
    assert_eq!(rig.doubled().await, Ok(json!({"twice": 42})));
    assert!(rig.seen(|seen| std::mem::take(&mut seen.calls)).iter().all(|call| call == "s3cret-key"));
    template(json!({"X-Key": "${KEY}"}), Value::Null);
    assert_eq!(rig.doubled().await, Ok(json!({"twice": 42})));
    assert!(rig.seen(|seen| std::mem::take(&mut seen.calls)).iter().all(|call| call == "s3cret-key"));
    rig.seen(|seen| seen.known = 2);
    template(json!({}), grant(&format!("{}/token", rig.url)));
    assert_eq!(rig.doubled().await, Ok(json!({"twice": 42})));
    assert_eq!(rig.seen(|seen| seen.tokens.len()), 2);
    rig.seen(|seen| seen.known = 9);
    let failure = rig.doubled().await.expect_err("unknown");
    assert!(failure.ends_with("refused the call with status 401: it wants other credentials."), "{failure}");
}

/// The only tool under another name.
fn rename(catalogue: &Catalogue, name: &str) -> Vec<Tool> {
    let tools = catalogue.of_service("my-geo").into_iter().map(|tool| Tool { id: ToolId::new("my-geo", name), ..Tool::clone(&tool) });
    tools.collect()
}

impl Rig {
    async fn doubled(&self) -> Result<Value, String> {
        let double = ToolId::new("my-geo", "double");
        let answer = self.gateway.call(Caller::named("test"), &double, json!({"n": 21}), None).await;
        answer.map(|answer| answer.output).map_err(|failure| failure.detail)
    }
}

#[tokio::test]
async fn an_openapi_documents_security_scheme_names_the_variables_that_make_it_callable() {
    let rig = rig().await;
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "Geo", "version": "1"}, "servers": [{"url": "/"}],
        "components": {"securitySchemes": {
            "machine": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": format!("{}/token", rig.url), "scopes": {}}}}
        }},
        "paths": {"/call": {"get": {"operationId": "find", "security": [{"machine": ["read"]}], "responses": {"200": {"description": "found"}}}}},
    });
    let read = openapi::read("my-geo", &format!("{}/openapi.json", rig.url), &document.to_string()).expect("a document");
    rig.catalogue.set("my-geo", read.tools);
    let failure = rig.call(json!({})).await.expect_err("missing");
    assert!(
        failure.detail.contains("my__geo_MACHINE_CLIENT_ID") && failure.detail.ends_with("as well: `my__geo_MACHINE_CLIENT_SECRET`."),
        "{failure}"
    );
    rig.variables.set("my__geo_MACHINE_CLIENT_ID", "deck").await.expect("kept");
    rig.variables.set("my__geo_MACHINE_CLIENT_SECRET", "s3cret+proof").await.expect("kept");
    assert_eq!(rig.brings(json!({})).await, "Bearer t0ken-number-1");
}
