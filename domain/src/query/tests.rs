use super::fields::Kind;
use super::*;
use crate::call::{Call, Outcome};
use crate::health::Health;
use crate::mesh::{NodeKind, Provenance};
use crate::service::{Circuit, ManualState, Protocol, Service, SourceKind};
use crate::tool::{Risk, ToolState, ToolSummary};
use crate::traffic::Balancer;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

const DOCUMENT: &str = include_str!("../../../docs/query.md");

fn tables() -> [(&'static str, &'static Table); 4] {
    [("services", &SERVICES), ("tools", &TOOLS), ("calls", &CALLS), ("mesh", &MESH)]
}

/// A service with a value for everything, or hardly any.
fn service(is_full: bool) -> Service {
    let text = if is_full {
        r#"{"name":"orders","environment":"prod","version":"1.2","owner":"Team Ä","tags":["shop","core"],
            "source":{"kind":"file","name":"a.toml","state":"fresh","as_of":0},"health":"degraded","reason":"1 of 2 is down","since":0,
            "instances":[{"id":"i","base_url":"http://h:1","weight":1,"health":"healthy","reason":"","since":0,"circuit":"open","lease_until":null,"in_flight":0}],
            "manual":{"state":"read","kind":"utcp","digest":null,"fetched_at":null,"versions":1},"tools":12,"traffic":{},"hold_changes":false}"#
    } else {
        r#"{"name":"geo","environment":null,"version":null,"owner":null,"tags":[],"source":{"kind":"registered","name":"api","state":"fresh","as_of":0},
            "health":"unknown","reason":"","since":0,"instances":[],"manual":{"state":"reading","kind":null,"digest":null,"fetched_at":null,"versions":0},
            "tools":0,"traffic":{},"hold_changes":false}"#
    };
    let mut service: serde_json::Value = serde_json::from_str(text).expect("JSON");
    service["traffic"] = serde_json::to_value(crate::traffic::Traffic::default()).expect("JSON");
    serde_json::from_value(service).expect("a service")
}

fn call() -> Call {
    let text = r#"{"id":"c_1","at":"2026-11-20T17:06:41.250Z","caller":"web","tool":"orders.get","instance":"http://h:1","outcome":"failed","status":503,
        "latency_ms":250.0,"attempts":2,"request_bytes":64,"response_bytes":2048,"error":"no stock","run":"r_1","trace":"4bf9"}"#;
    serde_json::from_str(text).expect("a call")
}

fn tool() -> ToolSummary {
    let text = r#"{"id":"orders.get","service":"orders","name":"get","description":"Gets an order","tags":["read-only"],"risk":"read_only","health":"healthy","state":"active"}"#;
    serde_json::from_str(text).expect("a tool")
}

fn of_service(text: &str) -> (bool, bool) {
    let query = Query::parse(text, &SERVICES).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
    (query.fits(&service(true)), query.fits(&service(false)))
}

#[test]
fn a_service_fits_or_does_not() {
    let check = |text: &str, expected: (bool, bool)| assert_eq!(of_service(text), expected, "{text}");
    check("", (true, true));
    check("ORDERS", (true, false));
    check("shop core", (true, false));
    check("shop geo", (false, false));
    check("shop OR geo", (true, true));
    check("shop or geo and core", (true, false));
    check("(shop or geo) and core", (true, false));
    check("not shop", (false, true));
    check("\"not\"", (false, false));
    check("health = degraded, unknown", (true, true));
    check("health != degraded, unknown", (false, false));
    check("tag = Shop", (true, false));
    check("tag != shop", (false, true));
    check("tag ~ ho", (true, false));
    check("tag ~ /^s.*p$/, /x/", (true, false));
    check("owner = \"team ä\"", (true, false));
    check("owner = \"\"", (false, true));
    check("owner != \"\"", (true, false));
    check("tools > 11 tools <= 12", (true, false));
    check("tools = 0", (false, true));
    check("instances >= 0", (true, true));
    check("version ~ /\\d\\.\\d/", (true, false));
    check("circuit = open", (true, false));
}

