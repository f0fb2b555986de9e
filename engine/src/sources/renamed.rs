//! Names from elsewhere, made into names of services; two that become one are told.

use domain::names::{self, SERVICE_NAME_MAX};
use std::collections::HashMap;

/// Which name elsewhere became which of ours.
#[derive(Debug, Default)]
pub struct Renamed(HashMap<String, String>);

impl Renamed {
    /// The name of ours for one from elsewhere; the error says why it has none, with the remedy.
    pub fn take(&mut self, theirs: &str) -> Result<String, (String, &'static str)> {
        let ours = service_name(theirs);
        if !names::is_service_name(&ours) {
            return Err(("nothing of its name can be in the name of a service".to_owned(), "give it a name with letters or digits"));
        }
        let first = self.0.entry(ours.clone()).or_insert_with(|| theirs.to_owned());
        if first == theirs {
            return Ok(ours);
        }
        Err((format!("it would be called `{ours}`, as `{first}` is already; it was left out"), "rename one of them"))
    }
}

/// A name in lower case, with hyphens for what a service's name may not hold.
pub fn service_name(theirs: &str) -> String {
    let mut ours = String::with_capacity(theirs.len());
    for c in theirs.chars().map(|c| c.to_ascii_lowercase()) {
        match c {
            'a'..='z' | '0'..='9' => ours.push(c),
            _ if ours.is_empty() || ours.ends_with('-') => {}
            _ => ours.push('-'),
        }
    }
    ours.truncate(SERVICE_NAME_MAX);
    ours.truncate(ours.trim_end_matches('-').len());
    ours
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(theirs: &str, ours: &str) {
        assert_eq!(Renamed::default().take(theirs).ok().as_deref(), Some(ours).filter(|ours| !ours.is_empty()), "{theirs}");
    }

    #[test]
    fn a_name_is_made_into_one_of_ours() {
        check("orders", "orders");
        check("io.github.Someone/weather_MCP", "io-github-someone-weather-mcp");
        check("__a--b..", "a-b");
        check("//", "");
        check(&format!("{}.b", "a".repeat(62)), &"a".repeat(62));
    }

    #[test]
    fn two_names_that_become_one_are_told() {
        let mut renamed = Renamed::default();
        assert_eq!((renamed.take("a.b"), renamed.take("a.b")), (Ok("a-b".to_owned()), Ok("a-b".to_owned())));
        let words = "it would be called `a-b`, as `a.b` is already; it was left out";
        assert_eq!(renamed.take("a_b"), Err((words.to_owned(), "rename one of them")));
    }

    proptest! {
        #[test]
        fn whatever_the_name_what_is_made_of_it_is_a_name_or_nothing(theirs in ".*") {
            let ours = service_name(&theirs);
            prop_assert!(ours.is_empty() || names::is_service_name(&ours), "{ours}");
        }
    }
}
