//! The document of our own API: it describes every route and no other, its examples fit, and answers are as it says.

mod support;

use axum::Router;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::document::{Document, examples};
use support::{Deck, double, manual, registration, service};

/// What only the console asks, and what there is not.
const NOT_DESCRIBED: [&str; 4] = ["/api/{*function}", "/registry", "/registry/", "/registry/{*elsewhere}"];

/// The paths of the router, read off the screen on which they stand.
fn routed() -> BTreeSet<String> {
    let routes = include_str!("../src/router.rs").split(".route").skip(1);
    let paths = routes.filter_map(|route| route.split_once("(\"")?.1.split('"').next());
    paths.filter(|path| path.starts_with('/') && !NOT_DESCRIBED.contains(path)).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_route_is_described_and_nothing_else() {
    let deck = Deck::usual();
    let document = Document::of(&deck).await;
    let described: BTreeSet<String> = document.paths().into_iter().map(|(path, _)| path).collect();
    assert_eq!(described, routed());
    for (path, methods) in document.paths() {
        let response = deck.request("TRACE", &path).send().await.expect("an answer");
        let allowed = response.headers()["allow"].to_str().expect("text").split(',');
        assert_eq!(allowed.filter(|method| *method != "HEAD").map(str::to_owned).collect::<BTreeSet<_>>(), methods, "{path}");
    }
}

#[tokio::test]
async fn every_example_fits_its_schema() {
    let deck = Deck::usual();
    let document = Document::of(&deck).await;
    let all = examples(&document.whole);
    assert!(all.len() > 30, "{} examples", all.len());
    for (schema, example) in all {
        assert_eq!(document.violations(schema, example), Vec::<String>::new(), "{example}");
    }
}

#[tokio::test]
async fn every_operation_names_itself_and_tells_of_its_bodies_by_example() {
    let deck = Deck::usual();
    let document = Document::of(&deck).await;
    for (path, methods) in document.paths() {
        for method in methods {
            let operation = &document.whole["paths"][&path][method.to_lowercase()];
            assert!(operation["operationId"].is_string() && operation["summary"].is_string(), "{method} {path}");
            let body = operation.get("requestBody").map(|body| &body["content"]["application/json"]["example"]);
            assert!(body.is_none_or(|example| !example.is_null()), "{method} {path} takes a body without an example");
        }
    }
}

/// Sends a request and holds the answer against the document.
async fn ask(deck: &Deck, document: &Document, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let request = deck.request(method, path).header("accept", "application/json, text/event-stream;q=0");
    let request = if path == "/mcp" { request.header("accept", "application/json, text/event-stream") } else { request };
    let request = if path.ends_with("/events") { deck.request(method, path) } else { request };
    let sent = body.map_or_else(|| request.try_clone(), |body| request.try_clone().map(|request| request.json(&body)));
    let response = sent.expect("a request").send().await.expect("an answer");
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let is_endless = kind.starts_with("text/event-stream");
    let body = if is_endless { Value::Null } else { serde_json::from_slice(&response.bytes().await.expect("a body")).unwrap_or_default() };
    document.hold(method, path, status, &kind, &body);
    (status, body)
}

/// What is asked of alerts, and with which status it is answered.
fn of_alerts(base_url: &str) -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    let quiet = json!({"condition": {"kind": "silence"}, "window_seconds": 3600});
    let told_of = json!({"condition": {"kind": "error_rate", "above_percent": 5}, "webhook": format!("{base_url}/hook")});
    vec![
        ("PUT", "/registry/alerts/quiet", Some(quiet.clone()), 201),
        ("PUT", "/registry/alerts/quiet", Some(quiet), 200),
        ("PUT", "/registry/alerts/Quiet", Some(json!({"condition": {"kind": "budget", "of": "calls", "above": 1}})), 422),
        ("PUT", "/registry/alerts/loud", Some(json!({"condition": {"kind": "noise"}})), 422),
        ("GET", "/registry/alerts", None, 200),
        ("GET", "/registry/alerts?limit=0", None, 422),
        ("GET", "/registry/alerts/quiet", None, 200),
        ("GET", "/registry/alerts/quite", None, 404),
        ("POST", "/registry/alerts/quiet/silence", Some(json!({"hours": 2})), 200),
        ("POST", "/registry/alerts/quiet/silence", Some(json!({"hours": 721})), 422),
        ("POST", "/registry/alerts/quiet/test", None, 409),
        ("PUT", "/registry/variables/_alerts_SECRET", Some(json!({"value": "s3cret"})), 204),
        ("PUT", "/registry/alerts/told", Some(told_of), 201),
        ("POST", "/registry/alerts/told/test", None, 200),
        ("DELETE", "/registry/alerts/told", None, 204),
        ("DELETE", "/registry/alerts/told", None, 404),
    ]
}

