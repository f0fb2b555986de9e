//! Text: counts, differences, searches and small rewritings, without a word of meaning.

mod comparing;
mod counting;
mod diff;

use crate::service::Service;

/// A text to show the tools with.
const SAMPLE: &str = "The quick brown fox jumps over the lazy dog. The dog sleeps.";

/// The service with its tools.
pub fn open() -> Service {
    let mut tools = counting::tools();
    tools.extend(comparing::tools());
    Service::steady("1.3.0", tools)
}

/// The sentences of a text, with their end marks. A mark inside a word ends nothing.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |rest: &str| {
        let mark = rest.char_indices().find(|(at, c)| {
            let after = rest[at + c.len_utf8()..].chars().next();
            matches!(c, '.' | '!' | '?') && after.is_none_or(char::is_whitespace)
        });
        mark.map_or(rest.len(), |(at, c)| at + c.len_utf8())
    };
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        let (sentence, after) = rest.split_at(ends(rest));
        rest = after.trim_start();
        (!sentence.is_empty()).then_some(sentence)
    })
}

/// The words of a text in lower case; an apostrophe or hyphen inside belongs to the word.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .map(|word| word.trim_matches(['\'', '-']).to_lowercase())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_inside_a_word_ends_no_sentence() {
        let found: Vec<&str> = sentences("Version 1.5 is out! Is it? It is").collect();
        assert_eq!(found, ["Version 1.5 is out!", "Is it?", "It is"]);
    }

    #[test]
    fn apostrophes_and_hyphens_belong_to_their_words() {
        let found: Vec<String> = words("Well-known, isn't it? 'Yes' -").collect();
        assert_eq!(found, ["well-known", "isn't", "it", "yes"]);
    }
}
