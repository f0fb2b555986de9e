//! What every answer of the machine API has, whatever is asked.

mod support;

use serde_json::json;
use support::Deck;

#[tokio::test]
async fn an_answer_is_compressed_for_those_who_take_it_so_and_for_nobody_else() {
    let deck = Deck::usual();
    for (takes, expected) in [(None, None), (Some("identity"), None), (Some("gzip"), Some("gzip")), (Some("gzip, br"), Some("br"))] {
        let request = deck.request("GET", "/openapi.json");
        let request = takes.into_iter().fold(request, |request, takes| request.header("accept-encoding", takes));
        let answer = request.send().await.expect("an answer");
        let encoding = answer.headers().get("content-encoding").map(|encoding| encoding.to_str().expect("text"));
        assert_eq!(encoding, expected, "{takes:?}");
    }
}

#[tokio::test]
async fn a_request_keeps_the_id_that_it_came_with() {
    let deck = Deck::usual();
    let answer = deck.request("GET", "/registry/tools/no.tool").header("x-request-id", "abc").send().await.expect("an answer");
    assert_eq!(answer.headers()["x-request-id"], "abc");
    assert_eq!(answer.json::<serde_json::Value>().await.expect("a problem")["request_id"], json!("abc"));
}
