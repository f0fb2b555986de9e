//! Variables: named values that call templates ask for as `${NAME}` or `$NAME`, and that nobody is told.
//!
//! As the official UTCP clients have it, the name in the template is led by its service's: no manual can ask for what
//! belongs to another service.

use crate::Time;
use crate::failure::Violation;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;

/// The most characters of a variable's name.
pub const NAME_MAX: usize = 128;

/// The most bytes of a variable's value.
pub const VALUE_MAX: usize = 16 * 1024;

/// How many of the tools that ask for a variable are named.
pub const TOOLS_SHOWN: usize = 20;

/// Whether a variable can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has a value.
    Set,
    /// A tool asks for it, and it has none.
    Missing,
    /// It has a value that was sealed with another key.
    Unreadable,
}

impl State {
    /// The words people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Missing => "missing",
            Self::Unreadable => "sealed with another key: set it again",
        }
    }
}

/// A variable as it is told: never with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its full name, the service's part first.
    pub name: String,
    /// Whether it can be given.
    pub state: State,
    /// When its value was set.
    pub set_at: Option<Time>,
    /// The service whose tools ask for it.
    pub service: Option<String>,
    /// The first of the tools that ask for it.
    pub tools: Vec<String>,
    /// How many tools ask for it.
    pub uses: u32,
}

/// Whether `name` matches `^[a-zA-Z0-9_]{1,128}$`.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_MAX && name.chars().all(is_part)
}

/// What is wrong with a variable before it is kept; never with a word of its value.
pub fn violations(name: &str, value: &str) -> Vec<Violation> {
    let wrong =
        |pointer: &str, message: String, remedy: &str| Violation { pointer: pointer.to_owned(), message, remedy: remedy.to_owned() };
    let mut found = Vec::new();
    if !is_name(name) {
        let message = format!("a name is 1 to {NAME_MAX} letters, digits and underscores");
        found.push(wrong("/name", message, "write it as geo_API_KEY: the service, an underscore, the name in the template"));
    }
    if value.is_empty() {
        found.push(wrong("/value", "the value is empty".to_owned(), "write the value; DELETE takes a variable away"));
    }
    if value.len() > VALUE_MAX {
        found.push(wrong("/value", format!("the value has more than {VALUE_MAX} bytes"), "write a shorter one"));
    }
    found
}

/// The full name of what a service's template calls `name`; none where that begins with an underscore, since with
/// `_b_KEY` the service `a` would ask for `KEY` of the service `a-b`.
pub fn full_name(service: &str, name: &str) -> Option<String> {
    let space: String = service.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { "__".to_owned() }).collect();
    (!name.starts_with('_')).then(|| format!("{space}_{name}"))
}

/// The names that a template asks for, in order, each once.
pub fn asked(template: &Value) -> Vec<&str> {
    let (mut names, mut seen) = (Vec::new(), HashSet::new());
    each_text(template, &mut |text| {
        for piece in pieces(text) {
            if let Piece::Name(name) = piece
                && seen.insert(name)
            {
                names.push(name);
            }
        }
    });
    names
}

/// The template with every name replaced by what `value` gives for it. Names inside a value are not looked for.
pub fn fill(template: &Value, value: &impl Fn(&str) -> String) -> Value {
    let text = |text: &str| {
        let filled = pieces(text).map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Name(name) => value(name),
        });
        filled.collect::<String>()
    };
    match template {
        Value::String(words) => Value::String(text(words)),
        Value::Array(list) => list.iter().map(|item| fill(item, value)).collect(),
        Value::Object(fields) => fields.iter().map(|(key, field)| (key.clone(), fill(field, value))).collect(),
        other => other.clone(),
    }
}

enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
}

fn each_text<'a>(template: &'a Value, look: &mut impl FnMut(&'a str)) {
    match template {
        Value::String(text) => look(text),
        Value::Array(list) => list.iter().for_each(|item| each_text(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| each_text(field, look)),
        _ => {}
    }
}

/// A text taken apart; one that holds a `$ref` is an OpenAPI document's and is left whole.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let is_whole = holds_reference(text);
    let mut rest = text;
    std::iter::from_fn(move || {
        let name_at = |at: usize| name(&rest[at..]).filter(|_| !is_whole);
        if let Some((name, left)) = name_at(0) {
            rest = left;
            return Some(Piece::Name(name));
        }
        // A `$` that begins no name is a word like others.
        let next = rest.match_indices('$').map(|(at, _)| at).find(|at| name_at(*at).is_some());
        let (words, left) = rest.split_at(next.unwrap_or(rest.len()));
        rest = left;
        (!words.is_empty()).then_some(Piece::Words(words))
    })
}

