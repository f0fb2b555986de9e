//! Which calls the page shows, as it stands in the address.

use crate::paths;
use domain::call::CallQuery;

/// What may be named in an address, by its key there.
pub const KEYS: [&str; 11] = ["from", "to", "service", "tool", "caller", "instance", "outcome", "run", "trace", "query", "after"];

/// Reads the query of an address, key by key; what is unknown or empty is left out.
pub fn read(get: impl Fn(&str) -> Option<String>) -> CallQuery {
    let mut asked = CallQuery::default();
    for key in KEYS {
        *field(&mut asked, key) = get(key).filter(|text| !text.trim().is_empty());
    }
    asked
}

/// Its address.
pub fn path(asked: &CallQuery) -> String {
    let mut asked = asked.clone();
    let texts: Vec<(&str, String)> = KEYS.into_iter().filter_map(|key| Some((key, field(&mut asked, key).take()?))).collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(key, text)| (*key, text.as_str())).collect();
    paths::calls_with(&pairs)
}

/// The same question with another text at a key, from the newest call on.
pub fn with(asked: &CallQuery, key: &str, text: Option<String>) -> CallQuery {
    let mut asked = CallQuery { after: None, ..asked.clone() };
    *field(&mut asked, key) = text.filter(|text| !text.trim().is_empty());
    asked
}

/// What is asked at a key.
pub fn text(asked: &CallQuery, key: &str) -> Option<String> {
    field(&mut asked.clone(), key).take()
}

fn field<'a>(asked: &'a mut CallQuery, key: &str) -> &'a mut Option<String> {
    match key {
        "from" => &mut asked.from,
        "to" => &mut asked.to,
        "service" => &mut asked.service,
        "tool" => &mut asked.tool,
        "caller" => &mut asked.caller,
        "instance" => &mut asked.instance,
        "outcome" => &mut asked.outcome,
        "run" => &mut asked.run,
        "trace" => &mut asked.trace,
        "query" => &mut asked.query,
        _ => &mut asked.after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)], expected: &str) {
        let asked = read(|key| pairs.iter().find(|(named, _)| *named == key).map(|(_, text)| (*text).to_owned()));
        assert_eq!(path(&asked), expected);
    }

    #[test]
    fn an_address_is_read_and_written() {
        check(&[], "/calls");
        check(&[("tool", "units.convert"), ("caller", ""), ("colour", "red")], "/calls?tool=units.convert");
        check(&[("query", "latency > 5ms"), ("from", "1795194401")], "/calls?from=1795194401&query=latency%20%3E%205ms");
    }

    #[test]
    fn another_text_begins_at_the_newest_call() {
        let asked = read(|key| ["service", "after"].contains(&key).then(|| "7".to_owned()));
        assert_eq!(path(&with(&asked, "outcome", Some("timeout".to_owned()))), "/calls?service=7&outcome=timeout");
        assert_eq!(path(&with(&asked, "service", None)), "/calls");
    }
}
