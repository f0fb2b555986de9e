//! URLs that were parsed before: a call template without `{x}` has one for each instance, the same at every call.

use std::sync::{Arc, Mutex, PoisonError};
use url::{ParseError, Url};

/// How many a template keeps; one with more instances parses some of them again.
const KEPT_MAX: usize = 16;

/// The URLs of a template, by their texts.
#[derive(Clone, Debug, Default)]
pub struct Urls(Arc<Mutex<Vec<(String, Url)>>>);

impl Urls {
    /// The text as a URL.
    pub fn parse(&self, text: &str) -> Result<Url, ParseError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = kept.iter().find(|(known, _)| known == text) {
            return Ok(url.clone());
        }
        let url = Url::parse(text)?;
        // Instances come and go.
        if kept.len() == KEPT_MAX {
            kept.clear();
        }
        kept.push((text.to_owned(), url.clone()));
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_the_same_whether_it_was_parsed_before_or_not_and_only_so_many_are_kept() {
        let urls = Urls::default();
        for round in 0..2 {
            for port in 0..40 {
                let text = format!("http://10.0.0.1:{port}/a b");
                assert_eq!(urls.parse(&text), Url::parse(&text), "{text} in round {round}");
            }
        }
        assert_eq!(urls.0.lock().expect("sound").len(), KEPT_MAX);
        assert!(urls.parse("http://").is_err());
    }
}
