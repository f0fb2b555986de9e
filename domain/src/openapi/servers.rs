//! Where the operations of a document are called.

use super::{Document, Edition};
use serde_json::Value;

/// The URL before every path of the document that lies at `at`, without a slash at its end.
pub fn base(document: &Document<'_>, at: &str) -> Result<String, String> {
    let named = match document.edition {
        Edition::Two => swagger(document.root, at),
        Edition::Three => server(document.root)?,
    };
    let base = named.map_or_else(|| origin(at).to_owned(), |url| join(at, &url));
    Ok(base.trim_end_matches('/').to_owned())
}

/// The first of the servers, its variables as they are by default.
fn server(root: &Value) -> Result<Option<String>, String> {
    let Some(server) = root.pointer("/servers/0") else { return Ok(None) };
    let mut url = server.get("url").and_then(Value::as_str).ok_or("its first server has no `url`")?.to_owned();
    for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
        if let Some(default) = variable.get("default").and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    Ok(Some(url))
}

fn swagger(root: &Value, at: &str) -> Option<String> {
    let text = |key: &str| root.get(key).and_then(Value::as_str);
    let path = text("basePath").unwrap_or_default();
    let Some(host) = text("host") else { return (!path.is_empty()).then(|| path.to_owned()) };
    let scheme = root.pointer("/schemes/0").and_then(Value::as_str);
    let scheme = scheme.or_else(|| at.split_once("://").map(|(scheme, _)| scheme)).unwrap_or("http");
    Some(format!("{scheme}://{host}{path}"))
}

/// A URL as it is meant where `at` is.
fn join(at: &str, url: &str) -> String {
    if url.contains("://") {
        return url.to_owned();
    }
    if url.starts_with('/') {
        return format!("{}{url}", origin(at));
    }
    let folder = at.rfind('/').filter(|end| *end >= origin(at).len()).map_or_else(|| format!("{at}/"), |end| at[..=end].to_owned());
    format!("{folder}{}", url.trim_start_matches("./"))
}

fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |end| end + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::References;
    use serde_json::json;

    fn check(root: &Value, expected: &str) {
        let document = Document { root, edition: Edition::of(root).expect("a version"), references: References::within(root) };
        assert_eq!(base(&document, "http://geo:9000/docs/openapi.json").as_deref(), Ok(expected));
    }

    #[test]
    fn a_document_that_names_no_server_is_called_where_it_lies() {
        check(&json!({"openapi": "3.1.0"}), "http://geo:9000");
        check(&json!({"swagger": "2.0"}), "http://geo:9000");
    }

    #[test]
    fn the_first_server_counts_its_variables_as_by_default() {
        let server = json!({"url": "https://{region}.geo.org/v1/", "variables": {"region": {"default": "eu"}}});
        check(&json!({"openapi": "3.0.3", "servers": [server, {"url": "http://other"}]}), "https://eu.geo.org/v1");
    }

    #[test]
    fn a_server_may_be_named_from_where_the_document_lies() {
        check(&json!({"openapi": "3.0.3", "servers": [{"url": "/api"}]}), "http://geo:9000/api");
        check(&json!({"openapi": "3.0.3", "servers": [{"url": "./v2"}]}), "http://geo:9000/docs/v2");
    }

    #[test]
    fn swagger_names_its_parts() {
        check(&json!({"swagger": "2.0", "host": "geo.org", "basePath": "/v1", "schemes": ["https"]}), "https://geo.org/v1");
        check(&json!({"swagger": "2.0", "host": "geo.org"}), "http://geo.org");
        check(&json!({"swagger": "2.0", "basePath": "/v1"}), "http://geo:9000/v1");
    }
}