#[test]
fn a_query_that_cannot_be_read_says_where_and_what_to_write() {
    let check = |text: &str, message: &str, remedy: &str| {
        let mistake = Query::parse(text, &SERVICES).expect_err(text);
        assert_eq!((mistake.to_string().as_str(), mistake.remedy.as_str()), (message, remedy), "{text}");
        assert!(text.is_char_boundary(mistake.at), "{text}");
    };
    check("helth = up", "at byte 0: services have no field `helth`", "did you mean health?");
    check(
        "é x > 5",
        "at byte 3: services have no field `x`",
        "write one of name, health, environment, version, owner, tag, source, tools, instances, url, circuit, manual, protocol, balancer, reason",
    );
    check("health = up", "at byte 9: health is never `up`", "write one of unhealthy, degraded, expired, unknown, healthy");
    check("health > healthy", "at byte 7: health cannot be compared by `>`", "write = != or ~");
    check("tools ~ 5", "at byte 6: tools cannot be compared by `~`", "write = != < > <= or >=");
    check("tools > many", "at byte 8: `many` is no value of tools", "write a number, as 5");
    check("tools >", "at byte 7: tools has no value here", "write a number, as 5");
    check("name = a,", "at byte 9: name has no value here", "write a word, or several in quotes");
    check("name = or", "at byte 7: name has no value here", "write a word, or several in quotes");
    check("= 5", "at byte 0: `=` has no field before it", "write a field, the sign and a value, as name = orders");
    check("a AND", "at byte 5: something is missing here", "write a condition, as name = orders");
    check("AND a", "at byte 0: there is nothing before this AND or OR", "write a condition before it, or put the word in quotes");
    check("(a", "at byte 0: the parenthesis is not closed", "write ) behind what it holds");
    check("a)", "at byte 1: there is no parenthesis to close", "leave it out, or open one before it");
    check("a ()", "at byte 3: the parentheses hold nothing", "write a condition between them");
    check("a, b", "at byte 1: a comma stands here alone", "write a list behind a field, as name = a, b");
    check("health:healthy", "at byte 0: `health:healthy` is no condition", "write health = healthy, or put it in quotes to search for it");
    check("name ~ /a(/", "at byte 9: the parenthesis is not closed", "write ) behind it, or \\( for the character");
    check("path(a, b)", "at byte 0: services lie in no graph, so there is no path", "ask it of the mesh");
}

#[test]
fn a_way_that_is_not_written_well_is_refused() {
    let check = |text: &str, expected: &str| {
        assert_eq!(Query::parse(text, &MESH).expect_err(text).to_string(), expected, "{text}");
    };
    check("pth(a, b)", "at byte 0: there is no `pth(`");
    check("path(a)", "at byte 6: that is not how it is written");
    check("path(, a)", "at byte 5: a name is missing here");
    check("within(two, a)", "at byte 7: `two` is no number of edges");
    check("within(101, a)", "at byte 7: `101` is no number of edges");
    check("within(2, a", "at byte 11: that is not how it is written");
    assert!(Query::parse("within(100, a) path (a)", &MESH).is_ok(), "path is a word where a blank follows");
}

#[test]
fn a_query_keeps_within_its_limits() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(Query::parse(text, &SERVICES).err().map(|mistake| mistake.to_string()).as_deref(), expected);
    };
    check(&"a".repeat(LENGTH_MAX), None);
    check(&"é".repeat(LENGTH_MAX), Some("at byte 2000: the query is longer than 2000 bytes"));
    check(&format!("{}a{}", "(".repeat(DEPTH_MAX), ")".repeat(DEPTH_MAX)), None);
    check(&format!("{}a", "(".repeat(DEPTH_MAX + 1)), Some("at byte 32: parentheses and NOT nest deeper than 32"));
    check(&format!("{}a", "NOT ".repeat(DEPTH_MAX + 1)), Some("at byte 128: parentheses and NOT nest deeper than 32"));
    check(&"a ".repeat(TERMS_MAX), None);
    check(&"a ".repeat(TERMS_MAX + 1), Some("at byte 200: the query has more than 100 conditions"));
    check(&format!("name = {}", ["a"; TERMS_MAX + 1].join(",")), Some("at byte 207: the query has more than 100 conditions"));
}

