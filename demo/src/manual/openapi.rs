//! The `OpenAPI` 3.1 document of a service that publishes no UTCP manual.

use serde_json::{Map, Value, json};

use crate::{
    service::Published,
    tool::{Entry, Schema, Verb, of_object},
};

/// The document of what is published by the service `name` under `base_url`.
pub fn openapi(name: &str, published: &Published, base_url: &str) -> Value {
    let mut paths = Map::new();
    for tool in &published.tools {
        let path = paths.entry(tool.entry.path).or_insert_with(|| json!({}));
        path[method(tool.entry.verb)] = operation(&tool.entry);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": name, "version": published.version },
        "servers": [{ "url": base_url }],
        "paths": paths,
    })
}

fn operation(entry: &Entry) -> Value {
    let parameters: Vec<Value> = entry
        .inputs
        .iter()
        .filter(|(name, _)| entry.body_field != Some(name))
        .map(|(name, schema)| parameter(entry, name, schema))
        .collect();
    let output = json!({ "application/json": { "schema": of_object(&entry.outputs) } });
    let mut operation = json!({
        "operationId": entry.name,
        "summary": entry.sentence,
        "tags": entry.tags,
        "parameters": parameters,
        "responses": { "200": { "description": "The output.", "content": output } },
    });
    if let Some((_, body)) = entry.inputs.iter().find(|(name, _)| entry.body_field == Some(name)) {
        let content = json!({ "application/json": { "schema": body.clone().into_json() } });
        operation["requestBody"] = json!({ "required": body.is_required(), "content": content });
    }
    operation
}

fn parameter(entry: &Entry, name: &str, schema: &Schema) -> Value {
    let in_path = entry.path.contains(&format!("{{{name}}}"));
    json!({
        "name": name,
        "in": if in_path { "path" } else { "query" },
        "required": schema.is_required(),
        "schema": schema.clone().into_json(),
    })
}

fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "get",
        Verb::Post => "post",
        Verb::Delete => "delete",
    }
}
