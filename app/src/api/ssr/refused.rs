//! Why a form that was sent without scripts was refused: the browser is led back to the page of the form, whose address holds it.

use crate::api::Fault;
use axum::http::request::Parts;
use leptos::prelude::use_context;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::location::Url;

/// The key that server functions write a failure to.
const KEY: &str = "__err";

/// The last failure as markup; empty where nothing was refused. A link of another site says nothing here in our name.
pub fn refused() -> String {
    let parts = use_context::<Parts>().filter(|parts| parts.headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"));
    parts.and_then(|parts| markup(parts.uri.query()?)).unwrap_or_default()
}

fn markup(query: &str) -> Option<String> {
    let (_, told) = query.split('&').filter_map(|pair| pair.split_once('=')).rfind(|(key, _)| *key == KEY)?;
    let Fault(failure) = ServerFnUrlError::<Fault>::decode_err(&Url::unescape(told));
    let wrong = failure.errors.iter().map(|wrong| format!(" {}: {}.", wrong.message, wrong.remedy));
    let words: String = std::iter::once(failure.detail.clone()).chain(wrong).collect();
    Some(format!("<p class=\"note bad\" role=\"alert\">{}</p>", escaped(&words)))
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Failure;
    use domain::failure::{Kind, Violation};

    #[test]
    fn what_an_address_holds_of_a_failure_is_words_and_no_markup() {
        let wrong = Violation { pointer: "/hour".to_owned(), message: "`<b>` is no hour".to_owned(), remedy: "write 0 to 23".to_owned() };
        let failure = Failure { errors: vec![wrong], ..Failure::new(Kind::SchemaViolation, "Nothing was kept.") };
        let address = ServerFnUrlError::new("/api/set_schedule", Fault(failure)).to_url("http://h/report").expect("an address");
        let told = "<p class=\"note bad\" role=\"alert\">Nothing was kept. `&lt;b&gt;` is no hour: write 0 to 23.</p>";
        assert_eq!(markup(address.query().expect("a query")).as_deref(), Some(told));
        assert_eq!(markup("range=1h"), None);
        // Who is refused again comes from an address that holds why the first time.
        let again = ServerFnUrlError::new("/api/set_schedule", Fault(Failure::new(Kind::Conflict, "Remove one first.")));
        let again = again.to_url(address.as_str()).expect("an address");
        assert_eq!(markup(again.query().expect("a query")).as_deref(), Some("<p class=\"note bad\" role=\"alert\">Remove one first.</p>"));
    }
}