#[test]
fn a_condition_says_of_any_text_that_it_is_that() {
    let check = |text: &str, expected: &str| {
        let query = Query::parse(&equals("caller", text), &CALLS).expect(text);
        assert_eq!((equals("caller", text).as_str(), query.to_string().as_str()), (expected, expected));
    };
    check("web", "caller = web");
    check("a b", "caller = \"a b\"");
    check("or", "caller = \"or\"");
    check("Not", "caller = \"Not\"");
    check("-x", "caller = \"-x\"");
    check(r#"a"b\c"#, r#"caller = "a\"b\\c""#);
}

#[test]
fn without_a_name_the_rest_of_a_query_stands_as_it_was() {
    assert_eq!(without(" ", "orders"), "name != orders");
    assert_eq!(without("name != a", "b c"), "name != a AND name != \"b c\"");
    assert_eq!(without("orders calls > 3", "geo"), "orders calls > 3 AND name != geo");
    assert_eq!(without("a or b", "c"), "(a or b) AND name != c");
}

#[test]
fn a_query_is_printed_in_one_form() {
    let check = |text: &str, expected: &str| {
        let query = Query::parse(text, &MESH).expect(text);
        assert_eq!(query.to_string(), expected);
        assert_eq!(Query::parse(expected, &MESH), Ok(query));
    };
    check("  ", "");
    check("a  b and (c) AND (d e)", "a AND b AND c AND d AND e");
    check("(a or (b or c)) d", "(a OR b OR c) AND d");
    check("not (not a) or not(b c)", "NOT NOT a OR NOT (b AND c)");
    check("name=a,\"b c\"", "name = a, \"b c\"");
    check("latency>1.5s errors<=2.50%", "latency > 1500ms AND errors <= 2.5%");
    check("name ~ /a\\/b/,c", "name ~ /a\\/b/, c");
    check("\"or\" \"\" \"a\\\"\\\\\" *", "\"or\" AND \"\" AND \"a\\\"\\\\\" AND \"*\"");
    check("PATH( a ,\"b c\" ) within(02, a)", "path(a, \"b c\") AND within(2, a)");
}

#[test]
fn every_call_and_tool_answers_for_its_fields() {
    let check = |text: &str, expected: bool| {
        assert_eq!(Query::parse(text, &CALLS).expect(text).fits(&call()), expected, "{text}");
    };
    check("latency = 250ms outcome = failed, busy status >= 500 attempts = 2", true);
    check("at = 2026-11-20T17:06:41.25Z at < 1795194402", true);
    check("sent = 64 received = 2KiB run = r_1 trace = 4BF9 error ~ stock", true);
    check("web no money", false);
    check("web \"no stock\"", true);
    assert!(Query::parse("tool = orders.get risk = read_only order", &TOOLS).expect("a query").fits(&tool()));
}

/// Each field of a table has a value in a thing that has them all, and of the kind that the table says.
#[test]
fn a_table_and_its_things_know_the_same_fields() {
    fn check(table: &Table, thing: &impl Subject) {
        for field in table.fields {
            let mut told = Vec::new();
            thing.tell(field.name, &mut |fact| told.push(matches!(fact, Fact::Number(_))));
            assert!(!told.is_empty(), "no {} of {}", field.name, table.things);
            assert!(told.iter().all(|is_number| *is_number == field.kind.is_number()), "{} of {}", field.name, table.things);
        }
    }
    check(&SERVICES, &service(true));
    check(&CALLS, &call());
    check(&TOOLS, &tool());
}

#[test]
fn the_words_of_a_choice_are_those_that_are_sent() {
    fn check<T: DeserializeOwned>(table: &Table, field: &str, word: impl Fn(T) -> &'static str) {
        let Some(Kind::Choice(words)) = table.field(field).map(|field| field.kind) else { panic!("{field} is no choice") };
        for written in words {
            let read = serde_json::from_value(serde_json::Value::from(*written)).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(word(read), *written);
        }
    }
    check(&SERVICES, "health", Health::word);
    check(&SERVICES, "circuit", Circuit::word);
    check(&SERVICES, "manual", ManualState::word);
    check(&SERVICES, "protocol", Protocol::word);
    check(&SERVICES, "balancer", Balancer::word);
    check(&SERVICES, "source", SourceKind::word);
    check(&TOOLS, "risk", Risk::word);
    check(&TOOLS, "state", ToolState::word);
    check(&CALLS, "outcome", Outcome::word);
    check(&MESH, "kind", NodeKind::word);
    check(&MESH, "provenance", Provenance::word);
}

#[test]
fn every_example_of_the_document_is_read_and_every_field_described() {
    let mut examples: BTreeMap<&str, usize> = BTreeMap::new();
    for block in DOCUMENT.split("```").skip(1).step_by(2) {
        let (subject, lines) = block.split_once('\n').expect("a first line");
        let Some((_, table)) = tables().into_iter().find(|(name, _)| *name == subject) else { panic!("no table `{subject}`") };
        for line in lines.lines() {
            assert!(Query::parse(line, table).is_ok(), "{subject}: {line}: {:?}", Query::parse(line, table));
            *examples.entry(subject).or_default() += 1;
        }
    }
    assert!(tables().iter().all(|(name, _)| examples.get(name).is_some_and(|count| *count >= 3)), "{examples:?}");
    for (name, table) in tables() {
        let described = table.fields.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ");
        assert!(DOCUMENT.contains(&described), "the fields of {name} are {described}");
    }
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["geo", "orders", "or", "NOT", "a b", "\"", "\\", "", "é", "path", "shop", "health:up", "-x", "1.2"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}".prop_map(|text| text.replace('\\', "/")),
    ]
}

