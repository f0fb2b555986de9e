//! What agents are given: the catalogue as a UTCP manual and as an MCP server. The official clients judge the same in
//! `end2end/judges`.

mod support;

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};
use support::{Deck, answer, double, manual, registration, service};

const TOKEN: (&str, &str) = ("MESHDECK_REGISTRY_TOKEN", "s3cret");

/// A deck with one tool, its changes behind a token.
async fn guarded() -> Deck {
    let (deck, base_url) = (Deck::start(&["--rate-limit", "off"], &[TOKEN]), service(Router::new()).await);
    let register = deck.request("POST", "/registry/services").bearer_auth("s3cret");
    assert_eq!(answer(register.json(&registration("maths", &base_url))).await.0, 201);
    deck
}

fn asked(deck: &Deck, path: &str, method: &str, params: &Value) -> reqwest::RequestBuilder {
    let request = deck.request("POST", path).header("accept", "application/json, text/event-stream");
    request.json(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
}

#[tokio::test]
async fn the_manual_leads_every_call_through_the_gateway_and_asks_for_the_token() {
    let deck = guarded().await;
    let (status, manual) = deck.get("/utcp-manual.json").await;
    let tool = &manual["tools"][0];
    assert_eq!((status, &tool["name"], &tool["inputs"]["required"]), (200, &json!("maths.double"), &json!(["input"])));
    let template = &tool["tool_call_template"];
    assert_eq!(template["url"], format!("{}/registry/tools/maths.double/invoke", deck.url));
    assert_eq!(template["auth"]["api_key"], "Bearer ${MESHDECK_TOKEN}");
    assert_eq!(deck.get("/utcp").await.1, manual);
}

#[tokio::test]
async fn mcp_lists_to_everyone_and_calls_for_those_who_may() {
    let deck = guarded().await;
    let (status, listed) = answer(asked(&deck, "/mcp", "tools/list", &json!({}))).await;
    let names: Vec<_> = listed["result"]["tools"].as_array().expect("tools").iter().map(|tool| tool["name"].clone()).collect();
    assert_eq!((status, names), (200, vec![json!("search_tools"), json!("call_tool"), json!("maths.double")]));

    let params = json!({"name": "maths.double", "arguments": {"number": 21}});
    let (_, refused) = answer(asked(&deck, "/mcp", "tools/call", &params)).await;
    assert_eq!(refused["result"]["isError"], true);
    assert!(refused["result"]["content"][0]["text"].as_str().expect("words").starts_with("The token is missing or wrong"), "{refused}");
    let (_, called) = answer(asked(&deck, "/mcp", "tools/call", &params).bearer_auth("s3cret")).await;
    assert_eq!(called["result"]["structuredContent"], json!({"doubled": 42.0}));
}

#[tokio::test]
async fn a_tool_that_promises_an_object_is_listed_with_its_schema_and_held_to_it() {
    let deck = Deck::usual();
    let outputs = json!({"type": "object", "properties": {"doubled": {"type": "number"}}});
    let liar = Router::new().route("/lie/double", get(|| async { axum::Json(json!({"doubled": "much"})) }));
    let base_url = service(liar).await + "/lie";
    let told = manual(&[double(&base_url)]);
    let at = service(Router::new().route("/manual", get(move || async move { axum::Json(told) }))).await + "/manual";
    deck.post("/registry/services", &json!({"name": "liar", "base_url": base_url, "manual_url": at})).await;
    let (_, listed) = answer(asked(&deck, "/mcp", "tools/list", &json!({}))).await;
    assert_eq!(listed["result"]["tools"][2]["outputSchema"], outputs, "{listed}");

    let params = json!({"name": "liar.double", "arguments": {"number": 21}});
    let (_, called) = answer(asked(&deck, "/mcp", "tools/call", &params)).await;
    let words = called["result"]["content"][0]["text"].as_str().expect("words");
    assert_eq!((&called["result"]["isError"], called["result"].get("structuredContent")), (&json!(true), None));
    assert!(words.contains("was called and answered") && words.contains(r#"Its answer: {"doubled":"much"}"#), "{words}");
}

#[tokio::test]
async fn mcp_servers_are_told_as_the_official_registry_tells_them() {
    let (deck, peer) = (guarded().await, Deck::usual());
    let register = deck.request("POST", "/registry/services").bearer_auth("s3cret");
    let registered = json!({"name": "peer", "base_url": peer.url, "protocol": "mcp", "version": "2.1.0"});
    assert_eq!(answer(register.json(&registered)).await.0, 201);

    let (_, all) = deck.get("/v0.1/servers").await;
    let server = |at: usize| &all["servers"][at]["server"];
    assert_eq!((&server(0)["name"], &server(1)["name"]), (&json!("mesh/peer"), &json!("meshdeck/meshdeck")));
    assert_eq!(server(0)["remotes"], json!([{"type": "streamable-http", "url": format!("{}/mcp", peer.url)}]));
    assert_eq!((&server(0)["version"], &server(0)["description"]), (&json!("2.1.0"), &json!("2 tools: call_tool, search_tools")));
    assert_eq!(server(1)["remotes"][0]["headers"][0]["isSecret"], true);

    let (_, first) = deck.get("/v0.1/servers?limit=1").await;
    assert_eq!(first["metadata"], json!({"count": 1, "nextCursor": "mesh/peer"}));
    let count = async |query: &str| deck.get(&format!("/v0.1/servers?{query}")).await.1["metadata"]["count"].clone();
    for (query, expected) in [
        ("cursor=mesh/peer", 1),
        ("search=peer", 1),
        ("search=nothing", 0),
        ("version=2.1.0", 1),
        ("version=latest", 2),
        ("updated_since=2026-01-01T00:00:00Z", 2),
        ("updated_since=2999-01-01T00:00:00Z", 0),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    let (_, versions) = deck.get("/v0.1/servers/mesh%2Fpeer/versions").await;
    let (_, latest) = deck.get("/v0.1/servers/mesh%2Fpeer/versions/latest").await;
    assert_eq!((&versions["servers"], &latest), (&json!([all["servers"][0]]), &all["servers"][0]));
    let (status, unknown) = deck.get("/v0.1/servers/mesh%2Fper/versions").await;
    assert_eq!((status, &unknown["near"]), (404, &json!(["mesh/peer"])));
}

#[tokio::test]
async fn a_page_that_leads_here_under_a_name_of_its_own_is_refused() {
    let deck = Deck::usual();
    for (host, status) in [("evil.example", 403), ("localhost", 200)] {
        let request = asked(&deck, "/mcp", "tools/list", &json!({})).header("host", host).header("origin", format!("http://{host}"));
        assert_eq!(answer(request).await.0, status, "{host}");
    }
}

#[tokio::test]
async fn a_client_that_cannot_take_thousands_is_given_two() {
    let deck = guarded().await;
    let (_, listed) = answer(asked(&deck, "/mcp?tools=search", "tools/list", &json!({}))).await;
    assert_eq!(listed["result"]["tools"].as_array().map(Vec::len), Some(2));
    let params = json!({"name": "search_tools", "arguments": {"query": "double"}});
    let (_, found) = answer(asked(&deck, "/mcp?tools=search", "tools/call", &params)).await;
    assert_eq!(found["result"]["structuredContent"]["tools"][0]["tool"], "maths.double");
    let params = json!({"name": "call_tool", "arguments": {"tool": "maths.double", "input": {"number": 4}}});
    let (_, called) = answer(asked(&deck, "/mcp?tools=search", "tools/call", &params).bearer_auth("s3cret")).await;
    assert_eq!(called["result"]["structuredContent"], json!({"doubled": 8.0}));
}

#[tokio::test]
async fn agents_are_held_to_the_same_rate_as_others() {
    let deck = Deck::start(&["--rate-limit", "1/h,burst=2"], &[]);
    for _ in 0..2 {
        assert_eq!(answer(asked(&deck, "/mcp", "tools/list", &json!({}))).await.0, 200);
    }
    assert_eq!(answer(asked(&deck, "/mcp", "tools/list", &json!({}))).await.0, 429);
}