/// The name that `text` begins with, as `${NAME}` or `$NAME`, and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    let after = text.strip_prefix('$')?;
    let inner = after.strip_prefix('{');
    let begin = inner.unwrap_or(after);
    let (name, rest) = begin.split_at(begin.find(|c| !is_part(c)).unwrap_or(begin.len()));
    let rest = if inner.is_some() { rest.strip_prefix('}')? } else { rest };
    (!name.is_empty()).then_some((name, rest))
}

fn holds_reference(text: &str) -> bool {
    text.match_indices("$ref").any(|(at, found)| !text[at + found.len()..].starts_with(is_part))
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn check(text: &str, names: &[&str], filled: &str) {
        let template = json!({"headers": [text], "n": 1});
        assert_eq!(asked(&template), names, "{text}");
        assert_eq!(fill(&template, &|name| format!("<{name}>")), json!({"headers": [filled], "n": 1}), "{text}");
    }

    #[test]
    fn names_are_found_where_the_official_client_finds_them() {
        check("Bearer ${TOKEN}", &["TOKEN"], "Bearer <TOKEN>");
        check("$A-$B_1/$A", &["A", "B_1"], "<A>-<B_1>/<A>");
        check("$$A ${B", &["A"], "$<A> ${B");
        check("${} $ ${A-B} {x}", &[], "${} $ ${A-B} {x}");
        check("$é€${É}", &[], "$é€${É}");
        check("{\"$ref\": \"#/x\", \"key\": \"$A\"}", &[], "{\"$ref\": \"#/x\", \"key\": \"$A\"}");
        check("$refresh_token", &["refresh_token"], "<refresh_token>");
    }

    #[test]
    fn a_full_name_is_the_official_clients() {
        assert_eq!(full_name("my-reg", "TOKEN").as_deref(), Some("my__reg_TOKEN"));
        assert_eq!(full_name("geo", "API_KEY").as_deref(), Some("geo_API_KEY"));
    }

    #[test]
    fn no_service_can_ask_for_what_is_anothers() {
        assert_eq!(full_name("a", "_b_KEY"), None);
        assert_eq!(full_name("a-b", "KEY").as_deref(), Some("a__b_KEY"));
    }

    #[test]
    fn a_variable_that_cannot_be_kept_says_why_without_its_value() {
        let wrong = |name: &str, value: &str| violations(name, value).into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>();
        assert_eq!(wrong("geo_KEY", &"v".repeat(VALUE_MAX)), [""; 0]);
        assert_eq!(wrong(&"n".repeat(NAME_MAX), "v"), [""; 0]);
        assert_eq!(wrong(&"n".repeat(NAME_MAX + 1), ""), ["/name", "/value"]);
        assert_eq!(wrong("geo-KEY", &"v".repeat(VALUE_MAX + 1)), ["/name", "/value"]);
        assert_eq!(wrong("", "v"), ["/name"]);
    }

    proptest! {
        #[test]
        fn what_asks_for_nothing_stays_as_it_is_and_what_is_filled_asks_for_nothing(text in "[$\\{}a-zA-Z_é ]{0,40}") {
            let template = json!({ "text": text });
            let filled = fill(&template, &|_| String::new());
            prop_assert!(!asked(&template).is_empty() || filled == template);
            prop_assert!(filled["text"].as_str().is_some_and(|filled| filled.len() <= text.len()));
        }

        #[test]
        fn two_services_never_share_a_name(a in "[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?", b in "[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?",
                                           x in "[A-Za-z0-9_]{1,6}", y in "[A-Za-z0-9_]{1,6}") {
            prop_assume!(a != b);
            let (ours, theirs) = (full_name(&a, &x), full_name(&b, &y));
            prop_assert!(ours.is_none() || ours != theirs);
        }
    }
}
