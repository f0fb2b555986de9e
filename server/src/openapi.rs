//! `/openapi.json`: our own API, every operation with its examples and failures.
//!
//! To describe one more path, write it into the piece of its topic beside this file (or into a new piece, listed in
//! [`PIECES`]) with the failures that are its own; those that it shares with all of its kind are added here. A test holds
//! the document against the router and against what the server answers.

use axum::Json;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The document in pieces, a topic each; later ones are merged into earlier ones.
const PIECES: [&str; 18] = [
    include_str!("openapi/head.json"),
    include_str!("openapi/services.json"),
    include_str!("openapi/tools.json"),
    include_str!("openapi/variables.json"),
    include_str!("openapi/runs.json"),
    include_str!("openapi/mesh.json"),
    include_str!("openapi/traces.json"),
    include_str!("openapi/calls.json"),
    include_str!("openapi/pins.json"),
    include_str!("openapi/alerts.json"),
    include_str!("openapi/objectives.json"),
    include_str!("openapi/reports.json"),
    include_str!("openapi/agents.json"),
    include_str!("openapi/health.json"),
    include_str!("openapi/services.schemas.json"),
    include_str!("openapi/tools.schemas.json"),
    include_str!("openapi/runs.schemas.json"),
    include_str!("openapi/problems.json"),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// The document.
pub async fn get() -> Json<&'static Value> {
    Json(&DOCUMENT)
}

fn document() -> Value {
    let pieces = PIECES.iter().map(|piece| serde_json::from_str(piece).expect("a test reads every piece"));
    let mut document = pieces.fold(json!({}), merged);
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    for path in document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        let of_path = path.get("parameters").is_some();
        let operations = path.as_object_mut().into_iter().flatten().map(|(_, operation)| operation);
        operations.filter(|operation| operation.is_object()).for_each(|operation| add_failures(operation, of_path));
    }
    document
}

/// Two pieces as one: what both have as objects is merged key by key.
fn merged(mut whole: Value, piece: Value) -> Value {
    match (whole.as_object_mut(), piece) {
        (Some(map), Value::Object(more)) => {
            for (key, value) in more {
                let before = map.remove(&key);
                map.insert(key, before.map_or_else(|| value.clone(), |before| merged(before, value.clone())));
            }
            whole
        }
        (_, piece) => piece,
    }
}

/// The failures that an operation shares with others of its kind. One that leaves them to another protocol says `4XX`.
fn add_failures(operation: &mut Value, of_path: bool) {
    let says = |key: &str| operation.get(key).is_some();
    let shared = [
        (says("requestBody") || says("parameters") || of_path, "400"),
        (says("security"), "401"),
        (says("security"), "403"),
        (says("requestBody"), "413"),
        (says("requestBody") || says("parameters"), "422"),
        (true, "429"),
        (true, "500"),
    ];
    let is_left = operation["responses"].get("4XX").is_some() || operation["tags"] == json!(["health"]);
    if let Some(responses) = operation["responses"].as_object_mut().filter(|_| !is_left) {
        for (_, status) in shared.into_iter().filter(|(applies, _)| *applies) {
            responses.entry(status).or_insert_with(|| json!({ "$ref": format!("#/components/responses/{status}") }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_merged_key_by_key() {
        let whole = merged(json!({"a": {"b": 1}, "c": [1]}), json!({"a": {"d": 2}, "c": [2]}));
        assert_eq!(whole, json!({"a": {"b": 1, "d": 2}, "c": [2]}));
    }

    #[test]
    fn an_operation_is_given_the_failures_of_its_kind() {
        let check = |method: &str, path: &str, expected: &[&str]| {
            let responses = DOCUMENT["paths"][path][method]["responses"].as_object().expect("an operation");
            let mut statuses: Vec<&str> = responses.keys().map(String::as_str).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, expected, "{method} {path}");
        };
        check("get", "/health/live", &["200"]);
        check("get", "/utcp", &["200", "400", "422", "429", "500"]);
        check("get", "/registry/mesh", &["200", "400", "404", "422", "429", "500"]);
        check("get", "/registry/tools/{tool}", &["200", "400", "404", "429", "500"]);
        check("post", "/registry/services", &["200", "201", "400", "401", "403", "413", "422", "429", "500"]);
        check("post", "/v1/traces", &["200", "400", "401", "403", "413", "415", "422", "429", "500"]);
        check("post", "/mcp", &["200", "202", "4XX"]);
    }
}