fn value(field: &'static Field) -> BoxedStrategy<Value> {
    let number = prop_oneof![(0..5_000_u32).prop_map(f64::from), (0.0..1e6_f64)];
    match field.kind {
        Kind::Text => word().prop_map(Value::Text).boxed(),
        Kind::Choice(words) => prop::sample::select(words.to_vec()).prop_map(|word| Value::Text(word.to_owned())).boxed(),
        Kind::Time => (0..4_000_000_000_000_i64).prop_map(|millis| Value::Number((millis * 1000) as f64, Kind::Time)).boxed(),
        kind => number.prop_map(move |number| Value::Number(number, kind)).boxed(),
    }
}

fn compared(table: &'static Table) -> impl Strategy<Value = Term> {
    (0..table.fields.len(), any::<prop::sample::Index>(), any::<bool>()).prop_flat_map(move |(at, op, is_pattern)| {
        let field = &table.fields[at];
        let ops: &[Op] = if field.kind.is_number() {
            &[Op::Is, Op::IsNot, Op::Above, Op::Below, Op::AtLeast, Op::AtMost]
        } else {
            &[Op::Is, Op::IsNot, Op::Holds]
        };
        let op = *op.get(ops);
        let pattern = prop::sample::select(vec!["^a", "o.d", "[a-z]+/?", ""]);
        let pattern = pattern.prop_map(|source| Value::Pattern(Pattern::read(&source.replace('/', "\\/"), 0).expect("a pattern")));
        let value = match op {
            Op::Holds if is_pattern => pattern.boxed(),
            Op::Holds => word().prop_map(Value::Text).boxed(),
            _ => value(field),
        };
        prop::collection::vec(value, 1..3).prop_map(move |values| Term::Compare { field, op, values })
    })
}

fn term(table: &'static Table) -> BoxedStrategy<Term> {
    let text = word().prop_map(Term::Text);
    if !table.is_graph {
        return prop_oneof![text, compared(table)].boxed();
    }
    let path = (word(), word()).prop_map(|(from, to)| Term::Path { from, to });
    let within = (0..=HOPS_MAX, word()).prop_map(|(hops, of)| Term::Within { hops, of });
    prop_oneof![2 => text, 4 => compared(table), 1 => path, 1 => within].boxed()
}

