//! Whether a thing fits a query.
//!
//! `field = a, b` asks whether any value of the field is any of those; `!=` is its opposite, always. A field that has no
//! value is equal to `""` and to nothing else, and neither more nor less than anything.

use super::lexer::Op;
use super::{Expr, Term, Value};

/// One value that a thing has for a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact<'a> {
    /// Words.
    Text(&'a str),
    /// A number in the field's own unit.
    Number(f64),
}

/// A thing that queries are asked of.
pub trait Subject {
    /// Tells each value of the field: none, one or several.
    fn tell(&self, field: &str, to: &mut dyn FnMut(Fact<'_>));

    /// Tells each text in which bare words are looked for.
    fn tell_texts(&self, to: &mut dyn FnMut(&str));

    /// Whether it lies on a way from the one to the other.
    fn is_on_path(&self, _from: &str, _to: &str) -> bool {
        false
    }

    /// Whether it is at most so many edges away from `of`.
    fn is_within(&self, _hops: u32, _of: &str) -> bool {
        false
    }
}

/// Whether `thing` fits.
pub fn fits(expr: &Expr, thing: &impl Subject) -> bool {
    match expr {
        Expr::And(all) => all.iter().all(|expr| fits(expr, thing)),
        Expr::Or(all) => all.iter().any(|expr| fits(expr, thing)),
        Expr::Not(expr) => !fits(expr, thing),
        Expr::Term(term) => fits_term(term, thing),
    }
}

fn fits_term(term: &Term, thing: &impl Subject) -> bool {
    match term {
        Term::Text(word) => {
            let mut found = false;
            thing.tell_texts(&mut |text| found = found || holds(text, word));
            found
        }
        Term::Compare { field, op: Op::IsNot, values } => !any(field.name, Op::Is, values, thing),
        Term::Compare { field, op, values } => any(field.name, *op, values, thing),
        Term::Path { from, to } => thing.is_on_path(from, to),
        Term::Within { hops, of } => thing.is_within(*hops, of),
    }
}

fn any(field: &str, op: Op, values: &[Value], thing: &impl Subject) -> bool {
    let (mut found, mut is_empty) = (false, true);
    thing.tell(field, &mut |fact| {
        is_empty = is_empty && fact == Fact::Text("");
        found = found || values.iter().any(|value| compares(fact, op, value));
    });
    found || is_empty && op == Op::Is && values.iter().any(|value| *value == Value::Text(String::new()))
}

fn compares(fact: Fact<'_>, op: Op, value: &Value) -> bool {
    match (fact, value) {
        (Fact::Text(text), Value::Pattern(pattern)) => pattern.is_in(text),
        (Fact::Text(text), Value::Text(word)) => {
            if op == Op::Holds {
                holds(text, word)
            } else {
                is_same(text, word)
            }
        }
        (Fact::Number(number), Value::Number(wanted, _)) => match op {
            Op::Is => number.total_cmp(wanted).is_eq(),
            Op::Above => number > *wanted,
            Op::Below => number < *wanted,
            Op::AtLeast => number >= *wanted,
            Op::AtMost => number <= *wanted,
            Op::IsNot | Op::Holds => false,
        },
        _ => false,
    }
}

fn is_same(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word) || !(text.is_ascii() && word.is_ascii()) && text.to_lowercase() == word.to_lowercase()
}

/// Whether the text holds the word, whatever the case; nearly all texts are ASCII, and those are not copied.
fn holds(text: &str, word: &str) -> bool {
    if !(text.is_ascii() && word.is_ascii()) {
        return text.to_lowercase().contains(&word.to_lowercase());
    }
    word.is_empty() || text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}
