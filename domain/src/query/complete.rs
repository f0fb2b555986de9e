//! What may be written next, while somebody types.

use super::fields::{Field, Kind, Table};
use super::lexer::{self, Op, Placed, Token};
use super::parser::FUNCTIONS;
use super::print;

/// The most candidates that are offered.
pub const CANDIDATES_MAX: usize = 12;

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    /// A field's name.
    Field,
    /// `path(` or `within(`.
    Function,
    /// A sign between field and value.
    Operator,
    /// A value of the field.
    Value,
    /// AND, OR or NOT.
    Connective,
}

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What to write, in quotes where it needs them.
    pub text: String,
    /// What it is.
    pub kind: CandidateKind,
    /// What it means.
    pub about: String,
}

/// What may be written in place of some bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where the replaced bytes begin.
    pub from: usize,
    /// Where they end.
    pub to: usize,
    /// The candidates, those that begin as what was typed first.
    pub candidates: Vec<Candidate>,
}

/// What may be written at the byte `cursor`; `values` knows the values of fields that hold words.
pub fn complete(text: &str, cursor: usize, table: &Table, values: impl Fn(&Field) -> Vec<String>) -> Completion {
    let cursor = text.floor_char_boundary(cursor);
    let head = &text[..cursor];
    let (mut tokens, mistake) = lexer::tokens(head);
    let (from, typed) = match mistake {
        Some(mistake) if head[mistake.at..].starts_with('"') => (mistake.at, head[mistake.at + 1..].replace('\\', "")),
        Some(_) => return Completion { from: cursor, to: cursor, candidates: Vec::new() },
        None => match tokens.pop_if(|last| last.to == cursor && is_word(&last.token)) {
            Some(last) => (last.from, head[last.from..].to_owned()),
            None => (cursor, String::new()),
        },
    };
    let rest = &text[cursor..];
    let end = if typed.is_empty() { 0 } else { rest.find(|c| !lexer::is_of_word(c)).unwrap_or(rest.len()) };
    let all = match place(&tokens, table) {
        Place::Value(field) => values_of(field, values),
        Place::Operator(field) => operators(field.kind),
        Place::Condition { is_first } => conditions(table, is_first),
        Place::Nothing => Vec::new(),
    };
    Completion { from, to: cursor + end, candidates: fitting(all, &typed) }
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token, Token::Word(_) | Token::And | Token::Or | Token::Not)
}

