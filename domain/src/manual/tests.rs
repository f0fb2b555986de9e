use super::*;
use proptest::prelude::*;

const GOOD: &str = r#"{"name":"convert","description":"Converts","inputs":{"type":"object","$schema":null},
    "outputs":null,"tags":["read-only"],"tool_call_template":{"call_template_type":"http","url":"http://h/c","http_method":"POST"}}"#;

fn check(tools: &str, kept: &[&str], rejected: &[&str]) {
    let text = format!(r#"{{"utcp_version":"1.0.1","auth":null,"tools":[{tools}]}}"#);
    let manual = read_utcp("units", &text).expect("a manual");
    let ids: Vec<&str> = manual.tools.iter().map(|tool| tool.id.as_str()).collect();
    let reasons: Vec<String> = manual.rejected.iter().map(|r| format!("{}: {}", r.tool, r.reason)).collect();
    assert_eq!((ids.as_slice(), reasons.iter().map(String::as_str).collect::<Vec<_>>().as_slice()), (kept, rejected));
}

#[test]
fn good_tools_stay_and_broken_ones_are_listed_with_their_reason() {
    check(GOOD, &["units.convert"], &[]);
    check(&format!(r#"{GOOD},{{"name":"bad"}}"#), &["units.convert"], &["bad: it has no `tool_call_template`"]);
    check(r#"{"tags":[]}"#, &[], &["number 1: it has no `name`"]);
    check(&format!("{GOOD},{GOOD}"), &["units.convert"], &["convert: a tool of this name stands before it"]);
    check(r#"{"name":"x","tool_call_template":{"call_template_type":"http"}}"#, &[], &["x: its `tool_call_template` has no `url`"]);
}

#[test]
fn nulls_are_dropped_and_the_risk_is_read() {
    let manual = read_utcp("units", &format!(r#"{{"utcp_version":"1","tools":[{GOOD}]}}"#)).expect("a manual");
    assert_eq!(manual.tools[0].inputs, serde_json::json!({"type": "object"}));
    assert_eq!((manual.tools[0].outputs.clone(), manual.tools[0].risk), (serde_json::json!({}), Risk::ReadOnly));
}

#[test]
fn a_null_that_is_meant_stays_where_not_every_unset_keyword_is_null() {
    let check = |schema: &str, expected: Value| assert_eq!(without_nulls(&serde_json::from_str(schema).expect("json")), expected);
    check(r#"{"const":null}"#, serde_json::json!({"const": null}));
    check(r#"{"type":["string","null"],"default":null}"#, serde_json::json!({"type": ["string", "null"], "default": null}));
    check(r#"{"type":"integer","$id":null,"const":null,"default":null}"#, serde_json::json!({"type": "integer"}));
}

#[test]
fn what_is_no_manual_says_what_it_is() {
    let why = |text: &str| read_utcp("a", text).expect_err("no manual");
    assert!(why("<!doctype html><p>hello").starts_with("it is HTML"));
    assert_eq!(why(" "), "it is empty");
    assert!(why("{\"openapi\":\"3.1.0\"}").starts_with("it is JSON, but no UTCP manual"));
    assert!(why("{\"utcp_version\":").starts_with("it is not JSON"));
    assert!(why(&"[".repeat(100_000)).starts_with("it is not JSON"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".*", cut in 0_usize..200) {
        let _ = read_utcp("a", &text);
        let whole = format!(r#"{{"utcp_version":"1","tools":[{GOOD}]}}"#);
        let _ = read_utcp("a", &whole[..cut.min(whole.len())]);
    }
}

/// A manual of one tool like the good one, with `key` in place of what it has there.
fn with(key: &str, value: &Value) -> String {
    let mut tool: Value = serde_json::from_str(GOOD).expect("json");
    tool[key] = value.clone();
    tool.to_string()
}

#[test]
fn what_hides_its_words_is_left_out_and_says_where() {
    let name = "its name is empty, longer than 128 bytes, or holds spaces or characters that cannot be seen";
    check(&with("name", &"a\u{0}b".into()), &[], &[&format!("a\u{fffd}b: {name}")]);
    check(&with("name", &"a\u{202e}b".into()), &[], &[&format!("a\u{fffd}b: {name}")]);
    check(&with("name", &"a\u{200b}b".into()), &[], &[&format!("a\u{fffd}b: {name}")]);
    check(&with("name", &"x".repeat(129).into()), &[], &[&format!("{}: {name}", "x".repeat(128))]);
    let hides = "which hides what is written";
    check(&with("description", &"a\u{202e}b".into()), &[], &[&format!("convert: its `/description` holds the character U+202E, {hides}")]);
    check(&with("description", &"a\u{0}".into()), &[], &[&format!("convert: its `/description` holds the character U+0000, {hides}")]);
    check(&with("tags", &serde_json::json!(["\u{1b}"])), &[], &[&format!("convert: its `/tags` holds the character U+001B, {hides}")]);
    let inputs = serde_json::json!({"properties": {"a": {"description": "\u{2067}"}}});
    let reason = format!("convert: its `/inputs/properties/a/description` holds the character U+2067, {hides}");
    check(&with("inputs", &inputs), &[], &[&reason]);
}

#[test]
fn what_nobody_could_read_is_left_out() {
    let long = "x".repeat(10 * 1024 * 1024);
    check(&with("description", &long.clone().into()), &[], &["convert: its `description` is longer than 65536 bytes"]);
    let reason = "convert: the texts in its definition are longer than 1048576 bytes together";
    check(&with("inputs", &serde_json::json!({"default": long})), &[], &[reason]);
    check(&with("description", &"x".repeat(DESCRIPTION_MAX).into()), &["units.convert"], &[]);
}

#[test]
fn a_number_beyond_numbers_and_an_abyss_are_no_json() {
    let why = |inputs: &str| {
        let tool = GOOD.replace(r#"{"type":"object","$schema":null}"#, inputs);
        read_utcp("a", &format!(r#"{{"utcp_version":"1","tools":[{tool}]}}"#)).expect_err("no JSON")
    };
    assert!(why(r#"{"maximum":1e999999}"#).starts_with("it is not JSON: number out of range"));
    let deep = 100_000;
    assert!(why(&format!("{}1{}", r#"{"not":"#.repeat(deep), "}".repeat(deep))).starts_with("it is not JSON: recursion limit exceeded"));
}

#[test]
fn more_than_a_manual_may_have_is_refused_whole() {
    let manual = |tools: usize| format!(r#"{{"utcp_version":"1","tools":[{}]}}"#, vec!["{}"; tools].join(","));
    let reason = format!("it lists {} tools; 50000 is the most a manual may have", TOOLS_MAX + 1);
    assert_eq!(read_utcp("a", &manual(TOOLS_MAX + 1)).expect_err("too many"), reason);
    let rejected = read_utcp("a", &manual(TOOLS_MAX)).expect("a manual").rejected;
    assert_eq!((rejected.len(), rejected[REJECTED_MAX].tool.as_str()), (REJECTED_MAX + 1, "49900 more"));
    let large = format!("{}{}", manual(1), " ".repeat(BYTES_MAX));
    assert_eq!(read_utcp("a", &large).expect_err("too large"), "it is larger than 33554432 bytes, the most a manual may have");
}

#[test]
fn what_python_writes_with_all_its_nulls_is_read() {
    let nulls = r#"{"name":"convert","description":"","inputs":{"$schema":null,"type":"object","properties":{"a":{"type":"string","enum":null,"default":null}},"required":null},
        "outputs":{"type":null},"tags":[],"average_response_size":null,"colour":7,"tool_call_template":{"name":"x","call_template_type":"http","auth":null,
        "allowed_communication_protocols":null,"url":"http://h","http_method":"GET","headers":null,"body_field":"body","header_fields":null,"auth_tools":null}}"#;
    let manual =
        read_utcp("units", &format!(r#"{{"utcp_version":"1.2.0","manual_version":"1.0.0","tools":[{nulls}]}}"#)).expect("a manual");
    let inputs = serde_json::json!({"type": "object", "properties": {"a": {"type": "string"}}});
    assert_eq!((&manual.tools[0].inputs, manual.rejected.len()), (&inputs, 0));
}

#[test]
fn a_definition_is_read_back_as_the_tool_it_is_of() {
    let tool = read_utcp("units", &format!(r#"{{"utcp_version":"1","tools":[{GOOD}]}}"#)).expect("a manual").tools.remove(0);
    assert_eq!(read_definition("units", &canonical::definition(&tool)), Some(tool));
}

#[test]
fn a_key_that_stands_twice_is_no_way_to_say_two_things() {
    let tool = GOOD.replace(r#""name":"convert""#, r#""name":"convert","name":"delete""#);
    let why = read_utcp("a", &format!(r#"{{"utcp_version":"1","tools":[{tool}]}}"#)).expect_err("ambiguous");
    assert!(why.starts_with("it can be read in two ways: the key `name` stands twice in one object at line 1"), "{why}");
}
