//! Patterns: regular expressions of a small, honest size, the same in the browser and on the server.
//!
//! Not the `regex` crate: one use of it would weigh as much in the browser as a whole page, and a query must mean the
//! same wherever it is judged. A test holds this against that crate. What can be written: characters, `.`, `[a-z]`,
//! `[^a-z]`, `\d \w \s` and their opposites, `^`, `$`, `( )`, `|`, and `* + ? {m} {m,} {m,n}` behind them. Upper and
//! lower case are the same. Nothing here can take long: the time grows with text times pattern and no faster, because
//! all ways through the pattern are walked at once (Thompson, "Regular Expression Search Algorithm", CACM 11, 1968).

mod read;
mod run;

use super::Mistake;
use std::fmt;

/// The most steps that a pattern may come to, its repetitions written out.
pub const PATTERN_STEPS_MAX: usize = 1000;

/// A pattern that was read.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    program: Vec<Step>,
}

/// One step of a pattern's program.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Takes a character of the set.
    Take(Set),
    /// Passes at the beginning of the text.
    Start,
    /// Passes at its end.
    End,
    /// Goes on at both places.
    Fork(usize, usize),
    /// Goes on there.
    Jump(usize),
    /// The pattern was found.
    Found,
}

/// A set of characters; upper and lower case are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Set {
    is_negated: bool,
    ranges: Vec<(char, char)>,
    /// Its ASCII characters, a bit each, in both cases: nearly all texts are ASCII, and every character of them is asked for.
    ascii: u128,
}

impl Pattern {
    /// Reads what stands between the slashes, which begins at the byte `at` of the query.
    pub(super) fn read(source: &str, at: usize) -> Result<Self, Mistake> {
        let node = read::read(source, at)?;
        let mut program = Vec::new();
        if !run::write(&node, &mut program) {
            let message = format!("the pattern comes to more than {PATTERN_STEPS_MAX} steps");
            return Err(Mistake::new(at, message, "repeat less"));
        }
        program.push(Step::Found);
        Ok(Self { source: source.to_owned(), program })
    }

    /// Whether some part of `text` looks like it.
    pub fn is_in(&self, text: &str) -> bool {
        run::run(&self.program, text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.source)
    }
}

impl Set {
    fn new(is_negated: bool, ranges: Vec<(char, char)>) -> Self {
        let is_among = |c: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
        let in_any_case = |byte: &u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()].into_iter().any(|byte| is_among(byte.into()));
        let ascii = (0..128_u8).filter(in_any_case).fold(0, |bits, byte| bits | 1 << byte);
        Self { is_negated, ranges, ascii }
    }

    fn one(c: char) -> Self {
        Self::new(false, vec![(c, c)])
    }

    fn holds(&self, c: char) -> bool {
        let is_among = |c: char| self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
        let found = match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => self.ascii >> byte & 1 == 1,
            _ => is_among(c) || c.is_alphabetic() && (c.to_lowercase().any(is_among) || c.to_uppercase().any(is_among)),
        };
        found != self.is_negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(pattern: &str, text: &str, expected: bool) {
        let pattern = Pattern::read(pattern, 0).expect("a pattern");
        assert_eq!(pattern.is_in(text), expected, "{pattern} in {text:?}");
    }

    #[test]
    fn a_pattern_is_found_anywhere_in_the_text_unless_it_is_tied() {
        check("", "", true);
        check("b", "abc", true);
        check("^b", "abc", false);
        check("^a.c$", "ABC", true);
        check("a$|^c", "cab", true);
        check("geo|units", "the units", true);
        check(r"v[12]\.\d{2,}", "v2.75", true);
        check(r"v[12]\.\d{2,}", "v3.75", false);
        check("(ab)+c", "xababc", true);
        check("^(a|b){3}$", "aba", true);
        check("^(a|b){3}$", "ab", false);
        check("[^a-c]", "abca", false);
        check("[]a-]", "-", true);
        check(r"\/x\.y", "/x.y", true);
        check("^(a*)*$", "aaab", false);
        check("É", "é", true);
        check(r"\W\S\D", "a x", false);
        check(r"\W\S\D", "a xy", true);
    }

    #[test]
    fn what_is_no_pattern_is_named_with_its_place() {
        let check = |pattern: &str, expected: &str| {
            let mistake = Pattern::read(pattern, 10).expect_err("refused");
            assert_eq!(mistake.to_string(), expected, "{pattern}");
        };
        check("a(b", "at byte 11: the parenthesis is not closed");
        check("ab)", "at byte 12: there is no parenthesis to close");
        check("é*+", "at byte 13: there is nothing to repeat");
        check("*", "at byte 10: there is nothing to repeat");
        check("[a", "at byte 10: the set is not closed");
        check("[b-a]", "at byte 11: the range runs backwards");
        check("a{2", "at byte 11: the count is not closed");
        check("a{3,2}", "at byte 11: the count runs backwards");
        check("a{9999}", "at byte 11: a count is more than 1000");
        check("(a{100}){100}", "at byte 10: the pattern comes to more than 1000 steps");
        check(r"\b", "at byte 10: `\\b` is not known here");
        check("(?=a)", "at byte 10: `(?` is not known here");
        check("a\\", "at byte 11: nothing stands behind the backslash");
        check(&"(".repeat(60), "at byte 42: parentheses nest deeper than 32");
    }

    proptest! {
        #[test]
        fn a_pattern_finds_what_the_usual_engine_finds(pattern in "[ab.()|*+?{}0-2\\[\\]^$,-]{0,12}", text in "[abAB1 .\\-]{0,8}") {
            if let Ok(ours) = Pattern::read(&pattern, 0) {
                let usual = regex::RegexBuilder::new(&pattern).case_insensitive(true).build();
                let usual = usual.map_err(|error| TestCaseError::fail(format!("{pattern}: {error}")))?;
                prop_assert_eq!(ours.is_in(&text), usual.is_match(&text), "{} in {:?}", pattern, text);
            }
        }

        #[test]
        fn any_pattern_is_read_or_refused(pattern in "\\PC{0,30}", text in "\\PC{0,20}") {
            if let Ok(pattern) = Pattern::read(&pattern, 0) {
                pattern.is_in(&text);
            }
        }
    }
}
