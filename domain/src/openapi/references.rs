//! References within a document, followed, and schemas made whole: without references out of them and as JSON Schema 2020-12
//! has them, whichever generation they were written for.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The most references that follow one another.
const HOPS_MAX: usize = 16;

/// The most values in a schema that is made whole: schemas that name others twice grow without bound.
const VALUES_MAX: usize = 20_000;

/// The deepest that a schema made whole may nest.
const DEPTH_MAX: usize = 64;

/// Keywords whose value is a schema by each name.
const NAMED: [&str; 5] = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

/// Keywords whose value is data and no schema.
const DATA: [&str; 5] = ["enum", "const", "default", "examples", "required"];

/// What `OpenAPI` has and JSON Schema has not.
const FOREIGN: [&str; 5] = ["nullable", "xml", "discriminator", "externalDocs", "collectionFormat"];

/// The references of one document.
#[derive(Clone, Copy)]
pub struct References<'a> {
    root: &'a Value,
}

/// What is known while a schema is made whole.
struct Making<'a> {
    references: References<'a>,
    /// The references that are being followed.
    open: Vec<&'a str>,
    /// Those that lead to what they stand in, with the names they get.
    circular: BTreeMap<String, &'a str>,
    values: usize,
}

impl<'a> References<'a> {
    /// The references within a document.
    pub const fn within(root: &'a Value) -> Self {
        Self { root }
    }

    /// What a value refers to; itself where it refers to nothing.
    pub fn follow(self, value: &'a Value) -> Result<&'a Value, String> {
        let mut value = value;
        for _ in 0..HOPS_MAX {
            let Some(reference) = reference(value) else { return Ok(value) };
            value = self.find(reference)?;
        }
        Err(format!("its references lead in a circle, or over more than {HOPS_MAX} others"))
    }

    /// A schema that says all by itself.
    pub fn whole(self, schema: &'a Value) -> Result<Value, String> {
        let mut making = Making { references: self, open: Vec::new(), circular: BTreeMap::new(), values: 0 };
        let mut whole = making.schema(schema, 0)?;
        let mut definitions = Map::new();
        while let Some((name, reference)) = making.circular.iter().find(|(name, _)| !definitions.contains_key(*name)) {
            let (name, reference) = (name.clone(), *reference);
            making.open = vec![reference];
            let definition = making.schema(self.find(reference)?, 0)?;
            definitions.insert(name, definition);
        }
        if let Some(object) = whole.as_object_mut().filter(|_| !definitions.is_empty()) {
            object.insert("$defs".to_owned(), Value::Object(definitions));
        }
        Ok(whole)
    }

    fn find(self, reference: &str) -> Result<&'a Value, String> {
        let pointer = reference.strip_prefix('#').ok_or_else(|| format!("its reference `{reference}` leads out of the document"))?;
        self.root.pointer(pointer).ok_or_else(|| format!("its reference `{reference}` leads to nothing"))
    }
}

impl<'a> Making<'a> {
    fn schema(&mut self, schema: &'a Value, depth: usize) -> Result<Value, String> {
        self.values += 1;
        if self.values > VALUES_MAX || depth > DEPTH_MAX {
            return Err(format!("its schema is too large with all it refers to: more than {VALUES_MAX} values or {DEPTH_MAX} deep"));
        }
        match (schema, reference(schema)) {
            (_, Some(reference)) => self.referred(reference, depth),
            (Value::Object(map), None) => self.object(map, depth),
            (Value::Array(list), None) => list.iter().map(|item| self.schema(item, depth + 1)).collect(),
            (other, None) => Ok(other.clone()),
        }
    }

    fn referred(&mut self, reference: &'a str, depth: usize) -> Result<Value, String> {
        if self.open.contains(&reference) {
            let name = reference.trim_start_matches("#/").replace('/', ".");
            let schema = json!({ "$ref": format!("#/$defs/{name}") });
            self.circular.insert(name, reference);
            return Ok(schema);
        }
        self.open.push(reference);
        let schema = self.references.find(reference).and_then(|schema| self.schema(schema, depth + 1));
        self.open.pop();
        schema
    }

