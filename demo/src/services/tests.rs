//! The table test of the mesh: every manual is in its form, and every tool answers over HTTP.

use std::collections::HashSet;

use reqwest::{Client, Method};
use serde_json::{Map, Value, json};

use super::{Kind, SERVICES};
use crate::{
    register::keep_registered,
    testing::{Running, Seen, Stand, sample_input, stand},
    tool::{Entry, Verb, of_object},
};

async fn get(url: String) -> Value {
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

fn of_kind(stand: &Stand, kind: Kind) -> impl Iterator<Item = &Running> {
    stand.services.iter().filter(move |running| running.info.kind == kind)
}

#[tokio::test]
async fn every_utcp_manual_is_strict() {
    let stand = stand().await;
    let mut tools = 0;
    for running in of_kind(&stand, Kind::Utcp) {
        let manual = get(format!("{}/utcp-manual.json", running.base_url)).await;
        assert_eq!(keys(&manual), ["utcp_version", "manual_version", "tools"]);
        assert_eq!(manual["utcp_version"], "1.0.1");
        let read = domain::manual::read_utcp(running.info.name, &manual.to_string()).unwrap();
        assert_eq!((read.tools.len(), read.rejected), (manual["tools"].as_array().unwrap().len(), vec![]));
        for tool in manual["tools"].as_array().unwrap() {
            check_tool(tool, &running.base_url);
            tools += 1;
        }
    }
    assert!(of_kind(&stand, Kind::Utcp).count() >= 11 && tools >= 36, "{tools}");
}

fn check_tool(tool: &Value, base_url: &str) {
    let name = tool["name"].as_str().unwrap();
    let parts = ["name", "description", "inputs", "outputs", "tags", "tool_call_template"];
    assert_eq!(keys(tool), parts, "{name}");
    let sentence = tool["description"].as_str().unwrap();
    assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{name}");
    let (inputs, template) = (&tool["inputs"], &tool["tool_call_template"]);
    for schema in [inputs, &tool["outputs"]] {
        jsonschema::meta::validate(schema).unwrap();
        let described = |schema: &Value| schema["description"].is_string();
        assert!(schema["properties"].as_object().unwrap().values().all(described), "{name}");
    }
    assert!(jsonschema::validator_for(inputs).unwrap().is_valid(&sample_input(inputs)), "{name}");
    let allowed = ["call_template_type", "url", "http_method", "content_type", "body_field"];
    assert!(keys(template).iter().all(|key| allowed.contains(key)), "{name}");
    assert!(template["url"].as_str().unwrap().starts_with(base_url), "{name}");
    let held = |input: &str| inputs["properties"].get(input).is_some();
    assert!(template["body_field"].as_str().is_none_or(held), "{name}");
    let url = template["url"].as_str().unwrap();
    let mut placeholders = url.split('{').skip(1).map(|part| part.split('}').next().unwrap());
    assert!(placeholders.all(held), "{name}");
}

#[tokio::test]
async fn every_tool_answers_its_example_over_http() {
    let stand = stand().await;
    let client = Client::new();
    for running in &stand.services {
        for tool in &running.service.tools {
            let entry = &tool.entry;
            let input = sample_input(&of_object(&entry.inputs));
            let output = match running.info.kind {
                Kind::Mcp => called_over_mcp(&client, running, entry, input).await,
                Kind::Utcp | Kind::OpenApi => called(&client, running, entry, input).await,
            };
            let outputs = jsonschema::validator_for(&of_object(&entry.outputs)).unwrap();
            let wrong: Vec<String> = outputs.iter_errors(&output).map(|e| e.to_string()).collect();
            let id = format!("{}.{}", running.info.name, entry.name);
            assert!(wrong.is_empty(), "{id}: {wrong:?} in {output}");
        }
    }
    check_edges(&stand.seen);
}

/// Sends the input where UTCP's rules put it: body field, path, and the rest in the query.
async fn called(client: &Client, running: &Running, entry: &Entry, input: Value) -> Value {
    let Value::Object(mut input) = input else { panic!("an input is an object") };
    let method = match entry.verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Delete => Method::DELETE,
    };
    let body = entry.body_field.and_then(|field| input.shift_remove(field));
    let mut url = reqwest::Url::parse(&running.base_url).unwrap();
    url.set_path(&in_path(entry.path, &mut input));
    for (name, value) in &input {
        let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        url.query_pairs_mut().append_pair(name, &word);
    }
    let request = client.request(method, url);
    let request = if let Some(body) = body { request.json(&body) } else { request };
    let answer = request.send().await.unwrap();
    let (status, id) = (answer.status(), format!("{}.{}", running.info.name, entry.name));
    let output: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{id}: {status} {output}");
    output
}

fn in_path(path: &str, input: &mut Map<String, Value>) -> String {
    let names: Vec<String> = input.keys().filter(|name| path.contains(&format!("{{{name}}}"))).cloned().collect();
    names.iter().fold(path.to_owned(), |path, name| {
        let value = input.shift_remove(name).unwrap();
        let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        path.replace(&format!("{{{name}}}"), &word)
    })
}

