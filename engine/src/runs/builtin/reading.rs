//! Reading: what of a requirement could be a value, in which role, and where one wish ends and the next begins.
//!
//! ```text
//! "distance between Paris and Berlin in miles"
//!      Name Paris (first) · Name Berlin (second) · Phrase miles (wanted)
//! ```
//! A reading offers; `fill.rs` decides. Values are what stands in the text, never more.

use super::tokens::{Shape, Token, cut};
use super::words;
use serde_json::{Value, json};
use std::ops::Range;

/// The most values that are offered.
const MENTIONS_MAX: usize = 80;

/// The most words of a phrase.
const PHRASE_MAX: usize = 4;

/// The most clauses that are told apart; the last one holds the rest.
const CLAUSES_MAX: usize = 6;

/// What kind of value a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// Several numbers in a row.
    Numbers,
    /// A day.
    Day,
    /// Words with capitals.
    Name,
    /// The first word of a sentence, whose capital says nothing.
    Opening,
    /// Small words behind a preposition or a number.
    Phrase,
    /// A quotation, or everything behind a colon.
    Quoted,
    /// Letters and digits.
    Code,
    /// A URL or an address with `@`.
    Link,
    /// Several names, codes or quotations in a row.
    Several,
    /// JSON.
    Json,
}

/// Which of two a value is, or what an input asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Nothing says.
    #[default]
    Open,
    /// Where something begins: from, since, between.
    First,
    /// Where it ends: to, until, and.
    Second,
    /// What the answer is wanted in.
    Wanted,
}

/// A value that stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// What kind.
    pub kind: Kind,
    /// Its tokens.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
    /// Which of two it is.
    pub role: Role,
    /// Stems of the words around it.
    pub near: Vec<String>,
    /// The word behind a number.
    pub unit: Option<String>,
}

/// A requirement, read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text.
    pub text: String,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Its clauses, as ranges of tokens.
    pub clauses: Vec<Range<usize>>,
    /// The values in it.
    pub mentions: Vec<Mention>,
}

impl Reading {
    /// Reads `text`; `today`, as `2026-11-20`, gives words for days their meaning.
    pub fn new(text: &str, today: Option<&str>) -> Self {
        let tokens = cut(text, today);
        let clauses = clauses(&tokens);
        let mut reading = Self { text: text.to_owned(), tokens, clauses, mentions: Vec::new() };
        reading.mentions = Mentions { reading: &reading, found: Vec::new() }.collect();
        reading
    }

    /// The text of some tokens, as it was written.
    pub fn words(&self, span: &Range<usize>) -> &str {
        match (self.tokens.get(span.start), self.tokens.get(span.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if first.from < last.to => &self.text[first.from..last.to],
            _ => "",
        }
    }

    /// The clause that holds a token.
    pub fn clause_of(&self, token: usize) -> usize {
        self.clauses.iter().position(|clause| clause.contains(&token)).unwrap_or(0)
    }

    /// What everything in it is worth together.
    pub fn weight(&self) -> f64 {
        self.tokens.iter().map(|token| token.weight).sum()
    }

    /// The words of a clause to search the catalogue for.
    pub fn query(&self, clause: &Range<usize>) -> String {
        let content = self.tokens[clause.clone()].iter().filter(|token| token.is_content() && !words::is_asking(&token.folded));
        let mut query: Vec<&str> = Vec::new();
        for token in content {
            // A phrase is searched by what it means, everything else as it was written.
            let word = if token.stem == words::stem(&token.folded) { token.text.as_str() } else { token.stem.as_str() };
            if !query.contains(&word) {
                query.push(word);
            }
        }
        query.join(" ")
    }

    /// Which role the words before a token give it.
    pub fn role(&self, at: usize) -> Role {
        let first = self.clauses.get(self.clause_of(at)).map_or(0, |clause| clause.start);
        if at > first && matches!(self.tokens[at - 1].shape, Shape::Number(_)) {
            let earlier = (first..at - 1).any(|place| self.is_number_with_unit(place));
            return if earlier { Role::Second } else { Role::First };
        }
        for place in (first.max(at.saturating_sub(4))..at).rev() {
            let folded = self.tokens[place].folded.as_str();
            match folded {
                "from" | "since" | "after" | "starting" | "between" | "through" => return Role::First,
                "to" | "until" | "till" | "before" | "towards" | "than" => return Role::Second,
                "in" | "into" | "as" | "many" | "much" => return Role::Wanted,
                "and" | "," if self.is_between(first, place) => return Role::Second,
                "the" | "a" | "an" | "city" | "town" | "unit" | "currency" | "day" | "date" => {}
                _ => return Role::Open,
            }
        }
        Role::Open
    }

    fn is_number_with_unit(&self, at: usize) -> bool {
        matches!(self.tokens[at].shape, Shape::Number(_)) && self.tokens.get(at + 1).is_some_and(Token::is_content)
    }

    /// Whether the "and" at `place` is the one of "between … and …".
    fn is_between(&self, first: usize, place: usize) -> bool {
        let before = &self.tokens[first..place];
        let open = before.iter().rposition(|token| token.folded == "between");
        open.is_some_and(|open| before[open..].iter().all(|token| token.folded != "and"))
    }
}

/// Where one wish ends and the next begins: at a full stop, a semicolon, "then", and at "and" before a verb or another amount.
fn clauses(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        if clauses.len() + 1 < CLAUSES_MAX && at > start && is_border(tokens, start, at) {
            clauses.push(start..at);
            start = at;
        }
    }
    clauses.push(start..tokens.len());
    clauses.retain(|clause| tokens[clause.clone()].iter().any(|token| token.weight > 0.0));
    clauses
}

