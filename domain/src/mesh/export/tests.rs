//! Whatever names hold, each format reads back to them, and its figures are exact.

use super::{Format, write};
use crate::mesh::{Edge, Mesh, Node, NodeKind, Provenance};
use crate::overview::Percentiles;
use crate::{Health, Time};
use proptest::prelude::*;
use serde_json::Value;

fn node(name: &str, kind: NodeKind, health: Health) -> Node {
    Node { health, reason: "as it is".to_owned(), tools: 3, ..Node::new(name, kind) }
}

fn edge(source: &str, target: &str, calls: u64, errors: u64) -> Edge {
    Edge {
        calls,
        errors,
        latency_ms: Percentiles { p50: Some(1.5), p95: Some(32.4), p99: None },
        provenance: vec![Provenance::Gateway, Provenance::Trace],
        last_seen: Some(Time::from_seconds(60)),
        ..Edge::new(source, target)
    }
}

/// Two services and an edge between them, and one to somebody whom a query left out.
fn mesh(caller: &str, callee: &str) -> Mesh {
    Mesh {
        at: Time::from_seconds(600),
        window_seconds: 60,
        nodes: vec![node(caller, NodeKind::Service, Health::Healthy), node(callee, NodeKind::Virtual, Health::Unhealthy)],
        edges: vec![edge(caller, callee, 72, 18), edge(caller, "left out", 24, 0)],
        shown: 2,
        total: 3,
    }
}

fn text(mesh: &Mesh, format: Format) -> String {
    write(mesh, format).expect("text")
}

fn json(mesh: &Mesh, format: Format) -> Value {
    serde_json::from_str(&text(mesh, format)).expect("JSON")
}

/// The texts in quotes of a line of DOT, as Graphviz reads them.
fn quoted(line: &str) -> Vec<String> {
    let (mut texts, mut letters) = (Vec::new(), line.chars());
    while letters.by_ref().any(|letter| letter == '"') {
        let mut text = String::new();
        loop {
            match letters.next().expect("a closing quote") {
                '\\' => text.extend(letters.next()),
                '"' => break,
                letter => text.push(letter),
            }
        }
        texts.push(text);
    }
    texts
}

/// The fields of a line of CSV.
fn fields(table: &str) -> Vec<String> {
    let (mut fields, mut field, mut is_quoted, mut letters) = (Vec::new(), String::new(), false, table.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(std::mem::take(&mut field)),
            '\r' if !is_quoted => break,
            letter => field.push(letter),
        }
    }
    fields.push(field);
    fields
}

/// A label of Mermaid with its characters in place of their numbers.
fn decoded(label: &str) -> String {
    let mut parts = label.split('#');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (number, rest) = part.split_once(';').expect("a number");
        let letter = number.parse().ok().and_then(char::from_u32).expect("a character");
        format!("{out}{letter}{rest}")
    })
}

/// Names of every sort; what no name has is a control character.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", r#"[\\"'`#;|\[\]{}()<>&,=+@~ -]{1,12}"#, "\\PC{1,12}"]
        .prop_filter("no control characters", |name| !name.chars().any(char::is_control))
}

proptest! {
    #[test]
    fn whatever_names_hold_they_read_back(caller in name(), callee in name()) {
        prop_assume!(caller != callee);
        let mesh = mesh(&caller, &callee);
        let dot = text(&mesh, Format::Dot);
        let lines: Vec<Vec<String>> = dot.lines().skip(3).map(quoted).collect();
        prop_assert_eq!(&lines[0], &[caller.clone(), caller.clone()]);
        prop_assert_eq!(&lines[2], &[caller.clone(), callee.clone(), "72 calls, 18 failed".to_owned()]);
        prop_assert_eq!(lines.len(), 4);
        let mermaid = text(&mesh, Format::Mermaid);
        let lines: Vec<&str> = mermaid.lines().collect();
        let label = |line: &str| decoded(line.split('"').nth(1).expect("a label"));
        prop_assert_eq!((label(lines[1]), label(lines[2]), lines.len()), (caller.clone(), callee.clone(), 4));
        let csv = text(&mesh, Format::Csv);
        let row = fields(csv.split_once("\r\n").expect("a head").1);
        let guarded = |name: &str| if name.starts_with(['=', '+', '-', '@']) { format!("'{name}") } else { name.to_owned() };
        prop_assert_eq!((&row[0], &row[1], row.len()), (&guarded(&caller), &guarded(&callee), 10));
        let kiali = json(&mesh, Format::Kiali);
        prop_assert_eq!(kiali.pointer("/elements/nodes/1/data/service").and_then(Value::as_str), Some(callee.as_str()));
        let grafana = json(&mesh, Format::Grafana);
        prop_assert_eq!(grafana.pointer("/1/data/values/2/0").and_then(Value::as_str), Some(callee.as_str()));
    }
}

