//! Text: counts, differences, searches and small rewritings, without a word of meaning.

mod diff;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    service::Service,
    table::round,
    tool::{Failure, Tool, choice, integer, list, number, object, text},
};
use diff::{Change, changes};

/// Words that a grown reader takes in per minute.
const READING_SPEED: f64 = 238.0;

const SAMPLE: &str = "The quick brown fox jumps over the lazy dog. The dog sleeps.";

/// The service with its tools.
pub fn open() -> Service {
    let mut tools = counting();
    tools.extend(comparing());
    Service::steady("1.3.0", tools)
}

fn counting() -> Vec<Tool> {
    let statistics = Tool::post("statistics", "/statistics", "text")
        .says("Counts the characters, words, sentences and paragraphs of a text.")
        .takes("text", text("The text to count.").example(SAMPLE))
        .gives("characters", integer("Characters, spaces included."))
        .gives("words", integer("Words."))
        .gives("sentences", integer("Sentences."))
        .gives("paragraphs", integer("Paragraphs, parted by empty lines."))
        .gives("mean_word_length", number("Mean characters per word."))
        .gives("sentence_lengths", list("The words of each sentence.", integer("Words.")))
        .tagged(&["text", "counting", "read-only"])
        .computes(statistics);
    let frequency = Tool::post("word_frequency", "/word-frequency", "text")
        .says("Lists the most frequent words of a text with their counts.")
        .takes("text", text("The text to count.").example(SAMPLE))
        .takes("top", integer("How many words.").between(1, 100).default(10))
        .takes("min_length", integer("Leave out words with fewer letters.").between(1, 20).default(1))
        .gives(
            "words",
            list(
                "The words, most frequent first.",
                object("A word.", &[("word", text("The word in lower case.")), ("count", integer("How often it occurs."))]),
            ),
        )
        .tagged(&["text", "counting", "read-only"])
        .computes(word_frequency);
    let reading = Tool::post("reading_time", "/reading-time", "text")
        .says("Estimates how many minutes it takes to read a text.")
        .takes("text", text("The text to read.").example(SAMPLE))
        .takes("words_per_minute", number("How fast.").between(50, 1000).default(READING_SPEED))
        .gives("minutes", number("Minutes."))
        .gives("words", integer("Words."))
        .tagged(&["text", "reading", "read-only"])
        .computes(reading_time);
    vec![statistics, frequency, reading]
}

fn comparing() -> Vec<Tool> {
    let diff = Tool::post("diff", "/diff", "body")
        .says("Compares two texts line by line and lists what was removed, added and kept.")
        .takes(
            "body",
            object(
                "The two texts.",
                &[
                    ("before", text("The text as it was.").example("one\ntwo\nthree")),
                    ("after", text("The text as it is.").example("one\n2\nthree")),
                ],
            ),
        )
        .gives("added", integer("Lines added."))
        .gives("removed", integer("Lines removed."))
        .gives(
            "changes",
            list(
                "Every line of both texts.",
                object("A line.", &[("kind", choice("What happened to it.", &["kept", "removed", "added"])), ("line", text("The line."))]),
            ),
        )
        .tagged(&["text", "comparison", "read-only"])
        .computes(|input: &Wrapped<Versions>| Ok(diff_of(&input.body)));
    let search = Tool::post("search", "/search", "text")
        .says("Finds every occurrence of a phrase in a text, with its line and the words around it.")
        .takes("text", text("The text to search.").example(SAMPLE))
        .takes("phrase", text("The phrase to find; case does not matter.").example("dog"))
        .gives("count", integer("How many occurrences."))
        .gives(
            "matches",
            list(
                "The occurrences.",
                object(
                    "An occurrence.",
                    &[
                        ("line", integer("Its line, from 1.")),
                        ("column", integer("Its first character, from 1.")),
                        ("context", text("The line it stands in.")),
                    ],
                ),
            ),
        )
        .tagged(&["text", "search", "read-only"])
        .computes(search);
    let slugify = Tool::get("slugify", "/slugify")
        .says("Turns a title into a slug for URLs: lower case, letters and digits, hyphens.")
        .takes("title", text("The title.").example("Où est la bibliothèque?"))
        .takes("max_length", integer("The longest slug wanted.").between(8, 200).default(80))
        .gives("slug", text("The slug.").example("ou-est-la-bibliotheque"))
        .tagged(&["text", "urls"])
        .computes(slugify);
    vec![diff, search, slugify]
}

#[derive(Deserialize)]
struct Wrapped<T> {
    body: T,
}

#[derive(Deserialize)]
struct Whole {
    text: String,
}

#[derive(Serialize)]
struct Statistics {
    characters: usize,
    words: usize,
    sentences: usize,
    paragraphs: usize,
    mean_word_length: f64,
    sentence_lengths: Vec<usize>,
}

fn statistics(input: &Whole) -> Result<Statistics, Failure> {
    let words: Vec<String> = words(&input.text).collect();
    if words.is_empty() {
        return Err(Failure::invalid("text holds no words; send at least one"));
    }
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    let sentence_lengths = sentence_lengths(&input.text);
    let paragraphs = input.text.split("\n\n").filter(|part| !part.trim().is_empty()).count();
    Ok(Statistics {
        characters: input.text.chars().count(),
        words: words.len(),
        sentences: sentence_lengths.len(),
        paragraphs,
        mean_word_length: round(letters as f64 / words.len() as f64, 2),
        sentence_lengths,
    })
}

