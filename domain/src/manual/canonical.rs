//! JSON as one text whatever its keys' order and its numbers' spelling, after RFC 8785: what digests are taken of.
//!
//! Of a tool that is its name, description, schemas, tags and call template. Where we differ from the RFC: integers keep all
//! their digits, as they do in the calls that are made.

use crate::tool::Tool;
use serde_json::{Map, Value, json};

/// A tool's definition as its canonical text; tags are a set, so they stand in order.
pub fn definition(tool: &Tool) -> String {
    let mut tags = tool.tags.clone();
    tags.sort();
    text(&json!({
        "name": tool.id.name(),
        "description": tool.description,
        "inputs": tool.inputs,
        "outputs": tool.outputs,
        "tags": tags,
        "tool_call_template": tool.tool_call_template,
    }))
}

/// A value as its canonical text.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => write_object(map, out),
        Value::Array(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                separate(index, out);
                write(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => out.push_str(&spell(float)),
            None => out.push_str(&number.to_string()),
        },
        // Null, booleans and strings are spelt by serde_json as the RFC has them.
        plain => out.push_str(&plain.to_string()),
    }
}

fn write_object(map: &Map<String, Value>, out: &mut String) {
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (index, (key, value)) in entries.into_iter().enumerate() {
        separate(index, out);
        out.push_str(&json!(key).to_string());
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

/// A number as ECMAScript spells it: the shortest digits that mean it, with an exponent where it is very large or small.
fn spell(float: f64) -> String {
    match float.abs() {
        0.0 => "0".to_owned(),
        size if (1e-6..1e21).contains(&size) => float.to_string(),
        size if size >= 1e21 => format!("{float:e}").replace('e', "e+"),
        _ => format!("{float:e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(value: &str, expected: &str) {
        assert_eq!(text(&serde_json::from_str(value).expect("json")), expected);
    }

    #[test]
    fn keys_stand_in_order_and_numbers_are_spelt_one_way() {
        check(r#"{"b":[1.0,2],"a":{"d":null,"c":true}}"#, r#"{"a":{"c":true,"d":null},"b":[1,2]}"#);
        check("[1e30,4.50,2e-3,0.000000000000000000000000001,-0.0,333333.25]", "[1e+30,4.5,0.002,1e-27,0,333333.25]");
        check("[9007199254740993]", "[9007199254740993]");
        check(r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#, r#""€$\u000f\nA'B\"\\\\\"/""#);
    }

    #[test]
    fn keys_are_ordered_by_their_utf_16_units() {
        check(r#"{"\ufb33":1,"\ud83d\ude02":2,"\r":3,"1":4}"#, "{\"\\r\":3,\"1\":4,\"😂\":2,\"\u{fb33}\":1}");
    }

    proptest! {
        #[test]
        fn what_is_written_means_the_same(eighths in prop::collection::vec(any::<i32>(), 0..8), word in ".*") {
            let numbers: Vec<f64> = eighths.into_iter().map(|eighth| f64::from(eighth) / 8.0).collect();
            let value = json!({"word": word, "numbers": numbers});
            let again: Value = serde_json::from_str(&text(&value)).expect("json");
            prop_assert_eq!(text(&again), text(&value));
            let floats: Vec<f64> = again["numbers"].as_array().expect("a list").iter().filter_map(Value::as_f64).collect();
            prop_assert_eq!((floats, again["word"].as_str()), (numbers, Some(word.as_str())));
        }
    }
}