/// What is asked of objectives, and with which status it is answered.
fn of_objectives() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    vec![
        ("PUT", "/registry/objectives/maths", Some(json!({"success": 0.99, "latency_ms": 400})), 201),
        ("PUT", "/registry/objectives/maths", Some(json!({"success": 0.95, "days": 7})), 200),
        ("PUT", "/registry/objectives/maths", Some(json!({"success": 1, "days": 91})), 422),
        ("PUT", "/registry/objectives/maths", Some(json!({"days": 7})), 422),
        ("PUT", "/registry/objectives/mths", Some(json!({"success": 0.99})), 404),
        ("GET", "/registry/objectives", None, 200),
        ("GET", "/registry/objectives?limit=0", None, 422),
        ("GET", "/registry/objectives/maths", None, 200),
        ("GET", "/registry/objectives/mths", None, 404),
        ("DELETE", "/registry/objectives/maths", None, 204),
        ("DELETE", "/registry/objectives/maths", None, 404),
    ]
}

/// What is asked of schedules and of what they make, and with which status it is answered.
fn of_reports() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    let mondays = json!({"when": {"every": "week", "weekday": "monday", "hour": 6}, "query": "service = maths"});
    let last = json!({"when": {"every": "month", "day": 31, "hour": 23}, "days": 30});
    vec![
        ("PUT", "/registry/schedules/weekly", Some(mondays.clone()), 201),
        ("PUT", "/registry/schedules/weekly", Some(mondays), 200),
        ("PUT", "/registry/schedules/monthly", Some(last), 201),
        ("PUT", "/registry/schedules/Weekly", Some(json!({"when": {"every": "day", "hour": 6}})), 422),
        ("PUT", "/registry/schedules/hourly", Some(json!({"when": {"every": "hour"}})), 422),
        ("PUT", "/registry/schedules/hourly", Some(json!({"when": {"every": "day", "hour": 24}})), 422),
        ("PUT", "/registry/schedules/slow", Some(json!({"when": {"every": "day", "hour": 6}, "query": "latency > 5ms"})), 422),
        (
            "PUT",
            "/registry/schedules/split",
            Some(json!({"when": {"every": "day", "hour": 6}, "query": "caller = x AND outcome = ok"})),
            422,
        ),
        ("GET", "/registry/schedules", None, 200),
        ("GET", "/registry/schedules?limit=0", None, 422),
        ("GET", "/registry/schedules/weekly", None, 200),
        ("GET", "/registry/schedules/wekly", None, 404),
        ("POST", "/registry/schedules/monthly/report", None, 201),
        ("POST", "/registry/schedules/wekly/report", None, 404),
        ("GET", "/registry/reports", None, 200),
        ("GET", "/registry/reports?limit=0", None, 422),
        ("GET", "/registry/reports/p_none", None, 404),
        ("DELETE", "/registry/reports/p_none", None, 404),
        ("DELETE", "/registry/schedules/weekly", None, 204),
        ("DELETE", "/registry/schedules/weekly", None, 404),
    ]
}

/// What is asked of pins, and with which status it is answered.
fn of_pins() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    vec![
        ("PUT", "/registry/views/main/pins/maths", Some(json!({"x": 12.5, "y": -7})), 204),
        ("PUT", "/registry/views/Main/pins/maths", Some(json!({"x": 0, "y": 0})), 422),
        ("PUT", "/registry/views/main/pins/maths", Some(json!({"x": 100_001, "y": 0})), 422),
        ("PUT", "/registry/views/main/pins/maths", Some(json!({"x": 0})), 422),
        ("GET", "/registry/views/main/pins", None, 200),
        ("GET", "/registry/views/Main/pins", None, 422),
        ("DELETE", "/registry/views/Main/pins", None, 422),
        ("DELETE", "/registry/views/Main/pins/maths", None, 422),
        ("DELETE", "/registry/views/main/pins/maths", None, 204),
        ("DELETE", "/registry/views/main/pins/maths", None, 404),
        ("DELETE", "/registry/views/main/pins", None, 204),
    ]
}

