//! A summary by extraction: a sentence tells more, the more of the text's frequent words it holds.

use std::collections::{HashMap, HashSet};

use super::{phrases::is_stop, words};
use crate::services::text::sentences;

/// How much more the first sentence counts than one in the middle.
const OPENING: f64 = 1.25;

/// The most telling sentences in their order, and how many sentences there are.
pub fn telling(text: &str, most: usize) -> (Vec<&str>, usize) {
    let all: Vec<&str> = sentences(text).collect();
    let mut counts: HashMap<String, f64> = HashMap::new();
    for word in words(text).filter(|word| !is_stop(word)) {
        *counts.entry(word).or_default() += 1.0;
    }
    let mut ranked: Vec<(usize, f64)> = all.iter().enumerate().map(|(at, sentence)| (at, score(at, sentence, &counts))).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut kept: Vec<usize> = ranked.into_iter().take(most.max(1)).map(|(at, _)| at).collect();
    kept.sort_unstable();
    (kept.into_iter().map(|at| all[at]).collect(), all.len())
}

/// The mean count of the sentence's different words, so that length alone gains nothing.
fn score(at: usize, sentence: &str, counts: &HashMap<String, f64>) -> f64 {
    let held: HashSet<String> = words(sentence).filter(|word| counts.contains_key(word)).collect();
    let sum: f64 = held.iter().map(|word| counts[word]).sum();
    let mean = sum / (held.len() as f64 + 1.0);
    if at == 0 { mean * OPENING } else { mean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_sentence_has_no_summary() {
        assert_eq!(telling("", 2), (vec![], 0));
    }

    #[test]
    fn the_sentence_with_the_frequent_words_is_kept() {
        let text = "Hm. Ships sail. Grain ships carry grain. Birds sing.";
        assert_eq!(telling(text, 1), (vec!["Grain ships carry grain."], 4));
    }
}