#[test]
fn dot_tells_health_by_a_word_and_leaves_out_what_lacks_an_end() {
    let expected = "digraph mesh {\n  rankdir=LR;\n  node [style=filled, fillcolor=white];\n  \
        \"web\" [label=\"web\", shape=ellipse];\n  \
        \"db\" [label=\"db (unhealthy)\", shape=ellipse, style=dashed, color=red, penwidth=2];\n  \
        \"web\" -> \"db\" [label=\"72 calls, 18 failed\", style=dashed];\n}\n";
    assert_eq!(text(&mesh("web", "db"), Format::Dot), expected);
}

#[test]
fn mermaid_is_a_flowchart_from_left_to_right() {
    let expected = "flowchart LR\n  n0(\"web\")\n  n1([\"db#35;1\"])\n  n0 -.->|\"72 calls, 18 failed\"| n1\n";
    assert_eq!(text(&mesh("web", "db#1"), Format::Mermaid), expected);
}

#[test]
fn csv_has_a_line_an_edge_and_nothing_where_nothing_is_known() {
    let csv = text(&mesh("web", "db"), Format::Csv);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(lines[1], "web,db,72,18,1.5,32.4,,gateway trace,,1970-01-01T00:01:00.000Z");
    assert_eq!((lines[0].split(',').count(), lines.len()), (10, 4));
}

#[test]
fn kiali_has_its_rates_as_texts() {
    let kiali = json(&mesh("web", "db"), Format::Kiali);
    let edge = &kiali["elements"]["edges"][0]["data"];
    assert_eq!(edge["traffic"]["rates"].to_string(), r#"{"http":"1.20","http5xx":"0.30","httpPercentErr":"25.0","httpPercentReq":"75.0"}"#);
    assert_eq!((&edge["source"], &edge["target"], &edge["responseTime"]), (&"n0".into(), &"n1".into(), &"32".into()));
    let (web, db) = (&kiali["elements"]["nodes"][0]["data"], &kiali["elements"]["nodes"][1]["data"]);
    assert_eq!(web["traffic"][0]["rates"].to_string(), r#"{"httpOut":"1.60"}"#);
    assert_eq!((&web["isRoot"], &db["isOutside"], &db["healthData"]["status"]), (&true.into(), &true.into(), &"Failure".into()));
    assert_eq!(
        (&kiali["timestamp"], &kiali["duration"], kiali["elements"]["edges"].as_array().map(Vec::len)),
        (&600.into(), &60.into(), Some(1))
    );
}

#[test]
fn grafana_has_columns_as_long_as_one_another() {
    let grafana = json(&mesh("web", "db"), Format::Grafana);
    for (frame, rows) in grafana.as_array().expect("frames").iter().zip([2, 1]) {
        let names = frame["schema"]["fields"].as_array().expect("fields").len();
        let columns: Vec<usize> =
            frame["data"]["values"].as_array().expect("columns").iter().map(|column| column.as_array().map_or(0, Vec::len)).collect();
        assert_eq!(columns, vec![rows; names]);
    }
    assert_eq!(grafana[0]["schema"]["fields"][3]["name"], "mainstat");
    assert_eq!((&grafana[1]["data"]["values"][3][0], &grafana[1]["data"]["values"][4][0]), (&4320.0.into(), &25.0.into()));
}

#[test]
fn a_format_is_asked_for_by_its_word() {
    for format in Format::ALL {
        assert_eq!(serde_json::to_value(format).expect("a word"), format.word());
    }
}