/// What is asked of the mesh, and with which status it is answered.
fn of_mesh() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    vec![
        ("GET", "/registry/mesh", None, 200),
        ("GET", "/registry/mesh?window=59", None, 422),
        ("GET", "/registry/mesh?format=dot", None, 200),
        ("GET", "/registry/mesh?format=mermaid&query=maths", None, 200),
        ("GET", "/registry/mesh?format=csv", None, 200),
        ("GET", "/registry/mesh?format=kiali", None, 200),
        ("GET", "/registry/mesh?format=grafana", None, 200),
        ("GET", "/registry/mesh?format=svg", None, 200),
        ("GET", "/registry/mesh?group=environment", None, 200),
        ("GET", "/registry/mesh?group=tag&format=svg&query=maths", None, 200),
        ("GET", "/registry/mesh?group=owner&open=Team%20A,b", None, 200),
        ("GET", "/registry/mesh?group=colour", None, 422),
        ("GET", "/registry/mesh?open=prod", None, 422),
        ("GET", "/registry/mesh?format=xml", None, 422),
        ("GET", "/registry/mesh/replay?from=60&to=120", None, 404),
        ("GET", "/registry/mesh/replay?from=60&to=119", None, 422),
        ("GET", "/registry/mesh/replay?from=0&to=604801", None, 422),
        ("GET", "/registry/mesh?query=within(1,%20maths)", None, 200),
        ("GET", "/registry/mesh?q=latency%20%3E%205", None, 422),
        ("GET", "/registry/mesh?at=1", None, 404),
        ("GET", "/registry/mesh?at=9999999999", None, 422),
        ("GET", "/registry/mesh?at=yesterday", None, 422),
    ]
}

