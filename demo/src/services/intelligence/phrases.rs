//! Key phrases by RAKE: runs of words between stop words and punctuation, weighted by how long
//! the runs are in which their words stand (Rose et al., 2010).

use std::collections::HashMap;

use serde::Serialize;

use super::words;
use crate::table::round;

/// Words that carry no meaning of their own.
const STOP: [&str; 96] = [
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before", "but", "by", "can",
    "could", "did", "do", "does", "each", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "just", "may", "more", "most", "must", "my", "no", "not", "now", "of", "on", "once", "one", "only", "or", "other", "our",
    "out", "over", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "to", "too", "under", "until", "up", "very", "was", "we", "were", "what", "when", "where", "which", "who", "why",
    "will", "with", "within", "would", "you", "your",
];

/// A phrase and its weight.
#[derive(Debug, PartialEq, Serialize)]
pub struct Phrase {
    pub phrase: String,
    pub weight: f64,
}

/// True for a word that carries no meaning of its own.
pub fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// The phrases of a text, weightiest first.
pub fn phrases(text: &str) -> Vec<Phrase> {
    let runs = runs(text);
    let mut degrees: HashMap<&str, (usize, usize)> = HashMap::new();
    for run in &runs {
        for word in run {
            let (seen, degree) = degrees.entry(word).or_default();
            (*seen, *degree) = (*seen + 1, *degree + run.len());
        }
    }
    let weight = |word: &String| {
        let (seen, degree) = degrees[word.as_str()];
        degree as f64 / seen as f64 + seen as f64 - 1.0
    };
    let mut phrases: Vec<Phrase> =
        runs.iter().map(|run| Phrase { phrase: run.join(" "), weight: round(run.iter().map(weight).sum(), 2) }).collect();
    phrases.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.phrase.cmp(&b.phrase)));
    phrases.dedup_by(|a, b| a.phrase == b.phrase);
    phrases
}

/// The runs of words that no stop word and no punctuation parts.
fn runs(text: &str) -> Vec<Vec<String>> {
    let clauses = text.split(|c: char| c.is_ascii_punctuation() && !matches!(c, '\'' | '-' | '&'));
    clauses
        .flat_map(|clause| {
            let words: Vec<String> = words(clause).collect();
            let runs = words.split(|word| is_stop(word)).filter(|run| !run.is_empty());
            runs.map(<[String]>::to_vec).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stop_words_are_in_order() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn longer_phrases_weigh_more() {
        let found = phrases("The night train is late. A night train was late, and the tea is cold.");
        let names: Vec<&str> = found.iter().map(|phrase| phrase.phrase.as_str()).collect();
        assert_eq!(names, ["night train", "late", "cold", "tea"]);
        assert_eq!(found[0].weight, 6.0);
    }
}
