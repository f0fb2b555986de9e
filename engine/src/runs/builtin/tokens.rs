//! Tokens: a requirement cut into words, numbers, days, quotations, JSON and marks, each with its place.
//!
//! Nothing is understood here; what belongs together, and in which role, is read in `reading.rs`.

use super::days;
use super::words;
use serde_json::Value;

/// The most tokens that are read; what comes behind them is said to be not understood.
pub const TOKENS_MAX: usize = 400;

/// What a token looks like.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Letters.
    Word,
    /// A number.
    Number(f64),
    /// A day, as `2026-11-20`.
    Day(String),
    /// Letters and digits, as `C-1042`.
    Code,
    /// A URL or an address with `@`.
    Link,
    /// What stood between quotation marks.
    Quoted,
    /// A JSON object or array.
    Json(Value),
    /// A punctuation mark.
    Mark,
}

/// A piece of the requirement.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// As it was written; without the marks of a quotation.
    pub text: String,
    /// In one spelling.
    pub folded: String,
    /// Its stem, or what the phrase it is part of means.
    pub stem: String,
    /// What it looks like.
    pub shape: Shape,
    /// Where it stands, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What it is worth that something is done with it.
    pub weight: f64,
    /// Whether it begins a sentence.
    pub opens: bool,
}

impl Token {
    /// Whether it is a word with a capital.
    pub fn is_capital(&self) -> bool {
        self.shape == Shape::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is this punctuation mark.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.shape == Shape::Mark && self.text == mark
    }

    /// Whether it is a word that says something.
    pub fn is_content(&self) -> bool {
        self.shape == Shape::Word && !words::is_idle(&self.folded)
    }

    fn new(text: &str, shape: Shape, from: usize, to: usize) -> Self {
        let folded = words::fold(text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text));
        let stem = if shape == Shape::Word { words::stem(&folded) } else { folded.clone() };
        Self { weight: weight(text, &folded, &shape), text: text.to_owned(), folded, stem, shape, from, to, opens: false }
    }
}

/// A value that goes unused is worse than a word that does.
fn weight(text: &str, folded: &str, shape: &Shape) -> f64 {
    match shape {
        Shape::Mark => 0.0,
        Shape::Word if words::is_idle(folded) => 0.0,
        Shape::Word if words::is_asking(folded) => 0.15,
        Shape::Word if text.chars().next().is_some_and(char::is_uppercase) => 1.2,
        Shape::Word => 1.0,
        _ => 2.0,
    }
}

/// Cuts `text`; words for days, as today, become days where `today` is known.
pub fn cut(text: &str, today: Option<&str>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if tokens.len() >= TOKENS_MAX {
            break;
        }
        let rest = &text[at..];
        at += match c {
            c if c.is_whitespace() => c.len_utf8(),
            '"' | '“' | '”' | '«' | '`' | '„' | '\'' | '‘' => quotation(rest, at, c, &mut tokens),
            '{' | '[' => json(rest, at, &mut tokens),
            // A dash right behind something joins; it is no sign.
            '-' | '+' if tokens.last().is_some_and(|token| token.to == at) => mark(rest, at, &mut tokens),
            _ => chunk(rest, at, &mut tokens),
        };
    }
    days::join(&mut tokens, today);
    mark_sentences(&mut tokens);
    mark_phrases(&mut tokens);
    tokens
}

fn quotation(rest: &str, at: usize, open: char, tokens: &mut Vec<Token>) -> usize {
    let closers = match open {
        '“' | '„' => "”“",
        '«' => "»",
        '‘' => "’",
        '\'' => "'",
        '`' => "`",
        _ => "\"”",
    };
    let body = &rest[open.len_utf8()..];
    // An apostrophe inside a word does not close a quotation.
    let closes = |(place, c): (usize, char)| {
        let after = body[place + c.len_utf8()..].chars().next();
        closers.contains(c) && !(matches!(c, '\'' | '’') && after.is_some_and(char::is_alphanumeric))
    };
    match body.char_indices().find(|found| closes(*found)) {
        Some((end, closer)) if end > 0 => {
            let length = open.len_utf8() + end + closer.len_utf8();
            tokens.push(Token::new(&body[..end], Shape::Quoted, at, at + length));
            length
        }
        _ => mark(rest, at, tokens),
    }
}