fn is_border(tokens: &[Token], start: usize, at: usize) -> bool {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let ends = [".", ";", "?", "!"].iter().any(|mark| token.is_mark(mark));
    let verb = |place: usize| tokens.get(place).is_some_and(|token| words::begins_clause(&token.folded));
    let has = |look: &dyn Fn(&Token) -> bool| tokens[start..at].iter().any(look);
    let another_amount = next.is_some_and(|next| matches!(next.shape, Shape::Number(_)))
        && tokens[at - 1].is_content()
        && tokens.get(at + 2).is_some_and(Token::is_content)
        && has(&|token| matches!(token.shape, Shape::Number(_)))
        && has(&|token| matches!(token.folded.as_str(), "to" | "into" | "in"));
    match token.folded.as_str() {
        "then" => true,
        "and" => next.is_some_and(|next| next.folded == "then") || (verb(at + 1) && !has(&|t| t.folded == "between")) || another_amount,
        "," => verb(at + 1),
        _ => ends,
    }
}

struct Mentions<'a> {
    reading: &'a Reading,
    found: Vec<Mention>,
}

impl Mentions<'_> {
    fn collect(mut self) -> Vec<Mention> {
        for at in 0..self.reading.tokens.len() {
            self.single(at);
            self.name(at);
            self.phrase(at);
            self.tail(at);
        }
        self.rows(Kind::Numbers, &[Kind::Number]);
        self.rows(Kind::Several, &[Kind::Name, Kind::Code, Kind::Quoted]);
        self.found
    }

    fn add(&mut self, kind: Kind, span: Range<usize>, value: Value) {
        let known = self.found.iter().any(|mention| mention.span == span && mention.kind == kind);
        if known || self.found.len() >= MENTIONS_MAX {
            return;
        }
        let unit = (kind == Kind::Number).then(|| self.unit(span.end)).flatten();
        let mention = Mention { kind, role: self.reading.role(span.start), near: self.near(&span), unit, span, value };
        self.found.push(mention);
    }

    /// The word right behind a number, when it could be its unit.
    fn unit(&self, at: usize) -> Option<String> {
        let token = self.reading.tokens.get(at).filter(|token| token.shape == Shape::Word)?;
        // "12 in to cm" speaks of inches; every other "in" is a preposition.
        let inches =
            token.folded == "in" && self.reading.tokens.get(at + 1).is_some_and(|next| matches!(next.folded.as_str(), "to" | "into"));
        (token.is_content() || inches).then(|| token.folded.clone())
    }

    fn near(&self, span: &Range<usize>) -> Vec<String> {
        let tokens = &self.reading.tokens;
        let around = (span.start.saturating_sub(3)..span.start).chain(span.end..(span.end + 2).min(tokens.len()));
        let clause = self.reading.clause_of(span.start);
        let here = around.filter(|place| self.reading.clause_of(*place) == clause);
        // A preposition is part of it: an input may be called `before`.
        here.filter(|place| tokens[*place].shape == Shape::Word).map(|place| tokens[place].stem.clone()).collect()
    }

    fn single(&mut self, at: usize) {
        let token = &self.reading.tokens[at];
        let (kind, value) = match &token.shape {
            Shape::Number(value) => (Kind::Number, number(*value)),
            Shape::Day(day) => (Kind::Day, json!(day)),
            Shape::Code => (Kind::Code, json!(token.text)),
            Shape::Link => (Kind::Link, json!(token.text)),
            Shape::Quoted => (Kind::Quoted, json!(token.text)),
            Shape::Json(value) => (Kind::Json, value.clone()),
            Shape::Word | Shape::Mark => return,
        };
        self.add(kind, at..at + 1, value);
    }

    /// Several values of a kind with commas, "and" or "or" between them.
    fn rows(&mut self, several: Kind, kinds: &[Kind]) {
        let singles: Vec<Mention> = self.found.iter().filter(|mention| kinds.contains(&mention.kind)).cloned().collect();
        let follows = |a: &Mention, b: &Mention| {
            let joint = joint(&self.reading.tokens, a.span.end);
            joint > 0 && a.span.end + joint == b.span.start
        };
        let rows: Vec<&[Mention]> = singles.chunk_by(follows).filter(|row| row.len() > 1).collect();
        for row in rows {
            let span = row[0].span.start..row[row.len() - 1].span.end;
            self.add(several, span, row.iter().map(|mention| mention.value.clone()).collect());
        }
    }

    /// Words with capitals, as `New York` and `Frankfurt am Main`.
    fn name(&mut self, at: usize) {
        let tokens = &self.reading.tokens;
        let inside = |place: usize| tokens.get(place).is_some_and(|token| token.is_capital() && !words::is_idle(&token.folded));
        if !inside(at) || (at > 0 && inside(at - 1) && !tokens[at - 1].opens) {
            return;
        }
        let mut end = at + 1;
        loop {
            let joint = usize::from(tokens.get(end).is_some_and(|token| matches!(token.text.as_str(), "am" | "de" | "of" | "la" | "upon")));
            if !inside(end + joint) {
                break;
            }
            end += joint + 1;
        }
        let text = json!(self.reading.words(&(at..end)));
        self.add(if tokens[at].opens && end == at + 1 { Kind::Opening } else { Kind::Name }, at..end, text);
    }

    /// Small words behind a preposition or a number, as in "from paris".
    fn phrase(&mut self, at: usize) {
        const BEFORE: &[&str] = &[
            "about", "and", "are", "around", "as", "at", "between", "by", "called", "for", "from", "in", "into", "is", "named", "near",
            "of", "on", "than", "to", "with",
        ];
        let tokens = &self.reading.tokens;
        if !BEFORE.contains(&tokens[at].folded.as_str()) && !matches!(tokens[at].shape, Shape::Number(_)) {
            return;
        }
        let article = usize::from(tokens.get(at + 1).is_some_and(|token| matches!(token.folded.as_str(), "the" | "a" | "an")));
        let start = at + 1 + article;
        let length = tokens[start.min(tokens.len())..].iter().take(PHRASE_MAX).take_while(|token| token.is_content()).count();
        for end in [start + length, start + 1] {
            if length > 0 && tokens[start..end].iter().all(|token| !token.is_capital()) {
                let text = json!(self.reading.words(&(start..end)));
                self.add(Kind::Phrase, start..end, text);
            }
        }
    }

    /// Everything behind a colon, where it is more than a value.
    fn tail(&mut self, at: usize) {
        let tokens = &self.reading.tokens;
        let words = tokens[at + 1..].iter().filter(|token| token.shape == Shape::Word).count();
        if tokens[at].is_mark(":") && words > 1 && at > 0 {
            let text = json!(self.reading.text[tokens[at].to..].trim());
            self.add(Kind::Quoted, at + 1..tokens.len(), text);
        }
    }
}