/// Any query that can be written, in the shape in which it is kept.
fn query(table: &'static Table) -> impl Strategy<Value = Query> {
    fn flat(all: Vec<Expr>, is_and: bool) -> Expr {
        let mut flat = Vec::new();
        for expr in all {
            match expr {
                Expr::And(inner) if is_and => flat.extend(inner),
                Expr::Or(inner) if !is_and => flat.extend(inner),
                expr => flat.push(expr),
            }
        }
        if is_and { Expr::And(flat) } else { Expr::Or(flat) }
    }
    let expr = term(table).prop_map(Expr::Term).prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|all| flat(all, true)),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|all| flat(all, false)),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    });
    prop::option::of(expr).prop_map(Query)
}

fn not(query: &Query) -> Option<Query> {
    query.0.clone().map(|expr| Query(Some(Expr::Not(Box::new(expr)))))
}

proptest! {
    #[test]
    fn without_a_name_a_query_asks_for_the_others(of_mesh in query(&MESH), name in "[a-z\\\\\"]{1,3}|or| x ") {
        let printed = of_mesh.to_string();
        prop_assume!(!printed.is_empty() && printed.len() < LENGTH_MAX - 30);
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        let expected = Query::parse(&format!("({printed}) AND name != \"{quoted}\""), &MESH);
        prop_assert_eq!(Query::parse(&without(&printed, &name), &MESH), expected);
    }

    #[test]
    fn what_is_printed_reads_back(of_mesh in query(&MESH), of_calls in query(&CALLS)) {
        for (query, table) in [(of_mesh, &MESH), (of_calls, &CALLS)] {
            let printed = query.to_string();
            prop_assume!(printed.len() <= LENGTH_MAX);
            prop_assert_eq!(Query::parse(&printed, table), Ok(query), "{}", printed);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_character(text in "([a-z(),=<>~/\"é! ]|name|health|tools|path\\(| AND | or |5%|1s|\\PC){0,30}") {
        for (_, table) in tables() {
            match Query::parse(&text, table) {
                Ok(query) => prop_assert_eq!(Query::parse(&query.to_string(), table), Ok(query)),
                Err(mistake) => prop_assert!(mistake.at <= text.len() && text.is_char_boundary(mistake.at), "{:?}", mistake),
            }
        }
    }

    #[test]
    fn the_laws_of_logic_hold(a in query(&SERVICES), b in query(&SERVICES), is_full in any::<bool>()) {
        let thing = service(is_full);
        let (Some(not_a), Some(not_b)) = (not(&a), not(&b)) else { return Ok(()) };
        let (Query(Some(in_a)), Query(Some(in_b))) = (a.clone(), b.clone()) else { return Ok(()) };
        let fits = |expr: Expr| Query(Some(expr)).fits(&thing);
        prop_assert_eq!(not_a.fits(&thing), !a.fits(&thing));
        prop_assert_eq!(not(&not_a).expect("it asks for something").fits(&thing), a.fits(&thing));
        prop_assert_eq!(fits(Expr::And(vec![in_a.clone(), in_b.clone()])), a.fits(&thing) && b.fits(&thing));
        prop_assert_eq!(fits(Expr::Or(vec![in_a, in_b])), !(not_a.fits(&thing) && not_b.fits(&thing)));
    }

    #[test]
    fn what_is_not_one_of_a_list_is_none_of_them(term in compared(&SERVICES), is_full in any::<bool>()) {
        let Term::Compare { field, op: Op::Is, values } = term else { return Ok(()) };
        let thing = service(is_full);
        let fits = |op, values: Vec<Value>| Query(Some(Expr::Term(Term::Compare { field, op, values }))).fits(&thing);
        prop_assert_eq!(fits(Op::IsNot, values.clone()), !fits(Op::Is, values.clone()));
        prop_assert_eq!(fits(Op::Is, values.clone()), values.into_iter().any(|value| fits(Op::Is, vec![value])));
    }
}