async fn called_over_mcp(client: &Client, running: &Running, entry: &Entry, input: Value) -> Value {
    let params = json!({ "name": entry.name, "arguments": input });
    let call = json!({ "jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params });
    let answer = client.post(format!("{}/mcp", running.base_url)).json(&call).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!((&answer["id"], &answer["result"]["isError"]), (&json!(7), &json!(false)), "{answer}");
    answer["result"]["structuredContent"].clone()
}

/// The calls that services made of one another while they answered.
fn check_edges(seen: &Seen) {
    let calls = seen.calls.lock().unwrap();
    for (caller, tool) in [
        ("orders", "inventory.stock"),
        ("orders", "pricing.quote"),
        ("inventory", "geo.distance"),
        ("pricing", "units.convert"),
        ("pricing", "geo.distance"),
        ("pricing", "stats.describe"),
        ("workflow-engine", "geo.distance"),
        ("intelligence-service", "text.statistics"),
        ("automation-service", "inventory.low_stock"),
    ] {
        let made = calls.iter().any(|(by, id)| by == caller && id == tool);
        assert!(made, "{caller} did not call {tool}");
    }
}

#[tokio::test]
async fn every_flow_runs_on_its_samples() {
    let stand = stand().await;
    let flows = stand.gateway.call("workflow-engine.list_flows", json!({})).await.unwrap();
    for flow in flows["flows"].as_array().unwrap() {
        let body = json!({ "body": { "flow": flow["flow"] } });
        let done = stand.gateway.call("workflow-engine.run_flow", body).await.unwrap();
        assert_eq!(done["steps"].as_array().unwrap().len() as u64, flow["steps"].as_u64().unwrap());
        assert!(done["output"].is_object());
    }
}

#[tokio::test]
async fn openapi_and_mcp_services_describe_themselves_in_their_own_form() {
    let stand = stand().await;
    for running in of_kind(&stand, Kind::OpenApi) {
        let document = get(format!("{}/openapi.json", running.base_url)).await;
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(document["servers"][0]["url"], json!(running.base_url));
        assert!(document["paths"].as_object().unwrap().len() >= 2);
    }
    for running in of_kind(&stand, Kind::Mcp) {
        let ask = async |message: Value| {
            let request = Client::new().post(format!("{}/mcp", running.base_url)).json(&message);
            request.send().await.unwrap()
        };
        let params = json!({ "protocolVersion": "2025-06-18" });
        let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
        let hello: Value = ask(hello).await.json().await.unwrap();
        assert_eq!(hello["result"]["protocolVersion"], "2025-06-18");
        let told = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        assert_eq!(ask(told).await.status(), 202);
        let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" });
        let list: Value = ask(list).await.json().await.unwrap();
        assert_eq!(list["result"]["tools"].as_array().unwrap().len(), 3);
        let odd = json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/paint" });
        let odd: Value = ask(odd).await.json().await.unwrap();
        assert_eq!(odd["error"]["code"], -32601);
    }
}

#[tokio::test]
async fn health_is_answered_and_bad_input_is_named() {
    let stand = stand().await;
    for running in &stand.services {
        let health = get(format!("{}/health", running.base_url)).await;
        assert_eq!(health["status"], "ok", "{}", running.info.name);
    }
    let geo = stand.services.iter().find(|running| running.info.name == "geo").unwrap();
    let detail = async |query: &str| {
        let problem = get(format!("{}{query}", geo.base_url)).await;
        (problem["status"].as_u64().unwrap(), problem["detail"].as_str().unwrap().to_owned())
    };
    let near = "to: 'Berlim' is not in the gazetteer; near names: Berlin, Belém";
    assert_eq!(detail("/distance?from=Paris&to=Berlim").await, (404, near.to_owned()));
    let missing = "to is missing; distance needs it";
    assert_eq!(detail("/distance?from=Paris").await, (422, missing.to_owned()));
    let kind = "radius_km must be a number, not 'far'";
    assert_eq!(detail("/within?city=Paris&radius_km=far").await, (422, kind.to_owned()));
    let unknown = "colour is not an input of distance";
    assert_eq!(detail("/distance?from=Paris&colour=red").await, (422, unknown.to_owned()));
}

#[tokio::test]
async fn a_registry_that_is_away_is_asked_again() {
    let stand = stand().await;
    let info = &SERVICES[0];
    let published = stand.services[0].service.published.clone();
    let registrations = async || {
        while stand.seen.registrations.lock().unwrap().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = keep_registered(stand.gateway.clone(), info, "http://127.0.0.1:8101", published) => {}
        () = registrations() => {}
    }
    let registration = stand.seen.registrations.lock().unwrap()[1].clone();
    let allowed = ["name", "base_url", "tags", "depends_on", "environment", "version", "owner", "protocol", "lease_seconds"];
    assert_eq!(keys(&registration), allowed);
    assert_eq!((&registration["name"], &registration["lease_seconds"]), (&json!("orders"), &json!(300)));
}

#[test]
fn names_and_ports_are_given_once() {
    let names: HashSet<&str> = SERVICES.iter().map(|info| info.name).collect();
    let ports: Vec<u16> = SERVICES.iter().flat_map(|info| info.ports).copied().collect();
    assert_eq!(names.len(), SERVICES.len());
    assert_eq!(ports.iter().collect::<HashSet<_>>().len(), ports.len());
}