/// What is sent of traces, and with which status it is answered.
fn of_traces() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    let whole = json!({"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "kind": 3});
    let sent = |span: Value| {
        let resource = json!({"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]});
        json!({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]})
    };
    vec![
        ("POST", "/v1/traces", Some(json!({})), 200),
        ("POST", "/v1/traces", Some(sent(whole)), 200),
        ("POST", "/v1/traces", Some(sent(json!({"kind": 2}))), 200),
        ("POST", "/v1/traces", Some(json!({"resourceSpans": 7})), 400),
        ("POST", "/v1/traces", None, 415),
    ]
}

/// What is asked of calls, and with which status it is answered.
fn of_calls() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    vec![
        ("GET", "/registry/calls?limit=2", None, 200),
        ("GET", "/registry/calls?service=maths&outcome=ok,invalid&from=0&query=latency%20%3E%200ms", None, 200),
        ("GET", "/registry/calls?outcome=well", None, 422),
        ("GET", "/registry/calls?query=latency%20%3E%205", None, 422),
        ("GET", "/registry/calls?from=yesterday", None, 422),
        ("GET", "/registry/calls?after=here", None, 422),
        ("GET", "/registry/calls?limit=1001", None, 422),
        ("GET", "/registry/calls?colour=1", None, 422),
        ("GET", "/registry/calls/c_none", None, 404),
    ]
}

/// What is asked of figures and charts, and with which status it is answered.
fn of_figures() -> Vec<(&'static str, &'static str, Option<Value>, u16)> {
    vec![
        ("GET", "/registry/metrics?by=tool", None, 200),
        ("GET", "/registry/metrics?by=outcome&service=maths", None, 200),
        ("GET", "/registry/metrics?by=caller&step=60", None, 422),
        ("GET", "/registry/metrics?step=61", None, 422),
        ("GET", "/registry/metrics?by=outcome&step=60&format=csv", None, 200),
        ("GET", "/registry/metrics?format=xml", None, 422),
        ("GET", "/registry/charts/latency?service=maths&compare=off", None, 200),
        ("GET", "/registry/charts/failed?caller=ann&outcome=ok", None, 422),
        ("GET", "/registry/charts/throughput?from=1&to=9999999999", None, 422),
        ("GET", "/registry/charts/success?from=9999999000&to=9999999999", None, 422),
        ("GET", "/registry/charts/success?query=service%20%3D%20maths%20AND%20outcome%20%3D%20ok", None, 200),
        ("GET", "/registry/charts/success?query=latency%20%3E%205ms", None, 422),
        ("GET", "/registry/charts/pie", None, 404),
    ]
}

#[tokio::test]
async fn answers_are_what_the_document_says() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    let document = Document::of(&deck).await;
    let registered = registration("maths", &base_url);
    // A service that is gone, its manual kept by one that lives.
    let told = manual(&[double("http://127.0.0.1:9")]);
    let living = service(Router::new().route("/gone", axum::routing::get(move || async move { axum::Json(told) }))).await;
    let gone = json!({"name": "gone", "base_url": "http://127.0.0.1:9", "manual_url": living + "/gone"});
    let run = json!({"requirement": "double 4"});
    let listing = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
    let story = [
        ("GET", "/health", None, 200),
        ("GET", "/health/live", None, 200),
        ("GET", "/health/ready", None, 200),
        ("POST", "/registry/services", Some(registered.clone()), 201),
        ("POST", "/registry/services", Some(registered), 200),
        ("POST", "/registry/services", Some(gone), 201),
        ("POST", "/registry/services", Some(json!({"name": "No", "colour": 1})), 422),
        ("POST", "/registry/services", Some(json!({"name": "a", "base_url": "http://169.254.169.254"})), 422),
        ("POST", "/registry/services", None, 400),
        ("GET", "/registry/services", None, 200),
        ("GET", "/registry/services?limit=0", None, 422),
        ("GET", "/registry/services?colour=1", None, 422),
        ("GET", "/registry/services?query=name%20%3D%20maths", None, 200),
        ("GET", "/registry/services?query=nme%20%3D%20maths", None, 422),
        ("GET", "/registry/services/maths", None, 200),
        ("GET", "/registry/services/mths", None, 404),
        ("GET", "/registry/services/%ff", None, 400),
        ("GET", "/registry/services/%00", None, 400),
        ("GET", "/registry/services?after=%00", None, 400),
        ("GET", "/registry/health", None, 200),
        ("GET", "/registry/health?detail=1", None, 200),
        ("GET", "/registry/health?detail=2", None, 422),
        ("GET", "/registry/tools", None, 200),
        ("GET", "/registry/tools?q=double", None, 200),
        ("GET", "/registry/tools?limit=1001", None, 422),
        ("GET", "/registry/tools?q=double&query=service%20~%20%2F%5Em%2F", None, 200),
        ("GET", "/registry/tools?query=(", None, 422),
        ("GET", "/registry/tools/maths.double", None, 200),
        ("GET", "/registry/tools/maths.duoble", None, 404),
        ("POST", "/registry/tools/maths.double/call", Some(json!({"input": {"number": 4}})), 200),
        ("POST", "/registry/tools/maths.double/call", Some(json!({"input": {"number": -4}})), 422),
        ("POST", "/registry/tools/maths.double/call", Some(json!({"input": {"number": 4}, "timeout_ms": 300_001})), 422),
        ("POST", "/registry/tools/gone.double/call", Some(json!({"input": {"number": 4}})), 502),
        ("POST", "/registry/tools/maths.double/invoke", Some(json!({"number": 4})), 200),
        ("PATCH", "/registry/services/maths", Some(json!({"retries": 1, "hold_changes": false})), 200),
        ("PATCH", "/registry/services/maths", Some(json!({"retries": 11})), 422),
        ("PATCH", "/registry/services/none", Some(json!({})), 404),
        ("POST", "/registry/tools/maths.double/approve", None, 409),
        ("POST", "/registry/tools/maths.none/approve", None, 404),
        ("GET", "/registry/sources", None, 200),
        ("PUT", "/registry/variables/maths_KEY", Some(json!({"value": "s3cret-value"})), 204),
        ("PUT", "/registry/variables/maths_KEY", Some(json!({"value": ""})), 422),
        ("GET", "/registry/variables", None, 200),
        ("GET", "/registry/variables?limit=0", None, 422),
        ("DELETE", "/registry/variables/maths_KEY", None, 204),
        ("DELETE", "/registry/variables/maths_KEY", None, 404),
        ("POST", "/registry/orchestrate", Some(run), 200),
        ("POST", "/registry/orchestrate", Some(json!({"requirement": ""})), 422),
        ("GET", "/registry/runs", None, 200),
        ("GET", "/registry/runs/r_none", None, 404),
        ("POST", "/registry/runs/r_none/cancel", None, 404),
        ("GET", "/registry/moments", None, 200),
        ("GET", "/registry/changes", None, 422),
        ("GET", "/registry/changes?from=1", None, 404),
        ("GET", "/registry/changes?from=1&to=9999999999", None, 422),
        ("GET", "/registry/changes?from=2&to=1", None, 422),
        ("GET", "/registry/changes?from=1&window=59", None, 422),
        ("GET", "/registry/events", None, 200),
        ("GET", "/openapi.json", None, 200),
        ("GET", "/utcp-manual.json", None, 200),
        ("GET", "/utcp", None, 200),
        ("POST", "/mcp", Some(listing), 200),
        ("GET", "/v0.1/servers", None, 200),
        ("GET", "/v0.1/servers?updated_since=yesterday", None, 422),
        ("GET", "/v0.1/servers/meshdeck%2Fmeshdeck/versions", None, 200),
        ("GET", "/v0.1/servers/meshdeck%2Fmeshdeck/versions/latest", None, 200),
        ("GET", "/v0.1/servers/meshdeck%2Fmeshdeck/versions/0", None, 404),
        ("DELETE", "/registry/services/gone", None, 204),
        ("DELETE", "/registry/services/gone", None, 404),
    ];
    let more = [of_calls(), of_figures(), of_pins(), of_objectives(), of_reports(), of_mesh(), of_traces(), of_alerts(&base_url)].concat();
    for (method, path, body, expected) in story.into_iter().chain(more) {
        let (status, body) = ask(&deck, &document, method, path, body).await;
        assert_eq!(status, expected, "{method} {path}: {body}");
    }
    let (_, runs) = ask(&deck, &document, "GET", "/registry/runs?limit=1", None).await;
    let id = runs["items"][0]["id"].as_str().expect("a run").to_owned();
    assert_eq!(ask(&deck, &document, "GET", &format!("/registry/runs/{id}"), None).await.0, 200);
    let (_, calls) = ask(&deck, &document, "GET", "/registry/calls?limit=1", None).await;
    let id = calls["items"][0]["id"].as_str().expect("a call").to_owned();
    assert_eq!(ask(&deck, &document, "GET", &format!("/registry/calls/{id}"), None).await.0, 200);
    let all = document.operations();
    let unseen: Vec<_> = all.difference(&document.seen()).cloned().collect();
    assert_eq!(unseen, Vec::<String>::new(), "operations that no answer was held against");
}

