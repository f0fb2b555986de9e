//! The document at `/openapi.json`, to hold answers and examples against.

use super::Deck;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// The methods that a path may describe.
pub const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The document, and which of its operations were held against an answer.
pub struct Document {
    /// As it was served.
    pub whole: Value,
    components: Value,
    seen: Mutex<BTreeSet<String>>,
}

impl Document {
    /// Fetches it.
    pub async fn of(deck: &Deck) -> Self {
        let (status, whole) = deck.get("/openapi.json").await;
        assert_eq!((status, &whole["openapi"]), (200, &json!("3.1.0")));
        let mut components = whole["components"].clone();
        close(&mut components);
        Self { whole, components, seen: Mutex::default() }
    }

    /// Every path with its methods.
    pub fn paths(&self) -> Vec<(String, BTreeSet<String>)> {
        let paths = self.whole["paths"].as_object().expect("paths");
        paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
    }

    /// Every operation's id.
    pub fn operations(&self) -> BTreeSet<String> {
        let items = self.whole["paths"].as_object().expect("paths").values();
        let operations = items.flat_map(|item| item.as_object().expect("a path").values());
        operations.filter_map(|operation| operation["operationId"].as_str().map(str::to_owned)).collect()
    }

    /// The ids of the operations that an answer was held against.
    pub fn seen(&self) -> BTreeSet<String> {
        self.seen.lock().expect("whole").clone()
    }

    /// Holds an answer against the operation that a request was meant for: its status, its type and its body are described.
    pub fn hold(&self, method: &str, path: &str, status: u16, content_type: &str, body: &Value) {
        let operation = self.operation(method, path);
        let responses = &operation["responses"];
        let described = [status.to_string(), format!("{}XX", status / 100)].into_iter().find_map(|status| responses.get(status));
        let response = self.follow(described.unwrap_or_else(|| panic!("{method} {path} answers {status}, which is not described: {body}")));
        if let Some(content) = response.get("content") {
            let kind = content_type.split(';').next().unwrap_or_default();
            let media = content.get(kind).unwrap_or_else(|| panic!("{method} {path} answers {status} as `{content_type}`"));
            let wrong = if kind.ends_with("json") { self.violations(&media["schema"], body) } else { Vec::new() };
            assert!(wrong.is_empty(), "{method} {path} {status}: {wrong:?} in {body}");
        }
        let id = operation["operationId"].as_str().expect("an operationId").to_owned();
        self.seen.lock().expect("whole").insert(id);
    }

    /// What of a value breaks a schema of the document, in which no object has a key that is not described.
    pub fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut schema = schema.clone();
        close(&mut schema);
        schema["components"] = self.components.clone();
        let validator = jsonschema::validator_for(&schema).expect("a sound schema");
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// What a value refers to, or itself.
    pub fn follow<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        pointer.map_or(value, |pointer| self.whole.pointer(pointer).expect("a reference that leads somewhere"))
    }

    fn operation(&self, method: &str, path: &str) -> &Value {
        let asked: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == asked.len() && parts.iter().zip(&asked).all(|(part, asked)| part.starts_with('{') || part == asked)
        };
        let paths = self.whole["paths"].as_object().expect("paths");
        let (_, item) = paths.iter().find(|(template, _)| fits(template)).unwrap_or_else(|| panic!("{path} is not described"));
        item.get(method.to_lowercase()).unwrap_or_else(|| panic!("{method} {path} is not described"))
    }
}

fn methods(item: &Value) -> BTreeSet<String> {
    METHODS.iter().filter(|method| item.get(method.to_lowercase()).is_some()).map(|&method| method.to_owned()).collect()
}

/// Forbids what a schema does not describe, wherever it does not say otherwise.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("properties").is_some_and(Value::is_object) && map.get("type") == Some(&json!("object")) {
                map.entry("additionalProperties").or_insert(Value::Bool(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

/// Every example of a media type or a schema, with the schema that it is one of.
pub fn examples(value: &Value) -> Vec<(&Value, &Value)> {
    let Some(map) = value.as_object() else {
        return value.as_array().into_iter().flatten().flat_map(examples).collect();
    };
    let own = map.get("schema").zip(map.get("example"));
    let listed = map.get("examples").and_then(Value::as_array).into_iter().flatten().map(|example| (value, example));
    own.into_iter().chain(listed).chain(inner(map)).collect()
}

/// Those below, but for what an example itself holds.
fn inner(map: &Map<String, Value>) -> impl Iterator<Item = (&Value, &Value)> {
    map.iter().filter(|(key, _)| !["example", "examples"].contains(&key.as_str())).flat_map(|(_, value)| examples(value))
}
