//! Intelligence about texts by counting: no model, no network, the same answer every time.
//!
//! What other services count, is asked of them: sentences of text, their spread of stats.

mod phrases;
mod sentiment;
mod summary;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::text::words;
use crate::{
    gateway::Gateway,
    service::{Place, Service},
    table::round,
    tool::{Failure, Tool, choice, integer, list, number, object, text},
};

const SAMPLE: &str = "The new warehouse in Leipzig opened on time. Deliveries to Berlin are now \
    a day faster, and customers praise the change. The old warehouse had grown too small. \
    Some parcels were lost in the move, which was a bad start. The warehouse team found most of \
    them within a week.";

/// The service with its tools.
pub fn open(place: &Place) -> Service {
    let summarise = Tool::post("summarise", "/summaries", "text")
        .says("Summarises a text by its most telling sentences, in their order.")
        .takes("text", text("The text to summarise.").example(SAMPLE))
        .takes("sentences", integer("How many sentences to keep.").between(1, 20).default(2))
        .gives("summary", text("The sentences kept."))
        .gives("kept", integer("How many sentences were kept."))
        .gives("of", integer("How many there were."))
        .tagged(&["text", "summary", "read-only"])
        .computes(summarise);
    let keywords = Tool::post("keywords", "/keywords", "text")
        .says("Extracts the key phrases of a text with their weights.")
        .takes("text", text("The text to look at.").example(SAMPLE))
        .takes("count", integer("How many phrases.").between(1, 50).default(5))
        .gives(
            "keywords",
            list(
                "The phrases, weightiest first.",
                object("A phrase.", &[("phrase", text("The phrase.")), ("weight", number("Its weight."))]),
            ),
        )
        .tagged(&["text", "keywords", "read-only"])
        .computes(|input: &Keywords| Ok(keywords(input)));
    let sentiment = Tool::post("sentiment", "/sentiment", "text")
        .says("Judges whether the mood of a text is positive, negative or neutral.")
        .takes("text", text("The text to judge.").example(SAMPLE))
        .gives("mood", choice("The mood.", &["positive", "negative", "neutral"]))
        .gives("score", number("From -1 to 1."))
        .gives("positive", list("The words that speak for it.", text("A word.")))
        .gives("negative", list("The words that speak against it.", text("A word.")))
        .tagged(&["text", "mood", "read-only"])
        .computes(|input: &Whole| Ok(sentiment::sentiment(&input.text)));
    let readability = Tool::post("readability", "/readability", "text")
        .says("Scores how easily a text reads, with the spread of its sentence lengths.")
        .takes("text", text("The text to score.").example(SAMPLE))
        .gives("reading_ease", number("Flesch's score: 100 very easy, 0 very hard."))
        .gives("mean_sentence_length", number("Words per sentence."))
        .gives("sentence_length_deviation", number("How much the lengths differ."))
        .tagged(&["text", "reading", "read-only"])
        .awaits(&place.gateway, readability);
    Service::steady("1.2.3", vec![summarise, keywords, sentiment, readability])
}

#[derive(Deserialize)]
struct Whole {
    text: String,
}

#[derive(Deserialize)]
struct Summarise {
    text: String,
    sentences: Option<usize>,
}

#[derive(Serialize)]
struct Summary {
    summary: String,
    kept: usize,
    of: usize,
}

fn summarise(input: &Summarise) -> Result<Summary, Failure> {
    let (kept, of) = summary::telling(&input.text, input.sentences.unwrap_or(2));
    if kept.is_empty() {
        return Err(Failure::invalid("text holds no sentence; send at least one"));
    }
    Ok(Summary { summary: kept.join(" "), kept: kept.len(), of })
}

#[derive(Deserialize)]
struct Keywords {
    text: String,
    count: Option<usize>,
}

#[derive(Serialize)]
struct Phrases {
    keywords: Vec<phrases::Phrase>,
}

fn keywords(input: &Keywords) -> Phrases {
    let mut keywords = phrases::phrases(&input.text);
    keywords.truncate(input.count.unwrap_or(5));
    Phrases { keywords }
}

#[derive(Serialize)]
struct Readability {
    reading_ease: f64,
    mean_sentence_length: f64,
    sentence_length_deviation: f64,
}

/// Flesch's reading ease from the counts of text and the spread of stats.
async fn readability(gateway: Gateway, input: Whole) -> Result<Readability, Failure> {
    let counts = gateway.call("text.statistics", json!({ "text": input.text })).await?;
    let lengths = json!({ "values": counts["sentence_lengths"] });
    let spread = gateway.call("stats.describe", lengths).await?;
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let (words_counted, mean) = (number(&counts["words"]).max(1.0), number(&spread["mean"]));
    let syllables: usize = words(&input.text).map(|word| syllables(&word)).sum();
    let ease = 206.835 - 1.015 * mean - 84.6 * syllables as f64 / words_counted;
    Ok(Readability {
        reading_ease: round(ease, 1),
        mean_sentence_length: round(mean, 2),
        sentence_length_deviation: round(number(&spread["standard_deviation"]), 2),
    })
}

/// The groups of vowels in an English word, but for a silent e at its end.
fn syllables(word: &str) -> usize {
    let vowels: Vec<bool> = word.chars().map(|c| "aeiouyäöü".contains(c)).collect();
    let groups = vowels.split(|vowel| !vowel).filter(|group| !group.is_empty()).count();
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, count: usize) {
        assert_eq!(syllables(word), count, "{word}");
    }

    #[test]
    fn syllables_are_groups_of_vowels() {
        check("the", 1);
        check("warehouse", 3);
        check("table", 2);
        check("delivery", 4);
        check("hm", 1);
    }

    #[test]
    fn a_summary_keeps_the_telling_sentences_in_order() {
        let input = Summarise { text: SAMPLE.into(), sentences: Some(2) };
        let summary = summarise(&input).unwrap();
        assert_eq!((summary.kept, summary.of), (2, 5));
        assert!(summary.summary.starts_with("The new warehouse in Leipzig opened on time."));
    }
}