/// What stands before the cursor asks for.
enum Place {
    Condition { is_first: bool },
    Operator(&'static Field),
    Value(&'static Field),
    Nothing,
}

fn place(tokens: &[Placed<'_>], table: &Table) -> Place {
    if let Some(place) = in_function(tokens, table) {
        return place;
    }
    match tokens.last().map(|placed| &placed.token) {
        None | Some(Token::Open | Token::And | Token::Or | Token::Not) => Place::Condition { is_first: true },
        Some(Token::Op(_) | Token::Comma) => compared(tokens, table).map_or(Place::Nothing, Place::Value),
        Some(Token::Word(word)) => {
            let is_value = tokens.len() > 1 && matches!(tokens[tokens.len() - 2].token, Token::Op(_) | Token::Comma);
            let field = table.field(word).filter(|_| !is_value);
            field.map_or(Place::Condition { is_first: false }, Place::Operator)
        }
        Some(_) => Place::Condition { is_first: false },
    }
}

/// The field whose values stand at the end.
fn compared(tokens: &[Placed<'_>], table: &Table) -> Option<&'static Field> {
    let sign = tokens.iter().rposition(|placed| matches!(placed.token, Token::Op(_)))?;
    match tokens.get(sign.checked_sub(1)?)?.token {
        Token::Word(word) => table.field(word),
        _ => None,
    }
}

/// What is asked for within the parentheses of a function, where the cursor stands there.
fn in_function(tokens: &[Placed<'_>], table: &Table) -> Option<Place> {
    let open = tokens.iter().rposition(|placed| matches!(placed.token, Token::Open | Token::Close))?;
    let word = &tokens[open.checked_sub(1)?];
    let Token::Word(name) = word.token else { return None };
    if tokens[open].token == Token::Close
        || word.to != tokens[open].from
        || !FUNCTIONS.iter().any(|(known, _)| name.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let is_second = tokens[open..].iter().any(|placed| placed.token == Token::Comma);
    let is_due = tokens.last().is_some_and(|placed| matches!(placed.token, Token::Open | Token::Comma));
    let is_name = is_second || name.eq_ignore_ascii_case("path");
    Some(table.field("name").filter(|_| is_due && is_name).map_or(Place::Nothing, Place::Value))
}

fn candidate(text: &str, kind: CandidateKind, about: &str) -> Candidate {
    Candidate { text: text.to_owned(), kind, about: about.to_owned() }
}

fn values_of(field: &'static Field, values: impl Fn(&Field) -> Vec<String>) -> Vec<Candidate> {
    let words = match field.kind {
        Kind::Choice(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        _ => values(field),
    };
    words.iter().map(|word| candidate(&print::written(word), CandidateKind::Value, field.about)).collect()
}

fn operators(kind: Kind) -> Vec<Candidate> {
    let of_numbers = [Op::Above, Op::Below, Op::AtLeast, Op::AtMost, Op::Is, Op::IsNot];
    let ops: &[Op] = if kind.is_number() { &of_numbers } else { &[Op::Is, Op::IsNot, Op::Holds] };
    ops.iter().map(|op| candidate(op.sign(), CandidateKind::Operator, op.about())).collect()
}

fn conditions(table: &Table, is_first: bool) -> Vec<Candidate> {
    let connectives: &[(&str, &str)] = &[("AND", "both"), ("OR", "one or the other"), ("NOT", "what does not fit")];
    let connectives =
        connectives[if is_first { 2 } else { 0 }..].iter().map(|(word, about)| candidate(word, CandidateKind::Connective, about));
    let fields = table.fields.iter().map(|field| candidate(field.name, CandidateKind::Field, field.about));
    let functions = FUNCTIONS.iter().filter(|_| table.is_graph);
    let functions = functions.map(|(name, about)| candidate(&format!("{name}("), CandidateKind::Function, about));
    if is_first { fields.chain(functions).chain(connectives).collect() } else { connectives.chain(fields).chain(functions).collect() }
}

/// Those that begin as what was typed, then those that hold it, where it is more than a letter.
fn fitting(all: Vec<Candidate>, typed: &str) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    let rank = |candidate: &Candidate| {
        let text = candidate.text.trim_start_matches('"').to_lowercase();
        if text.starts_with(&typed) { Some(0) } else { (typed.len() > 1 && text.contains(&typed)).then_some(1) }
    };
    let mut fitting: Vec<(u8, Candidate)> = all.into_iter().filter_map(|candidate| Some((rank(&candidate)?, candidate))).collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().take(CANDIDATES_MAX).map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{MESH, Query, SERVICES};
    use proptest::prelude::*;

    fn words(field: &Field) -> Vec<String> {
        let words: &[&str] = if field.name == "name" { &["orders", "geo", "old orders"] } else { &[] };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// The cursor stands at `|`.
    fn check(text: &str, expected: &str) {
        let cursor = text.find('|').expect("a cursor");
        let whole = text.replacen('|', "", 1);
        let Completion { from, to, candidates } = complete(&whole, cursor, &MESH, words);
        let told: Vec<&str> = candidates.iter().take(3).map(|candidate| candidate.text.as_str()).collect();
        assert_eq!(format!("{from}..{to} {}", told.join(" ")), expected, "{text}");
    }

    #[test]
    fn what_may_be_written_next_is_offered() {
        check("|", "0..0 name kind health");
        check("he|", "0..2 health");
        check("a|th geo", "0..3 ");
        check("lat|", "0..3 latency");
        check("geo |", "4..4 AND OR NOT");
        check("geo OR |", "7..7 name kind health");
        check("health |", "7..7 = != ~");
        check("latency |", "8..8 > < >=");
        check("health = un|", "9..11 unhealthy unknown");
        check("health = unhealthy, |", "20..20 unhealthy degraded expired");
        check("name = o|", "7..8 orders \"old orders\"");
        check("name = \"old|", "7..11 \"old orders\"");
        check("(kind != or|", "9..11 orchestrator");
        check("path(|", "5..5 orders geo \"old orders\"");
        check("within(|", "7..7 ");
        check("within(2, g|", "10..11 geo");
        check("within(2, geo) |", "15..15 AND OR NOT");
        check("latency > |", "10..10 ");
        check("name ~ /a|", "9..9 ");
    }

    #[test]
    fn whatever_is_chosen_of_fields_signs_and_words_reads_well() {
        for field in complete("", 0, &SERVICES, words).candidates {
            for op in complete(&format!("{} ", field.text), usize::MAX, &SERVICES, words).candidates {
                let begun = format!("{} {} ", field.text, op.text);
                for value in complete(&begun, usize::MAX, &SERVICES, words).candidates {
                    let whole = begun.clone() + &value.text;
                    assert!(Query::parse(&whole, &SERVICES).is_ok(), "{whole}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_completed_within_its_bounds(text in "([a-z(),=<>~/\"é ]|name|path\\(| AND ){0,20}", cursor in 0..60_usize) {
            let done = complete(&text, cursor, &MESH, words);
            prop_assert!(done.from <= done.to && text.get(done.from..done.to).is_some());
            prop_assert!(done.candidates.len() <= CANDIDATES_MAX);
        }
    }
}
