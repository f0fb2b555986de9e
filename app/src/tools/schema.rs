//! A JSON Schema as rows that people read: name, type in words, whether it must be there, what it is for.
//!
//! Not a validator: that is the engine's. Only references inside the same schema are followed.

use serde_json::Value;

/// How deep rows are nested at most; a schema may refer to itself.
const DEPTH_MAX: u8 = 6;

/// How many rows are drawn at most.
const ROWS_MAX: usize = 500;

/// How many values of an enum are named; more are counted.
const ENUM_NAMED: usize = 6;

/// One field of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How deep it is nested.
    pub depth: u8,
    /// Its name; empty for a schema that is no object, `each` for an item of a list.
    pub name: String,
    /// Its type in words.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it is when it is absent.
    pub default: Option<String>,
    /// What it is for.
    pub about: String,
}

impl Row {
    /// Whether it must be there, or what stands for it, in words.
    pub fn presence(&self) -> String {
        match &self.default {
            Some(default) => format!("default {default}"),
            None if self.required => "required".to_owned(),
            None => String::new(),
        }
    }
}

/// The rows of a schema; none where it says nothing.
pub fn rows(schema: &Value) -> Vec<Row> {
    let mut reader = Reader { root: schema, rows: Vec::new() };
    let top = reader.resolve(schema);
    if top.get("properties").is_some() {
        reader.fields(top, 0);
    } else if top.as_object().is_some_and(|map| !map.is_empty()) && !is_bare_object(top) {
        reader.row("", top, true, 0);
    }
    reader.rows
}

fn is_bare_object(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("object") && schema.get("additionalProperties").is_none_or(|more| !more.is_object())
}

struct Reader<'a> {
    root: &'a Value,
    rows: Vec<Row>,
}

