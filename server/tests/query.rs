//! `?query=`: one language for services, tools and the mesh, spoken to over HTTP.

mod support;

use axum::Router;
use domain::names::encode;
use serde_json::{Value, json};
use support::{Deck, registration, service};

const CALL_REMEDY: &str = "write one of ok, rejected, failed, unreachable, timeout, unusable, busy, no_instance, invalid, denied";

/// Three services, one of which calls another.
async fn deck() -> Deck {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    for (name, tags, owner) in [("maths", json!(["core", "shop"]), "Team Ä"), ("more-maths", json!(["core"]), ""), ("other", json!([]), "")]
    {
        let mut registration = registration(name, &base_url);
        registration["tags"] = tags;
        if !owner.is_empty() {
            registration["owner"] = owner.into();
        }
        assert_eq!(deck.post("/registry/services", &registration).await.0, 201);
    }
    let call = deck.request("POST", "/registry/tools/maths.double/call").header("x-meshdeck-caller", "other");
    assert_eq!(support::answer(call.json(&json!({"input": {"number": 2}}))).await.0, 200);
    deck
}

async fn ask(deck: &Deck, path: &str, query: &str) -> (u16, Value) {
    let mark = if path.contains('?') { '&' } else { '?' };
    deck.get(&format!("{path}{mark}query={}", encode(query))).await
}

fn names(list: &Value, key: &str) -> String {
    list.as_array().into_iter().flatten().filter_map(|item| item[key].as_str()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn services_tools_and_mesh_are_filtered_by_the_same_words() {
    let deck = deck().await;
    let check = async |query: &str, expected: &str| {
        let (status, body) = ask(&deck, "/registry/services", query).await;
        assert_eq!((status, names(&body["items"], "name").as_str()), (200, expected), "{query}: {body}");
        assert_eq!(body["total"], expected.split_whitespace().count(), "{query}");
    };
    check("", "maths more-maths other").await;
    check("tag = core", "maths more-maths").await;
    check("core NOT shop", "more-maths").await;
    check("owner = \"team ä\" OR name ~ /^o/", "maths other").await;
    check("instances > 1", "").await;

    let (status, body) = ask(&deck, "/registry/tools", "service = maths, other AND tool ~ double").await;
    assert_eq!((status, names(&body["items"], "id").as_str(), &body["total"]), (200, "maths.double other.double", &json!(2)));
    let (_, body) = ask(&deck, "/registry/tools?q=double&limit=1", "service = other").await;
    assert_eq!((names(&body["items"], "id").as_str(), &body["total"]), ("other.double", &json!(1)));

    let (status, body) = ask(&deck, "/registry/calls?service=maths&caller=other", "latency > 0ms AND NOT error ~ /./").await;
    assert_eq!(
        (status, names(&body["items"], "tool").as_str(), &body["next"], &body["looked_at"]),
        (200, "maths.double", &Value::Null, &json!(1))
    );
    let (_, body) = ask(&deck, "/registry/calls?outcome=failed,timeout", "").await;
    assert_eq!(body, json!({"items": [], "next": null, "looked_at": 0}));

    let called = |mesh: &Value| mesh["edges"][0]["calls"] == 1;
    deck.until("/registry/mesh", called).await;
    let (_, body) = ask(&deck, "/registry/mesh", "path(other, maths)").await;
    assert_eq!((names(&body["nodes"], "id").as_str(), names(&body["edges"], "source").as_str()), ("maths other", "other"));
    assert_eq!((&body["shown"], &body["total"]), (&json!(2), &json!(5)));
    let (_, short) = deck.get("/registry/mesh?q=more-maths").await;
    assert_eq!(names(&short["nodes"], "id"), "more-maths");

    let traced = deck.request("POST", "/registry/tools/maths.double/call");
    let traced = traced.header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    let (_, traced) = support::answer(traced.json(&json!({"input": {"number": 3}}))).await;
    let (_, body) = ask(&deck, "/registry/calls", "trace = 4bf92f3577b34da6a3ce929d0e0e4736").await;
    assert_eq!((names(&body["items"], "id").as_str(), &body["looked_at"]), (traced["call_id"].as_str().expect("an id"), &json!(1)));
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_told_with_pointer_and_place() {
    let deck = Deck::usual();
    let check = async |path: &str, query: &str, message: &str, remedy: &str, near: Value| {
        let (status, body) = ask(&deck, path, query).await;
        let error = &body["errors"][0];
        assert_eq!((status, &body["type"], &error["pointer"]), (422, &json!("/problems/schema-violation"), &json!("/query")), "{body}");
        assert_eq!((&error["message"], &error["remedy"], &body["near"]), (&json!(message), &json!(remedy), &near), "{query}");
    };
    let near = json!(["health"]);
    check("/registry/services", "geo AND helth = up", "at byte 8: services have no field `helth`", "did you mean health?", near).await;
    let remedy = "write a number with its unit, as 250ms, 1.5s or 2min";
    check("/registry/mesh", "latency > 250", "at byte 10: `250` is no value of latency", remedy, Value::Null).await;
    check("/registry/calls", "outcome = bad", "at byte 10: outcome is never `bad`", CALL_REMEDY, Value::Null).await;
    check("/registry/tools", "(a", "at byte 0: the parenthesis is not closed", "write ) behind what it holds", Value::Null).await;
}
