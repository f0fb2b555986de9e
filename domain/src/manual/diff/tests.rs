use super::*;
use crate::manual::read_definition;
use proptest::prelude::*;
use serde_json::json;

fn tool(key: &str, value: &Value) -> Tool {
    let mut entry = json!({"name": "go", "description": "Goes", "inputs": {"type": "object"}, "outputs": {"type": "object"},
        "tags": [], "tool_call_template": {"call_template_type": "http", "url": "http://h/go", "http_method": "POST"}});
    entry[key] = value.clone();
    read_definition("svc", &entry.to_string()).expect("a tool")
}

fn check(key: &str, before: &Value, after: &Value, expected: &[(&str, &str, &str)]) {
    let changes = between(&[tool(key, before)], &[tool(key, after)]);
    let found: Vec<_> = changes.iter().map(|change| (change.kind.word(), change.pointer.as_str(), change.words.as_str())).collect();
    assert_eq!(found, expected, "{before} → {after}");
}

/// A change of one property of the input, at its place; and what the same change means in the output.
fn check_both(before: &Value, after: &Value, input: (&str, &str, &str), output: &str) {
    let schema = |property: &Value| json!({"properties": {"a": property}});
    let place = |side: &str| format!("/{side}/properties/a{}", input.1);
    check("inputs", &schema(before), &schema(after), &[(input.0, &place("inputs"), input.2)]);
    check("outputs", &schema(before), &schema(after), &[(output, &place("outputs"), input.2)]);
}

#[test]
fn properties_that_come_and_go_are_named() {
    let (one, two) = (json!({"properties": {"a": {}}}), json!({"properties": {"a": {}, "b": {}}}));
    check("inputs", &one, &two, &[("widened", "/inputs/properties/b", "`b` is new")]);
    check("inputs", &two, &one, &[("breaking", "/inputs/properties/b", "`b` is gone")]);
    check("outputs", &two, &one, &[("breaking", "/outputs/properties/b", "`b` is gone")]);
    let needed = json!({"properties": {"a": {}, "b": {}}, "required": ["b"]});
    check("inputs", &one, &needed, &[("breaking", "/inputs/properties/b", "`b` is new and required")]);
    check("inputs", &two, &needed, &[("breaking", "/inputs/required", "`b` is required")]);
    check("inputs", &needed, &two, &[("widened", "/inputs/required", "`b` is no longer required")]);
    check("outputs", &needed, &two, &[("breaking", "/outputs/required", "`b` is no longer required")]);
}

