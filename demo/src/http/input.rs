//! Gathers a tool's input from where it travelled: path, query string and body.
//!
//! Path and query carry text only; the tool's own schema says which of it are numbers.

use axum::extract::RawPathParams;
use serde_json::{Map, Value};

use crate::tool::{Entry, Failure};

/// The input of one request, as an object with the properties of the tool's schema.
pub fn gather(entry: &Entry, path: &RawPathParams, query: &[(String, String)], body: &[u8]) -> Result<Map<String, Value>, Failure> {
    let mut input = Map::new();
    for (name, word) in path {
        input.insert(name.to_owned(), typed(entry, name, word)?);
    }
    for (name, word) in query {
        input.insert(name.clone(), typed(entry, name, word)?);
    }
    if let Some(field) = entry.body_field.filter(|_| !body.is_empty()) {
        let value = serde_json::from_slice(body).map_err(|e| Failure::invalid(format!("{field} is not JSON: {e}")))?;
        input.insert(field.to_owned(), value);
    }
    complete(entry, &input)?;
    Ok(input)
}

fn complete(entry: &Entry, input: &Map<String, Value>) -> Result<(), Failure> {
    let absent = entry.inputs.iter().find(|(name, schema)| schema.is_required() && !input.contains_key(*name));
    absent.map_or(Ok(()), |(name, _)| Err(Failure::invalid(format!("{name} is missing; {} needs it", entry.name))))
}

fn typed(entry: &Entry, name: &str, word: &str) -> Result<Value, Failure> {
    let schema = entry.inputs.iter().find(|(input, _)| *input == name).map(|(_, schema)| schema);
    let Some(schema) = schema else {
        return Err(Failure::invalid(format!("{name} is not an input of {}", entry.name)));
    };
    let value = match schema.kind() {
        "number" => word.parse::<f64>().ok().map(Value::from),
        "integer" => word.parse::<i64>().ok().map(Value::from),
        "boolean" => word.parse::<bool>().ok().map(Value::from),
        _ => Some(Value::from(word)),
    };
    value.ok_or_else(|| Failure::invalid(format!("{name} must be a {}, not '{word}'", schema.kind())))
}
