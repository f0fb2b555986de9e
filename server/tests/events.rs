//! `/registry/events`: in order, without a gap, and taken up again.

mod support;

use axum::Router;
use futures::StreamExt;
use serde_json::Value;
use support::{Deck, registration, service};

/// Reads events until one of the kind `last` comes; each as its id and its data.
async fn read(deck: &Deck, after: Option<u64>, last: &str) -> Vec<(u64, Value)> {
    let mut request = deck.request("GET", "/registry/events");
    if let Some(after) = after {
        request = request.header("last-event-id", after.to_string());
    }
    let mut body = request.send().await.expect("a stream").bytes_stream();
    let (mut text, mut events) = (String::new(), Vec::new());
    while let Some(Ok(part)) = body.next().await {
        text.push_str(&String::from_utf8_lossy(&part));
        while let Some((frame, rest)) = text.split_once("\n\n").map(|(frame, rest)| (frame.to_owned(), rest.to_owned())) {
            text = rest;
            let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let (Some(id), Some(data)) = (field("id:"), field("data:")) else { continue };
            events.push((id.parse().expect("a number"), serde_json::from_str(data).expect("JSON")));
            if field("event:") == Some(last) {
                return events;
            }
        }
    }
    panic!("the stream ended without a `{last}`: {events:?}")
}

#[tokio::test]
async fn a_reader_that_comes_back_gets_exactly_what_it_missed() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    let start = read(&deck, None, "hello").await[0].0;
    deck.post("/registry/services", &registration("geo", &base_url)).await;
    let missed = read(&deck, Some(start), "manual").await;
    let ids: Vec<u64> = missed.iter().map(|(id, _)| id - start).collect();
    assert_eq!(ids, (0..ids.len() as u64).collect::<Vec<_>>());
    assert_eq!((&missed[1].1["kind"], &missed[1].1["change"]), (&"service".into(), &"registered".into()));
}

#[tokio::test]
async fn a_reader_from_before_a_gap_is_told_to_resync() {
    let deck = Deck::usual();
    let events = read(&deck, Some(999_999_999), "resync").await;
    assert_eq!(events.len(), 2);
}
