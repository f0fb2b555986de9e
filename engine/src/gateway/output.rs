//! A service's answer as a tool's output.

use crate::egress::{Fetched, weight};
use domain::call::Outcome;
use serde_json::Value;

/// The most bytes of an answer, decoded.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;

/// The most memory that the values of an answer may take, in bytes: `[[],[],…` takes a hundred times its length.
pub const WEIGHT_MAX: usize = 128 * 1024 * 1024;

/// How much of a failed answer is told on.
const EXCERPT: usize = 300;

/// The output of a good answer: JSON where the service says `application/json`, else text, as the official clients read it.
pub fn read(fetched: &Fetched) -> Result<Value, String> {
    if fetched.body.is_empty() {
        return Ok(Value::Null);
    }
    if fetched.content_type.contains("application/json") {
        if weight::of(&fetched.body) > WEIGHT_MAX {
            return Err(format!("the answer's JSON holds so many values that it would take more than {WEIGHT_MAX} bytes of memory"));
        }
        return serde_json::from_slice(&fetched.body).map_err(|error| format!("the answer says it is JSON and is not: {error}"));
    }
    text(&fetched.body)
}

/// Bytes as a text.
pub fn text(bytes: &[u8]) -> Result<Value, String> {
    std::str::from_utf8(bytes).map(Value::from).map_err(|_| "the answer is neither JSON nor text".to_owned())
}

/// How an answer of that status counts, where it is not a good one.
pub const fn outcome(status: u16) -> Option<Outcome> {
    match status {
        200..=299 => None,
        429 => Some(Outcome::Busy),
        400..=499 => Some(Outcome::Rejected),
        _ => Some(Outcome::Failed),
    }
}

/// What the service said of its failure, in one line without control characters.
pub fn excerpt(fetched: &Fetched) -> String {
    let value: Option<Value> = serde_json::from_slice(&fetched.body).ok();
    let said = value.as_ref().and_then(|value| ["detail", "message", "error", "reason"].iter().find_map(|key| value.get(key)?.as_str()));
    let text = said.map_or_else(|| String::from_utf8_lossy(&fetched.body).into_owned(), str::to_owned);
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(EXCERPT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(content_type: &str, body: &str, expected: Option<Value>) {
        let fetched = Fetched { status: 200, content_type: content_type.to_owned(), retry_after: None, body: body.as_bytes().to_vec() };
        assert_eq!(read(&fetched).ok(), expected, "{body}");
    }

    #[test]
    fn an_output_is_json_where_the_service_says_so() {
        check("application/json", r#"{"km":19.3}"#, Some(json!({"km": 19.3})));
        check("application/vnd.api+json", "[1]", Some(json!("[1]")));
        check("text/plain", "hello", Some(json!("hello")));
        check("application/json", "<html>", None);
        check("", "", Some(Value::Null));
    }

    #[test]
    fn an_answer_of_too_many_values_is_not_read() {
        let list = |values: usize| format!("[{}0]", "0,".repeat(values));
        check("application/json", &list(WEIGHT_MAX / 144), None);
        check("application/json", &list(9), Some(json!(vec![0; 10])));
    }

    #[test]
    fn a_failure_is_told_in_the_services_own_words() {
        let fetched = |body: &str| Fetched { status: 404, content_type: String::new(), retry_after: None, body: body.as_bytes().to_vec() };
        assert_eq!(excerpt(&fetched(r#"{"error":"unknown SKU"}"#)), "unknown SKU");
        assert_eq!(excerpt(&fetched("two\n\u{7} lines")), "two lines");
    }
}