/// How many tokens at `at` join two values of a row.
fn joint(tokens: &[Token], at: usize) -> usize {
    let joins = |place: usize| tokens.get(place).is_some_and(|token| matches!(token.folded.as_str(), "," | ";" | "and" | "or" | "&"));
    usize::from(joins(at)) + usize::from(joins(at) && joins(at + 1))
}

/// A JSON number, whole where it is whole.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let reading = Reading::new(text, None);
        let show = |mention: &Mention| format!("{:?} {:?} {}", mention.kind, mention.role, reading.words(&mention.span));
        let found: Vec<String> = reading.mentions.iter().map(show).collect();
        assert_eq!(found, expected, "{text}");
    }

    fn check_clauses(text: &str, expected: &[&str]) {
        let reading = Reading::new(text, None);
        let found: Vec<&str> = reading.clauses.iter().map(|clause| reading.words(clause)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn places_have_the_role_their_prepositions_give_them() {
        check(
            "distance between Paris and New York in miles",
            &["Name First Paris", "Name Second New York", "Phrase Wanted miles", "Several First Paris and New York"],
        );
        check("fly from paris to berlin", &["Phrase First paris", "Phrase Second berlin"]);
    }

    #[test]
    fn a_unit_belongs_to_its_number() {
        let reading = Reading::new("Convert 12 miles to kilometres", None);
        let number = &reading.mentions.iter().find(|mention| mention.kind == Kind::Number).expect("a number");
        assert_eq!((&number.value, number.unit.as_deref()), (&json!(12), Some("miles")));
        assert_eq!((reading.role(2), reading.role(4)), (Role::First, Role::Second));
    }

    #[test]
    fn rows_are_read_as_one_value() {
        check("mean of 3, 5 and 7", &["Number Open 3", "Number Open 5", "Number Open 7", "Numbers Open 3, 5 and 7"]);
        check("count: The fox sleeps", &["Quoted Open The fox sleeps"]);
    }

    #[test]
    fn a_clause_ends_where_another_wish_begins() {
        check_clauses("convert 12 miles to km and 5 pounds to kg", &["convert 12 miles to km", "and 5 pounds to kg"]);
        check_clauses("Find Paris. Then find Rome.", &["Find Paris", "Then find Rome"]);
        check_clauses("distance between Paris and Berlin", &["distance between Paris and Berlin"]);
        check_clauses("compare 5 miles and 8 km", &["compare 5 miles and 8 km"]);
    }
}
