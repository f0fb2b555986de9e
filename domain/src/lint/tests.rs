use super::*;
use crate::manual::read_utcp;
use serde_json::json;

/// A tool in which nothing is the matter, with `key` as given.
fn tool(key: &str, value: &Value) -> Value {
    let template = json!({"call_template_type": "http", "url": "https://h.example/go/{id}", "http_method": "GET"});
    let inputs = json!({"type": "object", "properties": {"id": {"type": "integer"}, "q": {"type": "string"}}, "required": ["id"]});
    let mut tool =
        json!({"name": "go", "description": "Goes", "inputs": inputs, "outputs": {}, "tags": [], "tool_call_template": template});
    if !key.is_empty() {
        tool[key] = value.clone();
    }
    tool
}

fn lint_all(manual: &Value) -> Vec<Linted> {
    let text = manual.to_string();
    lint(Protocol::Utcp, &text, &read_utcp("svc", &text).expect("a manual").tools)
}

fn told(linted: &Linted) -> Vec<String> {
    linted.findings.iter().map(|finding| format!("{} {} {:?}", finding.client.name(), finding.rule, finding.weight)).collect()
}

fn check(key: &str, value: &Value, expected: &[&str]) {
    let linted = lint_all(&json!({"utcp_version": "1.0.1", "tools": [tool(key, value)]}));
    assert_eq!(told(&linted[0]), expected, "{key}: {value}");
}

fn check_template(change: &Value, expected: &[&str]) {
    let mut template = tool("", &Value::Null)["tool_call_template"].clone();
    change.as_object().expect("an object").iter().for_each(|(key, value)| template[key] = value.clone());
    check("tool_call_template", &template, expected);
}

fn check_property(property: &Value, expected: &[&str]) {
    check("inputs", &json!({"type": "object", "properties": {"id": {}, "q": property}, "required": ["id"]}), expected);
}

#[test]
fn a_tool_in_which_nothing_is_the_matter_is_callable_from_everywhere() {
    check("", &Value::Null, &[]);
    let linted = lint_all(&json!({"utcp_version": "1.0.1", "tools": [tool("", &Value::Null)]}));
    assert!(linted[0].callable_from().iter().all(|from| from.callable && from.because.is_none()));
}

#[test]
fn clients_call_over_plain_http_on_their_own_machine_only() {
    let refused = &["python-utcp plain-http Blocks", "ts-utcp plain-http Blocks"];
    for url in [
        "http://orders:8080/{id}",
        "http://10.0.0.7/{id}",
        "http://localhost.evil.example/{id}",
        "http://[fd00::1]:1/{id}",
        "HTTP://h.example/{id}",
    ] {
        check_template(&json!({ "url": url }), refused);
    }
    for url in ["http://localhost:1/{id}", "http://127.0.0.1/{id}", "http://[::1]:1/{id}", "http://127.0.0.9./{id}", "https://orders/{id}"]
    {
        check_template(&json!({ "url": url }), &[]);
    }
    check_template(&json!({"auth": {"auth_type": "oauth2", "token_url": "http://id.example/token"}}), refused);
    let linted = lint_all(
        &json!({"utcp_version": "1", "tools": [tool("tool_call_template", &json!({"call_template_type": "http", "url": "http://orders:1/{id}"}))]}),
    );
    assert!(linted[0].findings[0].because.starts_with("`orders` is a name within a cluster"));
}

#[test]
fn python_takes_no_bool_null_or_object_in_a_query() {
    check_property(&json!({"type": "boolean"}), &["python-utcp query-value Limits"]);
    check_property(&json!({"type": ["string", "null"]}), &["python-utcp query-value Limits"]);
    check_property(&json!({"type": "array", "items": {"type": "object"}}), &["python-utcp query-value Limits"]);
    check_property(&json!({"type": "array", "items": {"type": "number"}}), &[]);
    let needed = json!({"type": "object", "properties": {"id": {}, "q": {"type": "boolean"}}, "required": ["id", "q"]});
    check("inputs", &needed, &["python-utcp query-value Blocks"]);
    let elsewhere =
        json!({"type": "object", "properties": {"id": {"type": "boolean"}, "body": {"type": "object"}}, "required": ["id", "body"]});
    check("inputs", &elsewhere, &[]);
}

#[test]
fn the_path_asks_for_arguments_and_the_configuration_for_variables() {
    let both = |rule: &str| [format!("python-utcp {rule}"), format!("ts-utcp {rule}")];
    let check_both = |url: &str, rule: &str| check_template(&json!({ "url": url }), &both(rule).each_ref().map(String::as_str));
    check_both("https://h/{nobody}", "path-argument Blocks");
    check_both("https://h/{q}", "path-argument Limits");
    check_both("https://h/${q}", "variable-for-argument Blocks");
    check_both("https://${HOST}/{id}", "variable Asks");
    check_template(&json!({"headers": {"x": "Bearer $TOKEN"}}), &["python-utcp variable Asks", "ts-utcp variable Asks"]);
}

