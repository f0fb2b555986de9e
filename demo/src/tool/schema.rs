//! JSON Schemas for inputs and outputs, written as sentences.
//!
//! Only the keywords that the services need; every schema carries a description, because
//! planners and people fill forms from it.

use serde_json::{Map, Value, json};

/// The schema of one property.
#[derive(Debug, Clone)]
pub struct Schema {
    keywords: Map<String, Value>,
    required: bool,
}

/// A number.
pub fn number(description: &str) -> Schema {
    Schema::new("number", description)
}

/// A whole number.
pub fn integer(description: &str) -> Schema {
    Schema::new("integer", description)
}

/// A string.
pub fn text(description: &str) -> Schema {
    Schema::new("string", description)
}

/// A yes or no.
pub fn flag(description: &str) -> Schema {
    Schema::new("boolean", description)
}

/// A day as YYYY-MM-DD.
pub fn date(description: &str) -> Schema {
    text(description).with("format", json!("date"))
}

/// One of the given words.
pub fn choice<W: AsRef<str>>(description: &str, words: &[W]) -> Schema {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    text(description).with("enum", json!(words))
}

/// An array of `items`.
pub fn list(description: &str, items: Schema) -> Schema {
    Schema::new("array", description).with("items", items.into_json())
}

/// An object with the given properties.
pub fn object(description: &str, properties: &[(&str, Schema)]) -> Schema {
    let Value::Object(shape) = of_object(properties) else { return text(description) };
    let mut schema = Schema::new("object", description);
    schema.keywords.extend(shape.into_iter().filter(|(key, _)| key != "type"));
    schema
}

/// The schema of an object with these properties, as JSON.
pub fn of_object(properties: &[(&str, Schema)]) -> Value {
    let shapes: Map<String, Value> = properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone().into_json())).collect();
    let required: Vec<&str> = properties.iter().filter(|(_, s)| s.required).map(|(name, _)| *name).collect();
    let mut object = json!({ "type": "object", "properties": shapes });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

impl Schema {
    fn new(kind: &str, description: &str) -> Self {
        let mut keywords = Map::new();
        keywords.insert("type".to_owned(), json!(kind));
        keywords.insert("description".to_owned(), json!(description));
        Self { keywords, required: true }
    }

    fn with(mut self, keyword: &str, value: Value) -> Self {
        self.keywords.insert(keyword.to_owned(), value);
        self
    }

    /// Shows a value that works; the first one is the one that tests and forms start from.
    pub fn example(mut self, value: impl Into<Value>) -> Self {
        let examples = self.keywords.entry("examples").or_insert_with(|| json!([]));
        if let Some(examples) = examples.as_array_mut() {
            examples.push(value.into());
        }
        self
    }

    /// Names the value that is used where none is given.
    pub fn default(self, value: impl Into<Value>) -> Self {
        self.with("default", value.into()).optional()
    }

    /// Lets the property be absent.
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Bounds a number, ends included.
    pub fn between(self, least: impl Into<Value>, most: impl Into<Value>) -> Self {
        self.with("minimum", least.into()).with("maximum", most.into())
    }

    /// Bounds the length of a list.
    pub fn holding(self, least: usize, most: usize) -> Self {
        self.with("minItems", json!(least)).with("maxItems", json!(most))
    }

    /// The JSON type of the property: `number`, `string`, ….
    pub fn kind(&self) -> &str {
        self.keywords.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// True where a call without the property is refused.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// The schema as JSON.
    pub fn into_json(self) -> Value {
        Value::Object(self.keywords)
    }
}