impl<'a> Reader<'a> {
    /// Follows `$ref` inside the schema; a reference that leads nowhere stays as it is.
    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..DEPTH_MAX {
            let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| self.root.pointer(reference.strip_prefix('#')?));
            let Some(target) = target else { break };
            schema = target;
        }
        schema
    }

    fn fields(&mut self, object: &'a Value, depth: u8) {
        let required = object.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|entry| entry == name));
        for (name, field) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.row(name, field, is_required(name), depth);
        }
    }

    fn row(&mut self, name: &str, schema: &'a Value, required: bool, depth: u8) {
        if self.rows.len() >= ROWS_MAX {
            return;
        }
        let target = self.resolve(schema);
        let word = |key: &str| schema.get(key).or_else(|| target.get(key));
        self.rows.push(Row {
            depth,
            name: name.to_owned(),
            kind: self.kind(target),
            required,
            default: word("default").map(Value::to_string),
            about: word("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        });
        if depth < DEPTH_MAX {
            self.inside(target, depth + 1);
        }
    }

    /// What a field holds: the fields of an object, the items of a list, the ways of a choice.
    fn inside(&mut self, schema: &'a Value, depth: u8) {
        self.fields(schema, depth);
        if let Some(item) = schema.get("items").map(|item| self.resolve(item)) {
            match item.get("properties") {
                Some(_) => self.fields(item, depth),
                None if is_compound(item) => self.row("each", item, false, depth),
                None => {}
            }
        }
        if let Some(more) = schema.get("additionalProperties").filter(|more| more.is_object()) {
            self.row("any other", more, false, depth);
        }
        let ways = self.ways(schema);
        match ways.as_slice() {
            [way] => self.inside(way, depth),
            ways => ways.iter().filter(|way| is_compound(way)).for_each(|way| self.way(way, depth)),
        }
        for part in list(schema, "allOf") {
            let part = self.resolve(part);
            self.fields(part, depth);
        }
    }

    fn way(&mut self, way: &'a Value, depth: u8) {
        let title = way.get("title").and_then(Value::as_str).unwrap_or("or");
        self.row(title, way, false, depth);
    }

    /// The ways of a choice, without null: that is said in words.
    fn ways(&self, schema: &'a Value) -> Vec<&'a Value> {
        let ways = list(schema, "oneOf").iter().chain(list(schema, "anyOf")).map(|way| self.resolve(way));
        ways.filter(|way| type_of(way) != Some("null")).collect()
    }

    fn kind(&self, schema: &'a Value) -> String {
        let all = list(schema, "oneOf").len() + list(schema, "anyOf").len();
        let ways = self.ways(schema);
        let (kind, nullable) = match ways.as_slice() {
            [] => (self.plain_kind(schema), list(schema, "type").iter().any(|kind| kind == "null")),
            [way] => (self.kind(way), all > 1),
            ways if ways.len() <= 3 && ways.iter().all(|way| !is_compound(way)) => {
                (ways.iter().map(|way| self.kind(way)).collect::<Vec<_>>().join(" or "), all > ways.len())
            }
            ways => (format!("one of {}", ways.len()), all > ways.len()),
        };
        if nullable { format!("{kind} or null") } else { kind }
    }

    fn plain_kind(&self, schema: &'a Value) -> String {
        if let Some(constant) = schema.get("const") {
            return format!("always {constant}");
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return enumeration(values);
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
            _ if schema.get("properties").is_some() || schema.get("allOf").is_some() => vec!["object"],
            _ if schema.get("items").is_some() => vec!["array"],
            _ => return "any value".to_owned(),
        };
        let words: Vec<String> = types.iter().map(|kind| self.type_words(kind, schema)).collect();
        words.join(" or ")
    }

    fn type_words(&self, kind: &str, schema: &'a Value) -> String {
        match kind {
            "array" => {
                let item = schema.get("items").map(|item| self.resolve(item));
                let of = item.map(|item| self.kind(item)).filter(|of| of != "any value");
                let name = of.map_or_else(|| "list".to_owned(), |of| format!("list of {}", plural(&of)));
                with_range(&name, schema, ["minItems", "maxItems"], "")
            }
            "string" => {
                let name = schema.get("format").and_then(Value::as_str).map_or_else(|| "string".to_owned(), format_words);
                let name = with_range(&name, schema, ["minLength", "maxLength"], " characters");
                match schema.get("pattern").and_then(Value::as_str) {
                    Some(pattern) => format!("{name}, like {pattern}"),
                    None => name,
                }
            }
            "integer" | "number" => number_words(kind, schema),
            other => other.to_owned(),
        }
    }
}

fn number_words(kind: &str, schema: &Value) -> String {
    let bound = |key: &str| schema.get(key).filter(|bound| bound.is_number());
    let over = bound("exclusiveMinimum").map(|low| format!("over {low}"));
    let under = bound("exclusiveMaximum").map(|high| format!("under {high}"));
    let step = bound("multipleOf").map(|step| format!("in steps of {step}"));
    let range = with_range(kind, schema, ["minimum", "maximum"], "");
    [Some(range), over, under, step].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn enumeration(values: &[Value]) -> String {
    let words: Vec<String> = values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    match words.as_slice() {
        [] => "no value".to_owned(),
        [only] => format!("always {only}"),
        words if words.len() <= ENUM_NAMED => words.join(" | "),
        words => format!("enum of {}: {}, …", words.len(), words[..ENUM_NAMED - 2].join(", ")),
    }
}

fn format_words(format: &str) -> String {
    match format {
        "date" => "date".to_owned(),
        "date-time" => "date and time".to_owned(),
        "uri" | "url" => "URL".to_owned(),
        other => format!("string, {other}"),
    }
}

fn with_range(name: &str, schema: &Value, [low, high]: [&str; 2], unit: &str) -> String {
    let bound = |key: &str| schema.get(key).filter(|bound| bound.is_number());
    match (bound(low), bound(high)) {
        (Some(low), Some(high)) if low == high => format!("{name}, {low}{unit}"),
        (Some(low), Some(high)) => format!("{name}, {low} – {high}{unit}"),
        (Some(low), None) => format!("{name}, at least {low}{unit}"),
        (None, Some(high)) => format!("{name}, at most {high}{unit}"),
        (None, None) => name.to_owned(),
    }
}

fn plural(kind: &str) -> String {
    match kind {
        "string" | "number" | "integer" | "object" | "boolean" | "date" | "URL" | "list" => format!("{kind}s"),
        other => other.to_owned(),
    }
}

fn is_compound(schema: &Value) -> bool {
    ["properties", "items", "oneOf", "anyOf", "allOf"].iter().any(|key| schema.get(key).is_some())
}

fn type_of(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The class that indents a row.
pub const fn indent(depth: u8) -> &'static str {
    match depth {
        0 => "mono",
        1 => "mono in-1",
        2 => "mono in-2",
        3 => "mono in-3",
        _ => "mono in-4",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(field: &Value, kind: &str) {
        let found = rows(&json!({"properties": {"x": field}}));
        assert_eq!(found[0].kind, kind, "{field}");
    }

    fn names(schema: &Value) -> Vec<String> {
        rows(schema).iter().map(|row| format!("{}{}", "  ".repeat(row.depth.into()), row.name)).collect()
    }

    #[test]
    fn a_type_is_said_in_words() {
        check(&json!({}), "any value");
        check(&json!({"type": "string", "minLength": 1, "maxLength": 63}), "string, 1 – 63 characters");
        check(&json!({"type": "string", "format": "date"}), "date");
        check(&json!({"type": ["string", "null"], "format": "date"}), "date or null");
        check(&json!({"anyOf": [{"type": "number"}, {"type": "null"}]}), "number or null");
        check(&json!({"type": "integer", "minimum": 0, "maximum": 12}), "integer, 0 – 12");
        check(&json!({"type": "number", "exclusiveMinimum": 0}), "number, over 0");
        check(&json!({"type": "string", "enum": ["web", "phone"]}), "web | phone");
        check(&json!({"enum": [1, 2, 3, 4, 5, 6, 7]}), "enum of 7: 1, 2, 3, 4, …");
        check(&json!({"const": true}), "always true");
        check(&json!({"type": "array", "items": {"type": "string"}, "minItems": 1}), "list of strings, at least 1");
        check(&json!({"type": "array", "items": {"type": "object", "properties": {}}}), "list of objects");
        check(&json!({"oneOf": [{"properties": {}}, {"type": "string"}, {"type": "null"}]}), "one of 2 or null");
        check(&json!({"type": ["string", "integer"]}), "string or integer");
    }

    #[test]
    fn what_is_nested_is_indented() {
        let line = json!({"type": "object", "properties": {"sku": {"type": "string"}, "qty": {"type": "integer"}}});
        let schema =
            json!({"properties": {"lines": {"type": "array", "items": line}, "to": {"type": "object", "properties": {"city": {}}}}});
        assert_eq!(names(&schema), ["lines", "  sku", "  qty", "to", "  city"]);
        assert_eq!(
            names(&json!({"properties": {"m": {"type": "array", "items": {"type": "array", "items": line}}}})),
            ["m", "  each", "    sku", "    qty"]
        );
        let either = json!({"oneOf": [{"title": "Address", "properties": {"city": {}}}, {"type": "string"}]});
        assert_eq!(names(&json!({"properties": {"to": either}})), ["to", "  Address", "    city"]);
    }

    #[test]
    fn a_reference_is_followed_and_one_to_itself_ends() {
        let schema = json!({"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"next": {"$ref": "#/$defs/node"}}}}});
        assert_eq!(rows(&schema).len(), usize::from(DEPTH_MAX) + 1);
        let round = json!({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}});
        assert_eq!(rows(&round).len(), 1);
    }

    #[test]
    fn presence_says_required_or_the_default() {
        let schema = json!({"properties": {"a": {}, "b": {"default": 4}, "c": {}}, "required": ["a"]});
        let found: Vec<String> = rows(&schema).iter().map(Row::presence).collect();
        assert_eq!(found, ["required", "default 4", ""]);
    }

    #[test]
    fn a_schema_that_says_nothing_has_no_rows_and_one_of_a_value_has_one() {
        assert_eq!(rows(&json!({})), []);
        assert_eq!(rows(&json!({"type": "object"})), []);
        assert_eq!(rows(&json!({"type": "array", "items": {"type": "number"}}))[0].kind, "list of numbers");
    }
}
