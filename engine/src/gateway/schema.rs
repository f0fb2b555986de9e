//! Inputs held against their JSON Schema, before anything is sent.
//!
//! Patterns run on a linear engine, and no `$ref` leaves the schema.

use domain::Failure;
use domain::failure::{Kind, Violation};
use jsonschema::error::ValidationErrorKind as Broken;
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;
use std::sync::OnceLock;

/// The most violations one answer lists.
pub const VIOLATIONS_MAX: usize = 50;

/// A schema that is compiled when it is first needed.
#[derive(Debug)]
pub struct Schema {
    text: Value,
    compiled: OnceLock<Result<Validator, String>>,
}

impl Schema {
    /// Keeps the schema for later.
    pub fn new(schema: &Value) -> Self {
        Self { text: schema.clone(), compiled: OnceLock::new() }
    }

    /// What breaks the schema in `input`, with pointers that begin with `root`; an error where the schema itself is broken.
    pub fn violations(&self, input: &Value, root: &str) -> Result<Vec<Violation>, Failure> {
        let compiled = self.compiled.get_or_init(|| {
            let options = jsonschema::options().with_pattern_options(PatternOptions::regex());
            options.build(&self.text).map_err(|error| error.to_string())
        });
        match compiled {
            // Most inputs fit, and that is found out without a list.
            Ok(validator) if validator.is_valid(input) => Ok(Vec::new()),
            Ok(validator) => Ok(validator.iter_errors(input).take(VIOLATIONS_MAX).map(|error| explain(&error, root)).collect()),
            Err(reason) => {
                let detail =
                    format!("The tool's own input schema is broken, so no input can be checked: {reason}. Its service must mend it.");
                Err(Failure::new(Kind::NotCallable, detail))
            }
        }
    }
}

fn explain(error: &ValidationError<'_>, root: &str) -> Violation {
    let at = error.instance_path().as_str();
    let (pointer, remedy) = match error.kind() {
        Broken::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            (format!("{root}{at}/{}", escape(name)), format!("add `{name}`"))
        }
        Broken::AdditionalProperties { unexpected } => {
            let name = unexpected.first().map(String::as_str).unwrap_or_default();
            (format!("{root}{at}/{}", escape(name)), format!("leave out `{}`", unexpected.join("`, `")))
        }
        kind => (format!("{root}{at}"), remedy(kind)),
    };
    Violation { pointer, message: error.to_string().chars().take(300).collect(), remedy }
}

fn remedy(kind: &Broken) -> String {
    match kind {
        Broken::Type { kind } => format!("write {}", types(kind)),
        Broken::Enum { options } => format!("choose one of {options}").chars().take(300).collect(),
        Broken::Constant { expected_value } => format!("write {expected_value}"),
        Broken::Minimum { limit } => format!("write {limit} or more"),
        Broken::Maximum { limit } => format!("write {limit} or less"),
        Broken::ExclusiveMinimum { limit } => format!("write more than {limit}"),
        Broken::ExclusiveMaximum { limit } => format!("write less than {limit}"),
        Broken::MinLength { limit } => format!("write at least {limit} characters"),
        Broken::MaxLength { limit } => format!("write at most {limit} characters"),
        Broken::MinItems { limit } => format!("list at least {limit}"),
        Broken::MaxItems { limit } => format!("list at most {limit}"),
        Broken::Pattern { pattern } => format!("write a text that matches {pattern}"),
        Broken::Format { format } => format!("write it as {format}"),
        _ => "hold it against the tool's schema".to_owned(),
    }
}

fn types(kind: &jsonschema::error::TypeKind) -> String {
    match kind {
        jsonschema::error::TypeKind::Single(one) => with_article(&one.to_string()),
        jsonschema::error::TypeKind::Multiple(several) => {
            let names: Vec<String> = several.into_iter().map(|one| with_article(&one.to_string())).collect();
            names.join(" or ")
        }
    }
}

fn with_article(name: &str) -> String {
    match name {
        "null" => "null".to_owned(),
        "object" | "array" | "integer" => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// A key as a part of a JSON pointer (RFC 6901).
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(input: &Value, expected: &[(&str, &str)]) {
        let schema = Schema::new(&json!({
            "type": "object",
            "properties": {
                "qty": {"type": "integer", "minimum": 1},
                "unit": {"enum": ["km", "mi"]},
                "a/b": {"type": ["string", "null"], "pattern": "^x"},
            },
            "required": ["qty"],
            "additionalProperties": false,
        }));
        let found = schema.violations(input, "/input").expect("a sound schema");
        let pairs: Vec<(&str, &str)> = found.iter().map(|v| (v.pointer.as_str(), v.remedy.as_str())).collect();
        assert_eq!(pairs, expected, "{input}");
    }

    #[test]
    fn each_violation_has_its_pointer_and_its_remedy() {
        check(&json!({"qty": 1}), &[]);
        check(&json!({}), &[("/input/qty", "add `qty`")]);
        check(&json!({"qty": 0}), &[("/input/qty", "write 1 or more")]);
        check(&json!({"qty": "1"}), &[("/input/qty", "write an integer")]);
        check(&json!({"qty": 1, "unit": "m"}), &[("/input/unit", "choose one of [\"km\",\"mi\"]")]);
        check(&json!({"qty": 1, "a/b": 1}), &[("/input/a~1b", "write null or a string")]);
        check(&json!({"qty": 1, "colour": 1}), &[("/input/colour", "leave out `colour`")]);
        check(&json!(7), &[("/input", "write an object")]);
    }

    #[test]
    fn a_schema_that_reaches_out_is_refused() {
        let schema = Schema::new(&json!({"$ref": "http://127.0.0.1:9/secret.json"}));
        assert_eq!(schema.violations(&json!({}), "").expect_err("refused").kind, Kind::NotCallable);
    }
}
