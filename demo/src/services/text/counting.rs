//! Counts in a text: words, sentences, frequencies, minutes of reading.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{SAMPLE, sentences, words};
use crate::{
    table::round,
    tool::{Failure, Tool, integer, list, number, object, text},
};

/// Words that a grown reader takes in per minute.
const READING_SPEED: f64 = 238.0;

/// The tools that count.
pub fn tools() -> Vec<Tool> {
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
}
