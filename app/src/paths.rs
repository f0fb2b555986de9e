//! The URL of every page, each a function; links are made from these and nothing else.

pub use domain::names::encode;

/// The overview.
pub fn overview() -> String {
    "/".to_owned()
}

/// The mesh.
pub fn mesh() -> String {
    "/mesh".to_owned()
}

/// The mesh with a node selected.
pub fn mesh_node(node: &str) -> String {
    format!("/mesh?node={}", encode(node))
}

/// The catalogue.
pub fn tools() -> String {
    "/tools".to_owned()
}

/// The catalogue, searched.
pub fn tools_search(query: &str) -> String {
    format!("/tools?q={}", encode(query))
}

/// The page of one tool.
pub fn tool(service: &str, name: &str) -> String {
    format!("/tools/{}/{}", encode(service), encode(name))
}

/// The table of services.
pub fn services() -> String {
    "/services".to_owned()
}

/// The page of one service.
pub fn service(name: &str) -> String {
    format!("/services/{}", encode(name))
}

/// The orchestration console.
pub fn runs() -> String {
    "/runs".to_owned()
}

/// The page of one run.
pub fn run(id: &str) -> String {
    format!("/runs/{}", encode(id))
}

/// The analytics.
pub fn analytics() -> String {
    "/analytics".to_owned()
}

/// The report on a period.
pub fn report() -> String {
    "/report".to_owned()
}

/// The page of a report that is kept.
pub fn kept_report(id: &str) -> String {
    format!("/reports/{}", encode(id))
}

/// The calls.
pub fn calls() -> String {
    "/calls".to_owned()
}

/// The calls that bear these, as `tool` and `caller` do, or lie between `from` and `to`.
pub fn calls_with(pairs: &[(&str, &str)]) -> String {
    with_query(calls(), pairs)
}

/// The page of one call.
pub fn call(id: &str) -> String {
    format!("/calls/{}", encode(id))
}

/// The alerts.
pub fn alerts() -> String {
    "/alerts".to_owned()
}

/// The alerts with one of them beside.
pub fn alert(name: &str) -> String {
    with_query(alerts(), &[("alert", name)])
}

/// The calls of which keys and encoded values say which.
pub fn calls_of(filter: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let words: Vec<String> = filter.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{}?{}", calls(), words.join("&"))
}

/// The settings.
pub fn settings() -> String {
    "/settings".to_owned()
}

fn with_query(mut path: String, pairs: &[(&str, &str)]) -> String {
    for (place, (key, value)) in pairs.iter().enumerate() {
        path.push(if place == 0 { '?' } else { '&' });
        path.push_str(key);
        path.push('=');
        path.push_str(&encode(value));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_so_that_no_page_is_out_of_reach() {
        assert_eq!(tool("geo", "city.find/by name"), "/tools/geo/city.find%2Fby%20name");
        assert_eq!(calls_with(&[("tool", "geo.a&b"), ("caller", "x")]), "/calls?tool=geo.a%26b&caller=x");
        assert_eq!(tools_search("ä&b"), "/tools?q=%C3%A4%26b");
    }
}
