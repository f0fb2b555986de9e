//! Where a service's manual may be, in the order in which to look.

use crate::registry::Facts;
use domain::service::Protocol;

/// A place to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The URL.
    pub url: String,
    /// What kind of manual is expected there; any where it is not said.
    pub kind: Option<Protocol>,
}

/// The places of a service whose instances answer at `base_urls`.
pub fn of<'a>(facts: &Facts, base_urls: impl Iterator<Item = &'a str>) -> Vec<Place> {
    if let Some(url) = &facts.manual_url {
        return vec![Place { url: url.clone(), kind: facts.protocol }];
    }
    base_urls.flat_map(|base| at(base, facts.protocol)).collect()
}

fn at(base: &str, protocol: Option<Protocol>) -> Vec<Place> {
    let place = |path: &str, kind| Place { url: format!("{base}{path}"), kind: Some(kind) };
    match protocol {
        Some(Protocol::Utcp) => vec![place("/utcp-manual.json", Protocol::Utcp), place("/utcp", Protocol::Utcp)],
        Some(Protocol::Openapi) => vec![place("/openapi.json", Protocol::Openapi)],
        Some(Protocol::Mcp) => vec![place(if has_path(base) { "" } else { "/mcp" }, Protocol::Mcp)],
        None => [Protocol::Utcp, Protocol::Openapi, Protocol::Mcp].into_iter().flat_map(|kind| at(base, Some(kind))).collect(),
    }
}

fn has_path(base: &str) -> bool {
    base.split("://").nth(1).is_some_and(|rest| rest.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, protocol: Option<Protocol>, expected: &[&str]) {
        let urls: Vec<String> = at(base, protocol).into_iter().map(|place| place.url).collect();
        assert_eq!(urls, expected);
    }

    #[test]
    fn each_protocol_has_its_usual_places() {
        check("http://h", Some(Protocol::Utcp), &["http://h/utcp-manual.json", "http://h/utcp"]);
        check("http://h", Some(Protocol::Openapi), &["http://h/openapi.json"]);
        check("http://h", Some(Protocol::Mcp), &["http://h/mcp"]);
        check("http://h/x", Some(Protocol::Mcp), &["http://h/x"]);
        check("http://h", None, &["http://h/utcp-manual.json", "http://h/utcp", "http://h/openapi.json", "http://h/mcp"]);
    }
}
