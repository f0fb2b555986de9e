//! `/utcp-manual.json`: the whole catalogue for UTCP clients.

use super::Queried;
use crate::router::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use domain::manual::offer;
use serde::Deserialize;
use serde_json::Value;

/// How the manual is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Whether the client takes tools of type `sse`.
    stream: Option<bool>,
}

/// The manual, whose tools are called where the request came to.
pub async fn get(State(app): State<App>, headers: HeaderMap, Queried(asked): Queried<Asked>) -> Json<Value> {
    let tools = app.engine.callable_tools();
    let tools = tools.iter().map(AsRef::as_ref);
    Json(offer::write(tools, &base_url(&headers), env!("CARGO_PKG_VERSION"), app.token.0.is_some(), asked.stream == Some(true)))
}

/// Our URL as the client knows it, also behind a proxy that says which scheme it took.
pub fn base_url(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{}", text(header::HOST.as_str()).unwrap_or("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], expected: &str) {
        let headers = headers.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        assert_eq!(base_url(&headers.collect()), expected);
    }

    #[test]
    fn tools_are_called_where_the_manual_was_asked_for() {
        check(&[("host", "127.0.0.1:3000")], "http://127.0.0.1:3000");
        check(&[("host", "deck.example"), ("x-forwarded-proto", "https")], "https://deck.example");
        check(&[("host", "deck.example"), ("x-forwarded-proto", "javascript")], "http://deck.example");
    }
}
