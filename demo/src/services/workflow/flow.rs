//! A flow, and how a step's input is filled from what is known: `$way.kilometres` stands for
//! the output `kilometres` of the step `way`, `$city` for the flow's input `city`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::tool::Failure;

/// A named list of steps.
#[derive(Deserialize, Serialize)]
pub struct Flow {
    pub flow: String,
    pub sentence: String,
    /// The inputs, each with a sample that stands in where none is given.
    pub inputs: Map<String, Value>,
    pub steps: Vec<Step>,
}

/// One call of a tool.
#[derive(Deserialize, Serialize)]
pub struct Step {
    pub name: String,
    pub tool: String,
    pub input: Value,
}

/// The input with every reference replaced by what it stands for.
pub fn filled(input: &Value, known: &Map<String, Value>) -> Result<Value, Failure> {
    match input {
        Value::String(word) => match word.strip_prefix('$') {
            Some(path) => found(path, known),
            None => Ok(input.clone()),
        },
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| Ok((name.clone(), filled(value, known)?)))
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        Value::Array(items) => items.iter().map(|item| filled(item, known)).collect::<Result<Vec<_>, _>>().map(Value::Array),
        _ => Ok(input.clone()),
    }
}

fn found(path: &str, known: &Map<String, Value>) -> Result<Value, Failure> {
    let mut parts = path.split('.');
    let first = parts.next().and_then(|name| known.get(name));
    let value = first.and_then(|value| parts.try_fold(value, |value, part| value.get(part)));
    value.cloned().ok_or_else(|| Failure::upstream(format!("no step before gave '{path}'")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(input: &Value, expected: Option<&Value>) {
        let Value::Object(known) = json!({ "city": "Rome", "way": { "km": 12.5 } }) else { return };
        assert_eq!(filled(input, &known).ok().as_ref(), expected);
    }

    #[test]
    fn references_are_replaced_wherever_they_stand() {
        check(&json!({ "to": "$city" }), Some(&json!({ "to": "Rome" })));
        check(&json!([{ "n": "$way.km" }, "as it is", 7]), Some(&json!([{ "n": 12.5 }, "as it is", 7])));
        check(&json!("$way"), Some(&json!({ "km": 12.5 })));
        check(&json!("$way.miles"), None);
    }
}