    fn object(&mut self, map: &'a Map<String, Value>, depth: usize) -> Result<Value, String> {
        let mut whole = Map::new();
        for (key, value) in map {
            let value = match (key.as_str(), value) {
                (key, _) if FOREIGN.contains(&key) || key.starts_with("x-") => continue,
                ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => continue,
                ("example", value) => {
                    whole.insert("examples".to_owned(), json!([value]));
                    continue;
                }
                (key, Value::Object(named)) if NAMED.contains(&key) => self.named(named, depth)?,
                (key, value) if DATA.contains(&key) => value.clone(),
                (_, value) => self.schema(value, depth + 1)?,
            };
            whole.insert(key.clone(), value);
        }
        exclude_bounds(map, &mut whole);
        if map.get("nullable") == Some(&Value::Bool(true)) {
            allow_null(&mut whole);
        }
        Ok(Value::Object(whole))
    }

    fn named(&mut self, named: &'a Map<String, Value>, depth: usize) -> Result<Value, String> {
        let schemas = named.iter().map(|(name, schema)| Ok((name.clone(), self.schema(schema, depth + 1)?)));
        schemas.collect::<Result<Map<_, _>, String>>().map(Value::Object)
    }
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// A bound that is excluded was once said by a flag beside it.
fn exclude_bounds(map: &Map<String, Value>, whole: &mut Map<String, Value>) {
    for (bound, excluded) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if map.get(excluded) == Some(&Value::Bool(true))
            && let Some(value) = whole.remove(bound)
        {
            whole.insert(excluded.to_owned(), value);
        }
    }
}

/// Null was once allowed by a flag.
fn allow_null(whole: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = whole.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match whole.get("type") {
        Some(Value::String(kind)) => {
            let kinds = json!([kind, "null"]);
            whole.insert("type".to_owned(), kinds);
        }
        Some(_) => {}
        None => {
            let schema = Value::Object(std::mem::take(whole));
            whole.insert("anyOf".to_owned(), json!([schema, { "type": "null" }]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(root: &Value, expected: &Value) {
        assert_eq!(References::within(root).whole(&root["schema"]).as_ref(), Ok(expected));
    }

    fn why(root: &Value) -> String {
        References::within(root).whole(&root["schema"]).expect_err("a reason")
    }

    #[test]
    fn references_are_replaced_by_what_they_lead_to() {
        let root = json!({
            "schema": {"type": "object", "properties": {"at": {"$ref": "#/parts/place"}}},
            "parts": {"place": {"items": {"$ref": "#/parts/a~1b"}}, "a/b": {"type": "number"}}
        });
        check(&root, &json!({"type": "object", "properties": {"at": {"items": {"type": "number"}}}}));
    }

    #[test]
    fn a_schema_that_holds_itself_is_defined_beside_it() {
        let root = json!({"schema": {"$ref": "#/node"}, "node": {"properties": {"next": {"$ref": "#/node"}}}});
        let node = json!({"properties": {"next": {"$ref": "#/$defs/node"}}});
        check(&root, &json!({"properties": node["properties"], "$defs": {"node": node}}));
    }

    #[test]
    fn what_older_generations_say_by_flags_is_said_as_today() {
        let schema = json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false,
            "nullable": true, "example": 3, "x-order": 1});
        check(&json!({"schema": schema}), &json!({"type": ["integer", "null"], "exclusiveMinimum": 1, "maximum": 9, "examples": [3]}));
        let choice = json!({"enum": ["a"], "nullable": true});
        check(&json!({"schema": choice}), &json!({"anyOf": [{"enum": ["a", null]}, {"type": "null"}]}));
    }

    #[test]
    fn a_property_may_be_called_like_a_keyword() {
        let schema = json!({"properties": {"example": {"type": "string"}, "nullable": {"type": "boolean"}, "$ref": {"type": "string"}}});
        check(&json!({"schema": schema}), &schema);
    }

    #[test]
    fn a_reference_that_cannot_be_followed_says_why() {
        assert!(why(&json!({"schema": {"$ref": "other.json#/a"}})).contains("leads out of the document"));
        assert!(why(&json!({"schema": {"$ref": "#/nowhere"}})).contains("leads to nothing"));
        let circle = json!({"$ref": "#/a", "a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}});
        assert!(References::within(&circle).follow(&circle).expect_err("a circle").contains("in a circle"));
    }

    #[test]
    fn a_schema_that_doubles_with_every_step_is_refused() {
        let mut root = json!({"schema": {"$ref": "#/s0"}, "s30": {"type": "string"}});
        for step in 0..30 {
            let next = json!({ "$ref": format!("#/s{}", step + 1) });
            root[format!("s{step}")] = json!({ "properties": { "a": next, "b": next } });
        }
        assert!(why(&root).contains("is too large"));
    }
}