#[test]
fn what_accepts_more_widens_an_input_and_breaks_an_output() {
    let string = json!({"type": "string"});
    check_both(
        &string,
        &json!({"type": ["string", "null"]}),
        ("widened", "/type", r#"type ["string","null"] instead of "string""#),
        "breaking",
    );
    check_both(
        &json!({"type": "integer"}),
        &json!({"type": "number"}),
        ("widened", "/type", r#"type "number" instead of "integer""#),
        "breaking",
    );
    check_both(&json!({"enum": [1]}), &json!({"enum": [2, 1]}), ("widened", "/enum", "`enum` [2,1] instead of [1]"), "breaking");
    check_both(&json!({"minimum": 2}), &json!({"minimum": 1}), ("widened", "/minimum", "`minimum` 1 instead of 2"), "breaking");
    check_both(&json!({"maxLength": 2}), &json!({}), ("widened", "/maxLength", "`maxLength` any instead of 2"), "breaking");
    check_both(&json!({"pattern": "a"}), &json!({}), ("widened", "/pattern", "`pattern` no longer rules"), "breaking");
}

#[test]
fn what_accepts_less_breaks_an_input() {
    let anything = json!({});
    check_both(&anything, &json!({"type": "string"}), ("breaking", "/type", r#"type "string" instead of any"#), "widened");
    check_both(&json!({"enum": [1, 2]}), &json!({"enum": [1]}), ("breaking", "/enum", "`enum` [1] instead of [1,2]"), "widened");
    check_both(&json!({"maximum": 9}), &json!({"maximum": 8.5}), ("breaking", "/maximum", "`maximum` 8.5 instead of 9"), "widened");
    check_both(&anything, &json!({"minItems": 1}), ("breaking", "/minItems", "`minItems` 1 instead of any"), "widened");
    check_both(&anything, &json!({"items": {"type": "null"}}), ("breaking", "/items/type", r#"type "null" instead of any"#), "widened");
    check_both(&anything, &json!({"additionalProperties": false}), ("breaking", "/additionalProperties/not", "`not` rules now"), "widened");
}

#[test]
fn what_accepts_something_else_breaks_both() {
    check_both(
        &json!({"type": "string"}),
        &json!({"type": "integer"}),
        ("breaking", "/type", r#"type "integer" instead of "string""#),
        "breaking",
    );
    check_both(&json!({"oneOf": [{}]}), &json!({"oneOf": [{}, {}]}), ("breaking", "/oneOf", "other `oneOf`"), "breaking");
}

#[test]
fn other_words_and_other_spellings_change_nothing_for_callers() {
    check("description", &json!("Goes"), &json!("Goes now"), &[("described", "/description", "another description")]);
    check("tags", &json!(["a", "b"]), &json!(["b", "a"]), &[]);
    check("tags", &json!(["a"]), &json!(["b"]), &[("described", "/tags", "other tags")]);
    check_both(&json!({"title": "A"}), &json!({}), ("described", "/title", "another `title`"), "described");
    check("inputs", &json!({"minimum": 1}), &json!({"minimum": 1.0}), &[]);
    check("inputs", &json!({"type": "object"}), &json!({"type": ["object"]}), &[("described", "/inputs", "written otherwise")]);
    check("inputs", &json!({"enum": [1, 2]}), &json!({"enum": [2, 1]}), &[("described", "/inputs", "written otherwise")]);
}

#[test]
fn a_call_that_goes_elsewhere_is_another_and_its_secrets_stay_unsaid() {
    let at = |url: &str, key: &str| json!({"call_template_type": "http", "http_method": "POST", "url": url, "headers": {"x-key": key}});
    check(
        "tool_call_template",
        &at("http://h/go", "s3cret"),
        &at("http://evil/go", "0ther"),
        &[
            ("breaking", "/tool_call_template/headers", "calls are made otherwise"),
            ("breaking", "/tool_call_template/url", "calls go by url `http://evil/go` instead of `http://h/go`"),
        ],
    );
    let risk = "a call was read-only and is destructive";
    check("tags", &json!(["read-only"]), &json!(["destructive"]), &[("breaking", "/tags", risk), ("described", "/tags", "other tags")]);
}

#[test]
fn tools_come_and_go_by_name() {
    let named = |name: &str| tool("name", &json!(name));
    let changes = between(&[named("a"), named("b")], &[named("c"), named("b")]);
    let found: Vec<_> = changes.iter().map(|change| (change.tool.as_str(), change.kind)).collect();
    assert_eq!(found, [("a", ChangeKind::Gone), ("c", ChangeKind::Added)]);
}

fn any_schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        prop::sample::select(&["string", "integer", "number", "null"][..]).prop_map(|kind| json!({"type": kind})),
        (0..4, 0..4).prop_map(|(low, high)| json!({"minimum": low, "maxLength": high, "exclusiveMinimum": low == high})),
        prop::collection::vec(0..4, 0..3).prop_map(|values| json!({"enum": values})),
        "[a-c]".prop_map(|word| json!({"title": word, "const": word, "oneOf": [word], "x-a": word})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let properties = prop::collection::btree_map("[a-c/~]", inner.clone(), 0..3);
        (properties, prop::collection::vec("[a-c]", 0..3), inner)
            .prop_map(|(properties, required, more)| json!({"properties": properties, "required": required, "items": more, "additionalProperties": more}))
    })
}

fn any_tools() -> impl Strategy<Value = Vec<Tool>> {
    let object = || any_schema().prop_map(|schema| if schema.is_object() { schema } else { json!({"not": schema}) });
    let one = ("[a-c]", "[xy]", object(), object(), prop::sample::select(&["GET", "POST"][..]));
    let tool = one.prop_map(|(name, words, inputs, outputs, method)| {
        let template = json!({"call_template_type": "http", "url": format!("http://h/{words}"), "http_method": method});
        let entry = json!({"name": name, "description": words, "tags": [words], "inputs": inputs, "outputs": outputs, "tool_call_template": template});
        read_definition("svc", &entry.to_string()).expect("a tool")
    });
    prop::collection::vec(tool, 0..4).prop_map(|mut tools| {
        tools.sort_by(|a, b| a.id.cmp(&b.id));
        tools.dedup_by(|a, b| a.id == b.id);
        tools
    })
}

proptest! {
    #[test]
    fn a_manual_is_the_same_as_itself(tools in any_tools()) {
        prop_assert_eq!(between(&tools, &tools), []);
    }

    #[test]
    fn what_came_one_way_goes_the_other(before in any_tools(), after in any_tools()) {
        let names = |changes: Vec<Change>, kind| -> Vec<String> {
            changes.into_iter().filter(|change| change.kind == kind).map(|change| change.tool).collect()
        };
        let (there, back) = (between(&before, &after), between(&after, &before));
        prop_assert_eq!(names(there.clone(), ChangeKind::Added), names(back.clone(), ChangeKind::Gone));
        prop_assert_eq!(names(there, ChangeKind::Gone), names(back, ChangeKind::Added));
    }

    #[test]
    fn a_change_is_said_exactly_where_the_definition_is_another(before in any_tools(), after in any_tools()) {
        for old in &before {
            for new in after.iter().filter(|new| new.id == old.id) {
                let is_another = canonical::definition(old) != canonical::definition(new);
                prop_assert_eq!(!of(Some(old), Some(new)).is_empty(), is_another);
            }
        }
    }
}
