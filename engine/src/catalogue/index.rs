//! The search index: which tools hold which term, in which field.
//!
//! A question's term counts as much as it is rare (inverse document frequency, Spärck Jones 1972), times the
//! weight of the best field it stands in; a prefix or a near miss counts for less than the word itself. The
//! score is the share of what a perfect tool would have earned, so it lies between 0 and 1.

use super::words;
use domain::tool::{Tool, Why};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The fields of a tool, with what a hit in each is worth.
const FIELDS: [(&str, f64); 5] = [("name", 1.0), ("tag", 0.8), ("parameter", 0.6), ("description", 0.7), ("service", 0.6)];

/// What a hit is worth when only the beginning of the word matches.
const PREFIX: f64 = 0.7;

/// What it is worth when one letter differs.
const NEAR_MISS: f64 = 0.6;

/// The shortest question term that may match by its beginning.
const PREFIX_MIN: usize = 2;

/// The shortest question term that may match with one letter off.
const NEAR_MISS_MIN: usize = 4;

/// Extra credit, as a share, for each further field that holds the term.
const FURTHER: f64 = 0.1;

#[derive(Debug, Default)]
pub struct Index {
    /// Term → tool → fields, as bits, with the word as it stands.
    postings: BTreeMap<String, HashMap<String, Posting>>,
    /// Tool → its terms, to take it out again.
    terms: HashMap<String, Vec<String>>,
}

#[derive(Debug, Default)]
struct Posting {
    fields: u8,
    word: String,
}

/// A tool found, by address.
pub struct Hit {
    pub id: String,
    pub score: f64,
    pub why: Vec<Why>,
}

impl Index {
    pub fn add(&mut self, tool: &Tool) {
        let id = tool.id.as_str();
        let mut mine = Vec::new();
        for (field, text) in fields_of(tool) {
            for (word, stem) in words::words(&text) {
                let posting = self.postings.entry(stem.clone()).or_default().entry(id.to_owned()).or_default();
                if posting.fields == 0 {
                    posting.word = word;
                    mine.push(stem);
                }
                posting.fields |= 1 << field;
            }
        }
        self.terms.insert(id.to_owned(), mine);
    }

    pub fn remove(&mut self, id: &str) {
        for term in self.terms.remove(id).unwrap_or_default() {
            if let Some(tools) = self.postings.get_mut(&term) {
                tools.remove(id);
                if tools.is_empty() {
                    self.postings.remove(&term);
                }
            }
        }
    }

    /// Every tool that shares a term with `question`.
    pub fn search(&self, question: &str) -> Vec<Hit> {
        let mut asked = words::terms(question);
        asked.dedup();
        let mut hits: HashMap<&str, (f64, Vec<Why>)> = HashMap::new();
        let mut perfect = 0.0;
        for term in &asked {
            let matches = self.matches(term);
            let tools: f64 = matches.iter().map(|(_, tools, _)| tools.len() as f64).sum();
            let rarity = (1.0 + self.terms.len() as f64 / (1.0 + tools)).ln();
            perfect += rarity;
            for (id, (worth, why)) in best_per_tool(&matches) {
                let hit = hits.entry(id).or_default();
                hit.0 += rarity * worth;
                hit.1.extend(why);
            }
        }
        let hit = |(id, (score, why)): (&str, (f64, Vec<Why>))| Hit { id: id.to_owned(), score: (score / perfect).min(1.0), why };
        hits.into_iter().map(hit).collect()
    }

    /// The terms that `asked` stands for, each with its tools and its worth: itself, longer ones, else near misses.
    fn matches(&self, asked: &str) -> Vec<(&str, &HashMap<String, Posting>, f64)> {
        let mut found = Vec::new();
        if let Some((term, tools)) = self.postings.get_key_value(asked) {
            found.push((term.as_str(), tools, 1.0));
        }
        if asked.len() >= PREFIX_MIN {
            let longer = self.postings.range(asked.to_owned()..).take_while(|(term, _)| term.starts_with(asked));
            found.extend(longer.filter(|(term, _)| *term != asked).map(|(term, tools)| (term.as_str(), tools, PREFIX)));
        }
        if found.is_empty() && asked.len() >= NEAR_MISS_MIN {
            let near = self.postings.iter().filter(|(term, _)| is_one_off(asked, term));
            found.extend(near.map(|(term, tools)| (term.as_str(), tools, NEAR_MISS)));
        }
        found
    }
}

type Matches<'a> = [(&'a str, &'a HashMap<String, Posting>, f64)];

/// For each tool the match that is worth most.
fn best_per_tool<'a>(matches: &Matches<'a>) -> HashMap<&'a str, (f64, Vec<Why>)> {
    let mut best: HashMap<&str, (f64, Vec<Why>)> = HashMap::new();
    for (_, tools, share) in matches {
        for (id, posting) in *tools {
            let worth = share * worth_of(posting.fields);
            let entry = best.entry(id).or_default();
            if worth > entry.0 {
                *entry = (worth, why(posting));
            }
        }
    }
    best
}

fn worth_of(fields: u8) -> f64 {
    let held: Vec<f64> = FIELDS.iter().enumerate().filter(|(at, _)| fields & (1 << at) != 0).map(|(_, (_, weight))| *weight).collect();
    let best = held.iter().copied().fold(0.0, f64::max);
    (best * (1.0 + FURTHER * (held.len() as f64 - 1.0))).min(1.0)
}

fn why(posting: &Posting) -> Vec<Why> {
    let held = FIELDS.iter().enumerate().filter(|(at, _)| posting.fields & (1 << at) != 0);
    held.map(|(_, (field, _))| Why { field: (*field).to_owned(), term: posting.word.clone() }).collect()
}

fn fields_of(tool: &Tool) -> [(usize, String); 5] {
    let parameters = parameter_names(&tool.inputs, 0);
    [
        (0, tool.id.name().to_owned()),
        (1, tool.tags.join(" ")),
        (2, parameters.join(" ")),
        (3, tool.description.clone()),
        (4, tool.id.service().to_owned()),
    ]
}

/// The names and enum words of a schema's properties, three levels deep.
fn parameter_names(schema: &Value, depth: usize) -> Vec<String> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object).filter(|_| depth < 3) else { return Vec::new() };
    let words = properties.iter().flat_map(|(name, property)| {
        let choices = property.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        std::iter::once(name.clone()).chain(choices).chain(parameter_names(property, depth + 1)).collect::<Vec<_>>()
    });
    words.collect()
}

/// Whether two terms differ by one letter: put in, left out, replaced, or two swapped.
fn is_one_off(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let swapped = a.len() >= 2 && b.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    match (a, b) {
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], other) | (other, [_, rest @ ..]) if rest == other => true,
        _ => swapped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_off_is_found_and_two_are_not() {
        for near in ["convrt", "konvert", "converts", "covnert"] {
            assert!(is_one_off("convert", near), "{near}");
        }
        for far in ["convrrrt", "covnret", "con", "convert there"] {
            assert!(!is_one_off("convert", far), "{far}");
        }
    }
}
