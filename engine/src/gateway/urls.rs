//! URLs that were parsed before: a call template without `{x}` has one for each instance, the same at every call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::{ParseError, Url};

/// How many a template keeps; one whose service has more instances gains nothing.
const KEPT_MAX: usize = 256;

/// The URLs of a template, by their texts.
#[derive(Clone, Debug, Default)]
pub struct Urls(Arc<Mutex<HashMap<String, Url>>>);

impl Urls {
    /// The text as a URL.
    pub fn parse(&self, text: &str) -> Result<Url, ParseError> {
        if let Some(url) = self.kept().get(text) {
            return Ok(url.clone());
        }
        let url = Url::parse(text)?;
        let mut kept = self.kept();
        // Instances come and go.
        if kept.len() == KEPT_MAX {
            kept.clear();
        }
        kept.insert(text.to_owned(), url.clone());
        Ok(url)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Url>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_the_same_whether_it_was_parsed_before_or_not_and_only_so_many_are_kept() {
        let urls = Urls::default();
        for port in 0..=KEPT_MAX {
            let text = format!("http://10.0.0.1:{port}/a b");
            for _ in 0..2 {
                assert_eq!(urls.parse(&text), Url::parse(&text), "{text}");
            }
        }
        assert_eq!(urls.kept().len(), 1);
        assert!(urls.parse("http://").is_err());
    }
}