fn json(rest: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => {
            let length = values.byte_offset();
            tokens.push(Token::new(&rest[..length], Shape::Json(value), at, at + length));
            length
        }
        _ => mark(rest, at, tokens),
    }
}

fn mark(rest: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let length = rest.chars().next().map_or(1, char::len_utf8);
    tokens.push(Token::new(&rest[..length], Shape::Mark, at, at + length));
    length
}

/// Reads what stands between two spaces: first what it is as a whole, else its first piece.
fn chunk(rest: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let end = rest.find(|c: char| c.is_whitespace() || "\"“”«»{}[]".contains(c)).unwrap_or(rest.len());
    let whole = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '’']);
    if whole.is_empty() {
        return mark(rest, at, tokens);
    }
    let shape = if whole.contains("://") || (whole.contains('@') && whole.len() > 2) {
        Some(Shape::Link)
    } else if let Some(day) = days::read(whole) {
        Some(Shape::Day(day))
    } else {
        is_code(whole).then_some(Shape::Code)
    };
    if let Some(shape) = shape {
        tokens.push(Token::new(whole, shape, at, at + whole.len()));
        return whole.len();
    }
    amount(whole, at, tokens).unwrap_or_else(|| word(whole, at, tokens))
}

/// Whether it looks like `C-1042`, `KB-71-DE` or `r2d2`: letters first or dashes between, and a digit.
fn is_code(whole: &str) -> bool {
    let plain = whole.chars().all(|c| c.is_ascii_alphanumeric() || "-_/#.".contains(c));
    let digit = whole.chars().any(|c| c.is_ascii_digit());
    let letters = whole.chars().filter(char::is_ascii_alphabetic).count();
    let first = whole.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '#');
    let dashed = whole.chars().skip(1).filter(|c| *c == '-').count() >= 2 || (whole.contains('-') && letters > 1);
    plain && digit && ((first && letters > 0) || dashed || long_hex(whole))
}

fn long_hex(whole: &str) -> bool {
    whole.len() >= 12 && whole.chars().all(|c| c.is_ascii_hexdigit() || c == '-') && whole.chars().any(|c| c.is_ascii_alphabetic())
}

/// Reads `12`, `-3.5`, `1,250.50`, `12km`, `€100`, `95th`, and pushes the unit behind the number.
fn amount(whole: &str, at: usize, tokens: &mut Vec<Token>) -> Option<usize> {
    let symbol: usize = whole.chars().take_while(|c| "€$£¥".contains(*c)).map(char::len_utf8).sum();
    let digits = &whole[symbol..];
    let length = number_length(digits)?;
    let value: f64 = digits[..length].replace(',', "").parse().ok()?;
    let (from, to) = (at + symbol, at + symbol + length);
    tokens.push(Token::new(&digits[..length], Shape::Number(value), from, to));
    if symbol > 0 {
        tokens.push(Token::new(&whole[..symbol], Shape::Word, at, from));
    }
    let behind = &digits[length..];
    let ordinal = ["st", "nd", "rd", "th"].iter().find(|ending| behind.strip_prefix(**ending).is_some_and(str::is_empty));
    let ending = ordinal.map_or(0, |ending| ending.len());
    let unit = behind[ending..].chars().take_while(|c| c.is_alphabetic() || "%°/²³€$£¥".contains(*c)).map(char::len_utf8).sum::<usize>();
    if unit > 0 {
        tokens.push(Token::new(&behind[..unit], Shape::Word, to, to + unit));
    }
    Some(symbol + length + ending + unit)
}

/// How long the number at the beginning is; commas part thousands only in groups of three.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let mut end = sign + digits(sign);
    if end == sign {
        return None;
    }
    while end - sign <= 15 && bytes.get(end) == Some(&b',') && digits(end + 1) == 3 && (1..=3).contains(&(leading_group(bytes, sign, end)))
    {
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    Some(end)
}

