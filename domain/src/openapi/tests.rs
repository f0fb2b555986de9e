use super::*;
use proptest::prelude::*;

const AT: &str = "http://shop:9000/openapi.json";

fn manual(document: &Value) -> Manual {
    read("shop", AT, &document.to_string()).expect("a manual")
}

/// The one tool of a document that has this path besides.
fn tool(path: &str, item: &Value) -> crate::tool::Tool {
    let manual = manual(&json!({"openapi": "3.1.0", "paths": {path: item}}));
    assert_eq!(manual.rejected, []);
    manual.tools.into_iter().next().expect("a tool")
}

#[test]
fn an_operation_is_a_tool() {
    let parameters = json!([
        {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}, "description": "Which"},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
        {"name": "Accept", "in": "header", "schema": {"type": "string"}},
    ]);
    let operation = json!({"operationId": "get item", "summary": "Fetches one", "tags": ["items"], "parameters": parameters,
        "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}});
    let tool = tool("/items/{id}", &json!({ "get": operation }));
    assert_eq!((tool.id.as_str(), tool.description.as_str(), tool.tags), ("shop.get_item", "Fetches one", vec!["items".to_owned()]));
    let properties = json!({"id": {"type": "integer", "description": "Which"}, "X-Trace": {"type": "string"}});
    assert_eq!(tool.inputs, json!({"type": "object", "properties": properties, "required": ["id"]}));
    assert_eq!(tool.outputs, json!({"type": "object"}));
    let template =
        json!({"call_template_type": "http", "url": "http://shop:9000/items/{id}", "http_method": "GET", "header_fields": ["X-Trace"]});
    assert_eq!(tool.tool_call_template, template);
}

#[test]
fn a_body_is_one_input() {
    let content = json!({"application/json": {"schema": {"type": "object", "required": ["qty"]}}});
    let tool = tool("/orders", &json!({"post": {"operationId": "order", "requestBody": {"content": content}}}));
    assert_eq!(tool.inputs["properties"]["body"], json!({"type": "object", "required": ["qty"]}));
    assert_eq!(tool.inputs["required"], json!(["body"]));
    assert_eq!(
        (&tool.tool_call_template["body_field"], &tool.tool_call_template["content_type"]),
        (&json!("body"), &json!("application/json"))
    );
}

#[test]
fn an_operation_without_a_name_is_named_by_method_and_path_and_says_so() {
    let tool = tool("/items/{id}/parts", &json!({"delete": {"description": "Removes."}}));
    assert_eq!(tool.id.as_str(), "shop.delete_items_id_parts");
    assert_eq!(tool.description, "Removes. Named by its method and path, because the document gives it no operationId.");
}

#[test]
fn parameters_of_the_path_hold_for_each_operation_which_may_replace_them() {
    let shared = json!([{"name": "lang", "in": "query", "required": true, "schema": {"type": "string"}}]);
    let own = json!([{"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["de"]}}]);
    let item = json!({"parameters": shared, "get": {"operationId": "a", "parameters": own}});
    assert_eq!(tool("/a", &item).inputs, json!({"type": "object", "properties": {"lang": {"type": "string", "enum": ["de"]}}}));
}

#[test]
fn swagger_is_read_as_well() {
    let parameters = json!([{"name": "q", "in": "query", "type": "string", "description": "Words"}, {"name": "x", "in": "body", "schema": {"$ref": "#/definitions/x"}}]);
    let operation = json!({"operationId": "find", "parameters": parameters, "responses": {"200": {"schema": {"$ref": "#/definitions/x"}}}});
    let document = json!({"swagger": "2.0", "host": "shop:9000", "basePath": "/v1", "paths": {"/find": {"post": operation}}, "definitions": {"x": {"type": "array"}}});
    let tool = manual(&document).tools.remove(0);
    assert_eq!(tool.inputs["properties"], json!({"q": {"type": "string", "description": "Words"}, "body": {"type": "array"}}));
    assert_eq!((&tool.outputs, &tool.tool_call_template["url"]), (&json!({"type": "array"}), &json!("http://shop:9000/v1/find")));
}

#[test]
fn what_cannot_be_called_is_left_out_with_its_reason_and_the_rest_stays() {
    let form = json!({"requestBody": {"content": {"multipart/form-data": {}}}});
    let cookie = json!({"operationId": "c", "parameters": [{"name": "sid", "in": "cookie", "required": true}]});
    let good = json!({"operationId": "good"});
    let manual = manual(&json!({"openapi": "3.0.0", "paths": {"/a": {"get": good, "head": {}, "post": form}, "/c": {"get": cookie}}}));
    let reasons: Vec<_> = manual.rejected.iter().map(|left| (left.tool.as_str(), left.reason.as_str())).collect();
    let expected = [
        ("post_a", "its body is `multipart/form-data`; JSON, forms and text are sent here"),
        ("head_a", "its method HEAD is not called"),
        ("c", "its parameter `sid` is a cookie, and none are sent here"),
    ];
    assert_eq!((manual.tools.len(), reasons), (1, expected.to_vec()));
}

#[test]
fn the_part_of_a_document_that_describes_a_tool_is_found_by_its_name() {
    let document = json!({"paths": {"/a": {"get": {"operationId": "a"}}, "/b": {"put": {"summary": "B"}}}});
    assert_eq!(part(&document, "a"), Some(json!({"/a": {"get": {"operationId": "a"}}})));
    assert_eq!(part(&document, "put_b"), Some(json!({"/b": {"put": {"summary": "B"}}})));
    assert_eq!(part(&document, "c"), None);
}

#[test]
fn what_is_no_document_says_what_it_is() {
    let why = |text: &str| read("shop", AT, text).expect_err("no document");
    assert!(why("<!doctype html>").starts_with("it is HTML"));
    assert_eq!(why(r#"{"openapi": "4.0.0"}"#), "it is an OpenAPI document of version `4.0.0`; 2.0, 3.0 and 3.1 are read");
    assert_eq!(why(r#"{"openapi": "3.0.0"}"#), "it is an OpenAPI document without `paths`");
    assert!(why("{}").starts_with("it is JSON, but no OpenAPI document"));
}

proptest! {
    #[test]
    fn any_part_of_a_document_may_be_anything(part in "paths|servers|components|security", key in "/a|get|parameters|\\$ref|#", number in 0_u8..9) {
        for value in [json!(null), json!(number), json!([number]), json!({ key.as_str(): number }), json!({ key.as_str(): { key.as_str(): [{}] } })] {
            let document = json!({"openapi": "3.1.0", "paths": {"/a": {"get": value, "parameters": value}}, part.as_str(): value});
            let _ = read("shop", AT, &document.to_string());
        }
    }
}
