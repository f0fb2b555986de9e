//! An input that fits a schema: what the schema itself offers, else the smallest thing of its type.

use serde_json::{Map, Value, json};

/// How deep a nested schema is followed.
const DEPTH_MAX: u8 = 8;

/// An example of `schema`.
pub fn of(schema: &Value) -> Value {
    example(schema, DEPTH_MAX)
}

fn example(schema: &Value, depth: u8) -> Value {
    let offered = schema.get("examples").and_then(Value::as_array).and_then(|list| list.first());
    let choice = schema.get("enum").and_then(Value::as_array).and_then(|list| list.first());
    let given = offered.or_else(|| schema.get("default")).or_else(|| schema.get("const")).or(choice);
    match (given, kind(schema)) {
        (Some(given), _) => given.clone(),
        _ if depth == 0 => Value::Null,
        (None, "object") => object(schema, depth - 1),
        (None, "array") => schema.get("items").map_or_else(|| json!([]), |items| json!([example(items, depth - 1)])),
        (None, "string") => string(schema).into(),
        (None, "integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        (None, "boolean") => Value::Bool(false),
        (None, _) => Value::Null,
    }
}

/// The first type a schema names; an object where it only lists properties.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null"),
        _ if schema.get("properties").is_some() => "object",
        _ => "",
    }
}

/// Every required property, and every other that brings an example of its own.
fn object(schema: &Value, depth: u8) -> Value {
    let required: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let wanted = |name: &str, property: &Value| required.contains(&name) || property.get("examples").is_some();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let chosen = properties.filter(|(name, property)| wanted(name, property));
    Value::Object(chosen.map(|(name, property)| (name.clone(), example(property, depth))).collect::<Map<_, _>>())
}

fn string(schema: &Value) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => "2026-11-20",
        Some("date-time") => "2026-11-20T17:06:41Z",
        Some("uri") => "https://example.org/",
        Some("email") => "name@example.org",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schema: &Value, expected: &Value) {
        assert_eq!(of(schema), *expected, "{schema}");
    }

    #[test]
    fn what_the_schema_offers_comes_first() {
        check(&json!({"type": "string", "examples": ["Paris"], "default": "Rome"}), &json!("Paris"));
        check(&json!({"type": "integer", "default": 4}), &json!(4));
        check(&json!({"enum": ["km", "mi"]}), &json!("km"));
    }

    #[test]
    fn an_object_has_what_is_required_and_what_brings_an_example() {
        let properties =
            json!({"city": {"type": "string"}, "n": {"type": "integer", "minimum": 3}, "x": {"type": "string"}, "y": {"examples": [1]}});
        check(&json!({"type": "object", "properties": properties, "required": ["city", "n"]}), &json!({"city": "text", "n": 3, "y": 1}));
        check(&json!({"type": ["null", "array"], "items": {"type": "string", "format": "date"}}), &json!(["2026-11-20"]));
    }

    #[test]
    fn a_schema_without_end_has_an_example_with_one() {
        let mut schema = json!({"type": "string"});
        for _ in 0..100 {
            schema = json!({"type": "array", "items": schema});
        }
        assert!(of(&schema).to_string().len() < 40);
    }
}