fn sentence_lengths(text: &str) -> Vec<usize> {
    sentences(text).map(|sentence| words(sentence).count()).filter(|count| *count > 0).collect()
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

#[derive(Deserialize)]
struct Frequency {
    text: String,
    top: Option<usize>,
    min_length: Option<usize>,
}

#[derive(Serialize)]
struct Frequencies {
    words: Vec<Count>,
}

#[derive(Serialize)]
struct Count {
    word: String,
    count: u32,
}

fn word_frequency(input: &Frequency) -> Result<Frequencies, Failure> {
    let least = input.min_length.unwrap_or(1);
    let mut counts: HashMap<String, u32> = HashMap::new();
    for word in words(&input.text).filter(|word| word.chars().count() >= least) {
        *counts.entry(word).or_default() += 1;
    }
    if counts.is_empty() {
        return Err(Failure::invalid("text holds no words of that length; lower min_length"));
    }
    let mut words: Vec<Count> = counts.into_iter().map(|(word, count)| Count { word, count }).collect();
    words.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.word.cmp(&b.word)));
    words.truncate(input.top.unwrap_or(10));
    Ok(Frequencies { words })
}

#[derive(Deserialize)]
struct Reading {
    text: String,
    words_per_minute: Option<f64>,
}

#[derive(Serialize)]
struct ReadingTime {
    minutes: f64,
    words: usize,
}

fn reading_time(input: &Reading) -> Result<ReadingTime, Failure> {
    let speed = input.words_per_minute.unwrap_or(READING_SPEED);
    if speed < 1.0 {
        return Err(Failure::invalid("words_per_minute must be from 50 to 1000"));
    }
    let words = words(&input.text).count();
    Ok(ReadingTime { minutes: round(words as f64 / speed, 2), words })
}

#[derive(Deserialize)]
struct Versions {
    before: String,
    after: String,
}

#[derive(Serialize)]
struct Difference {
    added: usize,
    removed: usize,
    changes: Vec<Change>,
}

fn diff_of(input: &Versions) -> Difference {
    let changes = changes(&input.before, &input.after);
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
    Difference { added: count("added"), removed: count("removed"), changes }
}

#[derive(Deserialize)]
struct Search {
    text: String,
    phrase: String,
}

#[derive(Serialize)]
struct Found {
    count: usize,
    matches: Vec<Match>,
}

#[derive(Serialize)]
struct Match {
    line: usize,
    column: usize,
    context: String,
}

fn search(input: &Search) -> Result<Found, Failure> {
    let phrase = input.phrase.trim().to_lowercase();
    if phrase.is_empty() {
        return Err(Failure::invalid("phrase is empty; send the words to find"));
    }
    let in_line = |(number, line): (usize, &str)| {
        let lower = line.to_lowercase();
        let columns: Vec<usize> = lower.match_indices(&phrase).map(|(at, _)| lower[..at].chars().count() + 1).collect();
        let context = line.trim().to_owned();
        columns.into_iter().map(move |column| Match { line: number + 1, column, context: context.clone() })
    };
    let matches: Vec<Match> = input.text.lines().enumerate().flat_map(in_line).collect();
    Ok(Found { count: matches.len(), matches })
}

#[derive(Deserialize)]
struct Title {
    title: String,
    max_length: Option<usize>,
}

#[derive(Serialize)]
struct Slug {
    slug: String,
}

fn slugify(input: &Title) -> Result<Slug, Failure> {
    let plain = super::geo::folded(&input.title);
    let plain = plain.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ');
    let mut slug = plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join("-");
    slug.truncate(input.max_length.unwrap_or(80));
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() {
        return Err(Failure::invalid("title holds no letter or digit that a slug can keep"));
    }
    Ok(Slug { slug })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted() {
        let text = "One two three. Version 1.5 is out!\n\nWell-known, isn't it?".to_owned();
        let counted = statistics(&Whole { text }).unwrap();
        assert_eq!((counted.words, counted.sentences, counted.paragraphs), (11, 3, 2));
        assert_eq!(counted.sentence_lengths, [3, 5, 3]);
    }

    #[test]
    fn the_most_frequent_word_comes_first() {
        let input = Frequency { text: SAMPLE.to_owned(), top: Some(2), min_length: None };
        let words = word_frequency(&input).unwrap().words;
        let counts: Vec<(&str, u32)> = words.iter().map(|w| (w.word.as_str(), w.count)).collect();
        assert_eq!(counts, [("the", 3), ("dog", 2)]);
    }

    #[test]
    fn a_phrase_is_found_with_its_place() {
        let input = Search { text: "A dog.\nHot Dog".into(), phrase: "dog".into() };
        let places: Vec<(usize, usize)> = search(&input).unwrap().matches.iter().map(|m| (m.line, m.column)).collect();
        assert_eq!(places, [(1, 3), (2, 5)]);
    }

    #[test]
    fn a_slug_keeps_letters_and_digits() {
        let slug = |title: &str| slugify(&Title { title: title.into(), max_length: Some(12) });
        assert_eq!(slug("Où est l'été 2026?").unwrap().slug, "ou-est-l-ete");
        assert!(slug("¿?").is_err());
    }
}