#[tokio::test]
async fn a_report_that_was_made_is_listed_read_and_removed_as_the_document_says() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    let document = Document::of(&deck).await;
    ask(&deck, &document, "POST", "/registry/services", Some(registration("maths", &base_url))).await;
    ask(&deck, &document, "POST", "/registry/tools/maths.double/call", Some(json!({"input": {"number": 4}}))).await;
    ask(&deck, &document, "PUT", "/registry/objectives/maths", Some(json!({"success": 0.99}))).await;
    let schedule = json!({"when": {"every": "day", "hour": 6}, "days": 7, "query": "service = maths"});
    ask(&deck, &document, "PUT", "/registry/schedules/daily", Some(schedule)).await;
    let (_, made) = ask(&deck, &document, "POST", "/registry/schedules/daily/report", None).await;
    let (_, listed) = ask(&deck, &document, "GET", "/registry/reports", None).await;
    assert_eq!((&listed["items"][0], &listed["total"]), (&made, &json!(1)));
    let path = format!("/registry/reports/{}", made["id"].as_str().expect("an id"));
    let (status, read) = ask(&deck, &document, "GET", &path, None).await;
    assert_eq!(
        (status, &read["id"], &read["now"]["calls"], &read["objectives"][0]["service"]),
        (200, &made["id"], &made["calls"], &json!("maths"))
    );
    assert_eq!(ask(&deck, &document, "DELETE", &path, None).await.0, 204);
    assert_eq!(ask(&deck, &document, "GET", &path, None).await.0, 404);
}

#[tokio::test]
async fn who_may_not_is_answered_as_the_document_says() {
    let deck = Deck::start(&["--rate-limit", "1/h,burst=3"], &[("MESHDECK_REGISTRY_TOKEN", "s3cret")]);
    let document = Document::of(&deck).await;
    assert_eq!(ask(&deck, &document, "DELETE", "/registry/services/maths", None).await.0, 401);
    assert_eq!(ask(&deck, &document, "GET", "/registry/services", None).await.0, 200);
    assert_eq!(ask(&deck, &document, "GET", "/registry/services", None).await.0, 429);
}