#[test]
fn types_need_packages_where_there_are_some() {
    let stream = json!({"call_template_type": "sse", "url": "https://h/{id}"});
    check("tool_call_template", &stream, &["ts-utcp stub Blocks", "python-utcp other-protocol Limits", "ts-utcp other-protocol Limits"]);
    let mcp = json!({"call_template_type": "mcp", "config": {}});
    let expected = ["python-utcp other-protocol Limits", "ts-utcp other-protocol Limits", "python-utcp type Asks", "ts-utcp type Asks"];
    check("tool_call_template", &mcp, &expected);
    let grpc = json!({"call_template_type": "grpc"});
    let expected = ["python-utcp type Blocks", "ts-utcp type Blocks", "python-utcp other-protocol Limits", "ts-utcp other-protocol Limits"];
    check("tool_call_template", &grpc, &expected);
}

#[test]
fn models_take_names_of_few_characters() {
    check("name", &json!("a.b"), &["anthropic name Blocks", "openai name Blocks"]);
    check("name", &json!("a/b"), &["anthropic name Blocks", "openai name Blocks", "mcp name Blocks"]);
    check("name", &json!("a".repeat(65)), &["openai name Blocks"]);
    check("name", &json!("größe"), &["anthropic name Blocks", "openai name Blocks", "mcp name Blocks"]);
    check("name", &json!("a".repeat(64)), &[]);
}

#[test]
fn models_take_the_schema_of_an_object() {
    let path = json!({"id": {}});
    let all = ["anthropic top-level-object Blocks", "openai top-level-object Blocks", "mcp top-level-object Blocks"];
    check("inputs", &json!({"properties": path, "required": ["id"]}), &all);
    let choice = json!({"type": "object", "properties": path, "required": ["id"], "oneOf": [{}]});
    check("inputs", &choice, &["anthropic top-level-choice Blocks", "openai top-level-choice Blocks"]);
    let odd = json!({"type": "object", "properties": {"id": {}, "filter[a]": {}}, "required": ["id"]});
    check("inputs", &odd, &["anthropic property-name Blocks"]);
    let all = ["anthropic reference Blocks", "openai reference Blocks", "mcp reference Blocks"];
    check_property(&json!({"$ref": "https://h/schema.json"}), &all);
    check_property(&json!({"$ref": "#/$defs/none"}), &all);
    check_property(&json!({"$ref": "#/properties/id"}), &[]);
}

#[test]
fn what_a_client_cannot_read_costs_the_whole_manual() {
    check("average_response_size", &Value::Null, &["ts-utcp null Blocks"]);
    check("description", &Value::Null, &["python-utcp null Blocks", "ts-utcp null Blocks"]);
    check("auth", &json!({}), &["ts-utcp unknown-key Blocks"]);
    check_property(&json!({"title": null, "default": null}), &["ts-utcp null Blocks"]);
    check_property(&json!({"items": true}), &["python-utcp schema-form Blocks", "ts-utcp schema-form Blocks"]);
    check_property(&json!({"type": "any"}), &["ts-utcp schema-form Blocks"]);
    check_template(&json!({"headers": null}), &["ts-utcp null Blocks"]);
    check_template(&json!({"content_type": null}), &["python-utcp null Blocks", "ts-utcp null Blocks"]);

    let mut other = tool("", &Value::Null);
    other["name"] = "other".into();
    let linted = lint_all(&json!({"utcp_version": "1", "tools": [tool("auth", &json!({})), other]}));
    assert_eq!(told(&linted[1]), ["ts-utcp whole-manual Blocks"]);
    assert!(linted[1].findings[0].because.contains("for its tool `go`: it has the key `auth`"));
}

#[test]
fn a_tool_that_is_left_out_here_costs_the_others_there() {
    let linted = lint_all(&json!({"utcp_version": "1", "tools": [tool("", &Value::Null), {"name": "broken"}]}));
    assert_eq!(told(&linted[0]), ["python-utcp whole-manual Blocks", "ts-utcp whole-manual Blocks"]);
    assert!(linted[0].findings[0].because.ends_with("for its tool `broken`: it does not say how it is called"));
}

#[test]
fn keys_of_a_manual_that_no_client_knows_cost_it_whole() {
    let linted = lint_all(&json!({"utcp_version": "1", "info": {}, "tools": [tool("", &Value::Null)]}));
    assert_eq!(told(&linted[0]), ["python-utcp manual-key Blocks", "ts-utcp manual-key Blocks"]);
}

#[test]
fn the_form_of_0_1_is_read_by_us_and_no_longer_by_them() {
    let old = json!({"name": "go", "inputs": {"type": "object"}, "tool_provider": {"provider_type": "http", "url": "https://h"}});
    let linted = lint_all(&json!({"utcp_version": "0.1.0", "tools": [old]}));
    assert_eq!(told(&linted[0]), ["python-utcp old-form Blocks", "ts-utcp old-form Blocks"]);
}

#[test]
fn an_operation_without_a_name_of_its_own_is_passed_over_by_others() {
    let text =
        json!({"openapi": "3.1.0", "servers": [{"url": "https://h"}], "paths": {"/near": {"get": {}, "post": {"operationId": "add"}}}})
            .to_string();
    let linted = lint(Protocol::Openapi, &text, &openapi::read("svc", "https://h/openapi.json", &text).expect("a document").tools);
    let told: Vec<_> = linted.iter().map(|linted| (linted.tool.as_str(), linted.callable(Client::PythonUtcp).rule)).collect();
    assert_eq!(told, [("get_near", Some("no-operation-id".to_owned())), ("add", None)]);
}