/// How many digits stand before the first comma.
fn leading_group(bytes: &[u8], sign: usize, end: usize) -> usize {
    bytes[sign..end].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Reads one word; letters joined by a dash are words of their own.
fn word(whole: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let inside = |c: char| c.is_alphanumeric() || "'’/°%&_.€$£¥²³".contains(c);
    let length: usize = whole.chars().take_while(|c| inside(*c)).map(char::len_utf8).sum();
    if length == 0 {
        return mark(whole, at, tokens);
    }
    let text = &whole[..length];
    let shape = number_word(&text.to_lowercase()).map_or(Shape::Word, Shape::Number);
    tokens.push(Token::new(text, shape, at, at + length));
    length
}

fn number_word(word: &str) -> Option<f64> {
    const SMALL: &[&str] = &[
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let round = [("zero", 0.0), ("thirty", 30.0), ("forty", 40.0), ("fifty", 50.0), ("sixty", 60.0), ("seventy", 70.0), ("eighty", 80.0)];
    let large = [("ninety", 90.0), ("hundred", 100.0), ("thousand", 1000.0)];
    let small = SMALL.iter().position(|small| *small == word).map(|place| place as f64 + 2.0);
    small.or_else(|| round.iter().chain(&large).find(|(name, _)| *name == word).map(|(_, value)| *value))
}

fn mark_sentences(tokens: &mut [Token]) {
    let mut opens = true;
    for token in tokens {
        token.opens = opens;
        // "Convert" at the beginning has its capital from there.
        if opens && token.is_capital() {
            token.weight = token.weight.min(1.0);
        }
        opens = [".", "?", "!", ":"].iter().any(|mark| token.is_mark(mark));
    }
}

fn mark_phrases(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let Some((length, means)) = words::phrase(&tokens[at..].iter().map(|token| token.folded.as_str())) else { continue };
        for token in tokens[at..at + length].iter_mut().filter(|token| token.weight > 0.0) {
            token.weight = 1.0;
            means.clone_into(&mut token.stem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<String> {
        let show = |token: Token| match token.shape {
            Shape::Word => token.text,
            Shape::Number(value) => format!("n{value}"),
            Shape::Day(day) => format!("d{day}"),
            Shape::Code => format!("c{}", token.text),
            Shape::Link => format!("l{}", token.text),
            Shape::Quoted => format!("q{}", token.text),
            Shape::Json(value) => format!("j{value}"),
            Shape::Mark => format!("m{}", token.text),
        };
        cut(text, Some("2026-11-20")).into_iter().map(show).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(shapes(text), expected, "{text}");
    }

    #[test]
    fn numbers_stand_before_their_units() {
        check("12km", &["n12", "km"]);
        check("€100 or 1,250.50 $", &["n100", "€", "or", "n1250.5", "$"]);
        check("3,5,7", &["n3", "m,", "n5", "m,", "n7"]);
        check("-4 °C, 15%.", &["n-4", "°C", "m,", "n15", "%", "m."]);
        check("the 95th of twelve", &["the", "n95", "of", "n12"]);
        check("60 km/h", &["n60", "km/h"]);
    }

    #[test]
    fn days_are_read_in_several_forms() {
        check("2026-11-20.", &["d2026-11-20", "m."]);
        check("20 November 2026", &["d2026-11-20"]);
        check("on November 20th, 2026?", &["on", "d2026-11-20", "m?"]);
        check("20.11.2026", &["d2026-11-20"]);
        check("tomorrow", &["d2026-11-21"]);
        check("2026-02-30", &["c2026-02-30"]);
    }

    #[test]
    fn codes_links_quotations_and_json_stay_whole() {
        check("order C-1042 (KB-71-DE)", &["order", "cC-1042", "m(", "cKB-71-DE", "m)"]);
        check("see https://a.b/c?d=e.", &["see", "lhttps://a.b/c?d=e", "m."]);
        check(r#"count "a b" and 'it's'"#, &["count", "qa b", "and", "qit's"]);
        check(r#"with {"a": [1, 2]} done"#, &["with", r#"j{"a":[1,2]}"#, "done"]);
        check("from 10-20", &["from", "n10", "m-", "n20"]);
        check("today's great-circle", &["d2026-11-20", "great", "m-", "circle"]);
    }
}
