//! The console's pages as the server sends them.

mod support;

use serde_json::json;
use support::Deck;

const PAGES: [&str; 7] = ["/", "/mesh", "/tools", "/services", "/runs", "/analytics", "/settings"];

#[tokio::test]
async fn every_page_is_whole_html_under_a_strict_policy() {
    let deck = Deck::usual();
    for path in PAGES {
        let response = deck.request("GET", path).send().await.expect("an answer");
        let policy = response.headers()["content-security-policy"].to_str().expect("text").to_owned();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        assert!(
            policy.starts_with("default-src 'self'; script-src 'self' 'nonce-") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        let html = response.text().await.expect("text");
        assert!(html.contains("<h1") && html.contains("</html>") && !html.contains(" style="), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_404_in_the_consoles_own_words() {
    let deck = Deck::usual();
    for path in ["/nowhere", "/tools/no/tool", "/services/nobody", "/runs/r_none"] {
        let response = deck.request("GET", path).send().await.expect("an answer");
        let status = response.status().as_u16();
        assert_eq!((status, response.text().await.expect("text").contains("<h1")), (404, true), "{path}");
    }
    for path in ["/registry", "/registry/", "/registry/nowhere", "/registry/tools/a.b/nowhere"] {
        let (status, problem) = deck.get(path).await;
        let told = json!({"status": status, "type": problem["type"], "detail": problem["detail"]});
        assert_eq!(told, json!({"status": 404, "type": "/problems/not-found", "detail": format!("There is nothing at `{path}`.")}));
    }
}
