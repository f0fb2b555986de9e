//! What a call may not bring back: the secrets that went out with it, hidden wherever they return.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::Failure;
use domain::call::Attempt;
use serde_json::{Map, Value};
use std::fmt;

/// What stands where a secret stood.
pub const MASK: &str = "•••";

/// The fewest bytes of what is hidden: shorter values would take ordinary words out of answers, and guard nothing.
pub const HIDDEN_MIN: usize = 6;

/// The secrets of one call, in every form in which they may return.
#[derive(Clone, Default)]
pub struct Secrets {
    forms: Vec<String>,
}

/// Finds the secrets in one pass, whatever their case, so that an answer full of them costs no more than another.
struct Finder<'a> {
    forms: &'a [String],
    any: AhoCorasick,
}

impl Secrets {
    /// Whether there is nothing to hide.
    pub const fn are_none(&self) -> bool {
        self.forms.is_empty()
    }

    /// Takes in a secret as it is, and as URLs, forms, JSON texts and base64 write it.
    pub fn learn(&mut self, secret: &str) {
        if secret.len() < HIDDEN_MIN {
            return;
        }
        let json = Value::from(secret).to_string();
        let form = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let encoded = [form, domain::names::encode(secret), json[1..json.len() - 1].to_owned(), BASE64_STANDARD.encode(secret)];
        for form in std::iter::once(secret.to_owned()).chain(encoded) {
            if !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
    }

    /// Hides what is in an output, the keys of its objects too.
    pub fn hide_in_output(&self, output: &mut Value) {
        if let Some(finder) = self.finder() {
            finder.hide_in(output);
        }
    }

    /// Hides what is in a failure.
    pub fn hide_in_failure(&self, failure: &mut Failure) {
        let Some(finder) = self.finder() else { return };
        let words = failure.errors.iter_mut().flat_map(|wrong| [&mut wrong.pointer, &mut wrong.message, &mut wrong.remedy]);
        words.chain(&mut failure.near).chain([&mut failure.detail]).for_each(|words| finder.hide_in_words(words));
    }

    /// Hides what is in attempts. An instance is named as it registered; only a name or a password in its URL is a secret.
    pub fn hide_in_attempts(&self, attempts: &mut [Attempt]) {
        let Some(finder) = self.finder() else { return };
        let words = attempts.iter_mut().flat_map(|attempt| {
            let instance = Some(&mut attempt.instance).filter(|instance| instance.contains('@'));
            [instance, attempt.error.as_mut()]
        });
        words.flatten().for_each(|words| finder.hide_in_words(words));
    }

    /// Hides what is in words that may have been cut within a secret, as excerpts are.
    pub fn hide_in_words(&self, words: &mut String) {
        if let Some(finder) = self.finder() {
            finder.hide_in_words(words);
        }
    }

    fn finder(&self) -> Option<Finder<'_>> {
        // The kind that is made fastest: it serves one call.
        let kind = Some(AhoCorasickKind::NoncontiguousNFA);
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).kind(kind);
        let any = (!self.forms.is_empty()).then(|| builder.build(&self.forms).expect("a few short texts make a finder"))?;
        Some(Finder { forms: &self.forms, any })
    }
}

impl Finder<'_> {
    /// The text without any secret; none where it held none.
    fn without(&self, text: &str) -> Option<String> {
        self.any.is_match(text).then(|| self.any.replace_all(text, &vec![MASK; self.forms.len()]))
    }

    fn hide_in_words(&self, words: &mut String) {
        if let Some(shown) = self.without(words) {
            *words = shown;
        }
        let ends =
            |cut: &str| words.len().checked_sub(cut.len()).is_some_and(|at| words.as_bytes()[at..].eq_ignore_ascii_case(cut.as_bytes()));
        let begins = |form: &String| (HIDDEN_MIN..form.len()).rev().find(|end| form.get(..*end).is_some_and(ends));
        if let Some(cut) = self.forms.iter().filter_map(begins).max() {
            words.truncate(words.len() - cut);
            words.push_str(MASK);
        }
    }

    fn hide_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(shown) = self.without(text) {
                    *text = shown;
                }
            }
            Value::Number(number) => {
                if self.any.is_match(&number.to_string()) {
                    *value = MASK.into();
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|item| self.hide_in(item)),
            Value::Object(fields) => {
                fields.values_mut().for_each(|field| self.hide_in(field));
                if fields.keys().any(|key| self.any.is_match(key)) {
                    let shown = std::mem::take(fields).into_iter().map(|(key, field)| (self.without(&key).unwrap_or(key), field));
                    *fields = shown.collect::<Map<_, _>>();
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}

impl Extend<String> for Secrets {
    fn extend<T: IntoIterator<Item = String>>(&mut self, secrets: T) {
        secrets.into_iter().for_each(|secret| self.learn(&secret));
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} forms)", self.forms.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn secrets(all: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.extend(all.iter().map(|secret| (*secret).to_owned()));
        secrets
    }

    fn check(text: &str, expected: &str) {
        let mut words = text.to_owned();
        secrets(&["s3cret+key", "s3cret+key-longer", "short"]).hide_in_words(&mut words);
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn a_secret_is_hidden_in_every_form() {
        check("key=s3cret+key.", "key=•••.");
        check("S3CRET+KEY", "•••");
        check("/x?key=s3cret%2Bkey&y", "/x?key=•••&y");
        check("s3cret+key-longer s3cret+key", "••• •••");
        check("Basic czNjcmV0K2tleQ==", "Basic •••");
        check("nothing of it, été", "nothing of it, été");
    }

    #[test]
    fn a_secret_that_an_excerpt_cuts_is_hidden_as_well() {
        check("status 500: key s3cret+k", "status 500: key •••");
        check("status 500: key s3cre", "status 500: key s3cre");
    }

    #[test]
    fn what_is_too_short_to_be_a_secret_stays() {
        check("a short answer", "a short answer");
    }

    #[test]
    fn a_secret_is_hidden_in_keys_numbers_and_lists() {
        let mut value = json!({"s3cret-key": [1, "x s3cret-key"], "number": 12_345_678, "deep": {"also": "S3cret-Key", "short": true}});
        secrets(&["s3cret-key", "12345678"]).hide_in_output(&mut value);
        assert_eq!(value, json!({"•••": [1, "x •••"], "number": "•••", "deep": {"also": "•••", "short": true}}));
    }

    #[test]
    fn an_instance_is_named_unless_its_url_holds_a_password() {
        let attempt = |instance: &str| {
            let error = Some("no answer from s3cret-host".to_owned());
            let mut attempts = [Attempt { instance: instance.to_owned(), outcome: domain::call::Outcome::Ok, latency_ms: 0.0, error }];
            secrets(&["s3cret-host"]).hide_in_attempts(&mut attempts);
            let [attempt] = attempts;
            (attempt.instance, attempt.error.unwrap_or_default())
        };
        assert_eq!(attempt("http://s3cret-host"), ("http://s3cret-host".to_owned(), "no answer from •••".to_owned()));
        assert_eq!(attempt("http://deck:s3cret-host@h").0, "http://deck:•••@h");
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(format!("{:?}", secrets(&["s3cret-key"])), "Secrets(2 forms)");
    }
}
