//! Changed definitions that wait for an approval, over HTTP.

mod support;

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use support::{Answer, Deck, answer, double, manual, registration, service};

/// A deck with a service whose manual the test changes.
struct Rig {
    deck: Deck,
    base_url: String,
    manual: Arc<Mutex<Value>>,
}

async fn rig() -> Rig {
    let deck = Deck::start(&["--rate-limit", "off", "--health-interval", "200ms"], &[]);
    let served = Arc::new(Mutex::new(Value::Null));
    let text = Arc::clone(&served);
    let route = get(move || async move { axum::Json(text.lock().expect("whole").clone()) });
    let base_url = service(Router::new().route("/changing.json", route)).await;
    *served.lock().expect("whole") = manual(&[double(&base_url)]);
    let mut body = registration("maths", &base_url);
    body["manual_url"] = json!(format!("{base_url}/changing.json"));
    assert_eq!(deck.post("/registry/services", &body).await.0, 201);
    Rig { deck, base_url, manual: served }
}

impl Rig {
    async fn set(&self, body: &Value) -> Answer {
        answer(self.deck.request("PATCH", "/registry/services/maths").json(body)).await
    }

    async fn change(&self) {
        let mut tool = double(&self.base_url);
        tool["inputs"]["required"] = json!(["number", "unit"]);
        tool["inputs"]["properties"]["unit"] = json!({"type": "number"});
        *self.manual.lock().expect("whole") = manual(&[tool]);
        // A new instance is a reason to read the manual at once.
        let other = format!("{}/other", self.base_url);
        let (_, body) = self.deck.post("/registry/services", &registration("maths", &other)).await;
        assert_eq!(body["manual"]["versions"], 2);
        assert_eq!(self.deck.delete(&format!("/registry/services/maths?instance={other}")).await.0, 204);
    }
}

#[tokio::test]
async fn a_changed_tool_answers_409_until_somebody_approves_it() {
    let rig = rig().await;
    let (status, body) = rig.set(&json!({"hold_changes": true})).await;
    assert_eq!((status, &body["hold_changes"]), (200, &json!(true)));
    let call = json!({"input": {"number": 1, "unit": 2}});
    assert_eq!(rig.deck.post("/registry/tools/maths.double/call", &json!({"input": {"number": 1}})).await.0, 200);

    rig.change().await;
    let (status, problem) = rig.deck.post("/registry/tools/maths.double/call", &call).await;
    let detail = problem["detail"].as_str().expect("words");
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/conflict")));
    assert!(detail.contains("/inputs/properties/unit: `unit` is new and required") && detail.contains("/approve"), "{detail}");
    let (_, tool) = rig.deck.get("/registry/tools/maths.double").await;
    assert_eq!((&tool["state"], tool["versions"].as_array().map(Vec::len)), (&json!("quarantined"), Some(2)));
    let gateway = &tool["callable_from"][0];
    assert_eq!((&gateway["client"], &gateway["callable"]), (&json!("gateway"), &json!(false)));
    assert_eq!(rig.deck.get("/utcp-manual.json").await.1["tools"], json!([]));

    let stale = rig.deck.post("/registry/tools/maths.double/approve", &json!({"digest": "0"})).await;
    assert_eq!(stale.0, 409);
    let approve = json!({"digest": tool["digest"]});
    let (status, approved) = rig.deck.post("/registry/tools/maths.double/approve", &approve).await;
    assert_eq!((status, &approved["state"]), (200, &json!("active")));
    assert_eq!(rig.deck.post("/registry/tools/maths.double/call", &call).await.0, 200);
}

#[tokio::test]
async fn a_tool_says_from_where_it_can_be_called() {
    let rig = rig().await;
    let (_, tool) = rig.deck.get("/registry/tools/maths.double").await;
    let clients: Vec<&str> = tool["callable_from"].as_array().expect("clients").iter().filter_map(|from| from["client"].as_str()).collect();
    assert_eq!(clients, ["gateway", "python-utcp", "ts-utcp", "anthropic", "openai", "mcp"]);
    assert_eq!(tool["versions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn only_what_can_be_set_is_set_and_only_where_there_is_something() {
    let rig = rig().await;
    let (status, problem) = rig.set(&json!({"hold_changes": "yes"})).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/hold_changes")));
    let unknown = rig.deck.request("PATCH", "/registry/services/math").json(&json!({"hold_changes": true}));
    assert_eq!(answer(unknown).await.1["near"], json!(["maths"]));
    let nothing = answer(rig.deck.request("POST", "/registry/tools/maths.double/approve")).await;
    assert_eq!((nothing.0, nothing.1["detail"].as_str().expect("words").contains("are not held")), (409, true));
}
