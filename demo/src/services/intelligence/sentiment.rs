//! The mood of a text by counting words that have one; a "not" just before turns it round.

use serde::Serialize;

use super::words;
use crate::table::round;

const POSITIVE: [&str; 46] = [
    "amazing",
    "beautiful",
    "best",
    "better",
    "bright",
    "calm",
    "clean",
    "clear",
    "delight",
    "delighted",
    "easy",
    "enjoy",
    "excellent",
    "fair",
    "fast",
    "faster",
    "fine",
    "friendly",
    "glad",
    "good",
    "great",
    "happy",
    "help",
    "helpful",
    "improve",
    "improved",
    "kind",
    "like",
    "love",
    "lovely",
    "nice",
    "perfect",
    "praise",
    "quick",
    "reliable",
    "right",
    "safe",
    "satisfied",
    "smooth",
    "strong",
    "succeed",
    "success",
    "thank",
    "thanks",
    "welcome",
    "wonderful",
];

const NEGATIVE: [&str; 50] = [
    "angry",
    "annoying",
    "awful",
    "bad",
    "blame",
    "broke",
    "broken",
    "complain",
    "complaint",
    "crash",
    "damage",
    "damaged",
    "dangerous",
    "delay",
    "delayed",
    "difficult",
    "dirty",
    "disappointed",
    "disappointing",
    "error",
    "fail",
    "failed",
    "failure",
    "fault",
    "faulty",
    "hate",
    "horrible",
    "late",
    "lose",
    "lost",
    "mess",
    "mistake",
    "poor",
    "problem",
    "rude",
    "sad",
    "short",
    "sick",
    "slow",
    "slower",
    "terrible",
    "trouble",
    "ugly",
    "unhappy",
    "unsafe",
    "waste",
    "weak",
    "worse",
    "worst",
    "wrong",
];

const TURNS: [&str; 6] = ["not", "no", "never", "isn't", "wasn't", "don't"];

/// The mood of a text and the words it rests on.
#[derive(Serialize)]
pub struct Sentiment {
    mood: &'static str,
    score: f64,
    positive: Vec<String>,
    negative: Vec<String>,
}

/// Judges the mood of a text.
pub fn sentiment(text: &str) -> Sentiment {
    let words: Vec<String> = words(text).collect();
    let (mut positive, mut negative) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        let turned = at > 0 && TURNS.contains(&words[at - 1].as_str());
        let good = POSITIVE.binary_search(&word.as_str()).is_ok();
        let bad = NEGATIVE.binary_search(&word.as_str()).is_ok();
        let phrase = if turned { format!("{} {word}", words[at - 1]) } else { word.clone() };
        if (good && !turned) || (bad && turned) {
            positive.push(phrase);
        } else if good || bad {
            negative.push(phrase);
        }
    }
    let (for_it, against) = (positive.len() as f64, negative.len() as f64);
    let score = (for_it - against) / (for_it + against).max(1.0);
    let mood = match score {
        0.2.. => "positive",
        ..=-0.2 => "negative",
        _ => "neutral",
    };
    Sentiment { mood, score: round(score, 2), positive, negative }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, mood: &str, score: f64) {
        let judged = sentiment(text);
        assert_eq!((judged.mood, judged.score), (mood, score), "{text}");
    }

    #[test]
    fn the_words_are_in_order() {
        assert!(POSITIVE.is_sorted() && NEGATIVE.is_sorted());
    }

    #[test]
    fn moods_are_counted() {
        check("A great tool, easy and fast.", "positive", 1.0);
        check("Slow, and not helpful.", "negative", -1.0);
        check("Good but slow.", "neutral", 0.0);
        check("The parcel arrived on Monday.", "neutral", 0.0);
    }
}
