//! `meshdeck check-manual`, run as people run it: a table, JSON, and an exit code.

mod support;

use axum::Router;
use serde_json::{Value, json};
use std::path::PathBuf;
use support::{command, manual, service};
use tempfile::TempDir;

/// What the command did: its exit code, what it printed and what it complained of.
fn check(args: &[&str]) -> (i32, String, String) {
    let output = command(&[]).arg("check-manual").args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn file(folder: &TempDir, text: &str) -> String {
    let path: PathBuf = folder.path().join("manual.json");
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn tool(name: &str, url: &str) -> Value {
    json!({"name": name, "inputs": {"type": "object"}, "tool_call_template": {"call_template_type": "http", "url": url}})
}

#[test]
fn a_manual_in_which_nothing_is_to_mend_is_exit_code_0() {
    let folder = folder();
    let path = file(&folder, &manual(&[tool("go", "https://h.example/go")]).to_string());
    let expected = format!(
        "{path}: UTCP, 1 tool\n\ntool  python-utcp  ts-utcp  anthropic  openai  mcp\ngo    yes          yes      yes        yes     yes\n"
    );
    assert_eq!(check(&[&path]), (0, expected, String::new()));
}

#[test]
fn findings_are_told_with_their_remedy_and_exit_code_1() {
    let folder = folder();
    let path = file(&folder, &manual(&[tool("a.b", "http://orders:8080/go"), json!({"name": "broken"})]).to_string());
    let (code, told, _) = check(&[&path]);
    assert_eq!(code, 1, "{told}");
    assert!(told.contains("\na.b   no           no       no         no      yes\n"), "{told}");
    assert!(told.contains("\n  no python-utcp, ts-utcp [plain-http] `orders` is a name within a cluster"), "{told}");
    assert!(told.contains("\n     give it a public https address"), "{told}");
    assert!(told.ends_with("\nleft out\n  broken: it has no `tool_call_template`\n"), "{told}");
}

#[test]
fn the_same_as_json_names_clients_rules_and_places() {
    let folder = folder();
    let path = file(&folder, &manual(&[tool("a.b", "https://h.example/go")]).to_string());
    let (code, told, _) = check(&[&path, "--json"]);
    let told: Value = serde_json::from_str(&told).expect("json");
    assert_eq!((code, &told["kind"], &told["clean"]), (1, &json!("utcp"), &json!(false)));
    let finding = &told["tools"][0]["findings"][0];
    assert_eq!((&finding["client"], &finding["rule"], &finding["pointer"]), (&json!("anthropic"), &json!("name"), &json!("/name")));
    assert_eq!(told["tools"][0]["callable_from"][0], json!({"client": "python-utcp", "callable": true}));
}

#[test]
fn what_cannot_be_read_is_one_line_and_exit_code_2() {
    let folder = folder();
    for (text, reason) in [
        ("<!doctype html>", "it is HTML or XML"),
        ("{\"a\":1e999999}", "it is not JSON: number out of range"),
        ("{}", "it is JSON, but no UTCP manual"),
    ] {
        let (code, told, complaint) = check(&[&file(&folder, text)]);
        assert_eq!((code, told.as_str(), complaint.trim_end().lines().count()), (2, "", 1), "{complaint}");
        assert!(complaint.contains(reason), "{complaint}");
    }
    assert!(check(&["/nowhere/at/all.json"]).2.contains("it cannot be opened"));
    assert_eq!(check(&["x.json", "--egress-allow", "10.0.0.0/99"]).0, 78);
}

#[test]
fn openapi_documents_and_lists_of_mcp_servers_are_read_from_files() {
    let folder = folder();
    let document = json!({"openapi": "3.1.0", "servers": [{"url": "https://h.example"}], "paths": {"/near": {"get": {}}}});
    let (code, told, _) = check(&[&file(&folder, &document.to_string())]);
    assert!(code == 1 && told.contains(": OpenAPI, 1 tool\n") && told.contains("[no-operation-id]"), "{told}");
    let list = json!({"tools": [{"name": "add", "inputSchema": {"type": "object"}}]});
    let (code, told, _) = check(&[&file(&folder, &list.to_string())]);
    assert!(
        code == 0 && told.contains(": MCP, 1 tool\n") && told.contains("\nadd   asks         asks     yes        yes     yes\n"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_is_fetched_where_the_egress_policy_allows_it() {
    let url = service(Router::new()).await + "/utcp-manual.json";
    let (code, told, complaint) = check(&[&url]);
    assert!((code, told.as_str()) == (2, "") && complaint.contains("--egress-allow adds ranges"), "{complaint}");
    let (code, told, complaint) = check(&[&url, "--egress-allow", "127.0.0.0/8"]);
    assert!(code == 0 && told.contains("double  yes          yes      yes        yes     yes"), "{told}{complaint}");
}
