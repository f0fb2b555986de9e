//! The one query language: what the map, the catalogue, lists, URLs and the API filter by.
//!
//! ```text
//! text ─lexer▶ tokens ─parser, with the subject's table of fields▶ Query ─judge, over a Subject▶ yes or no
//!                                                                   └─Display▶ the same query, in its one printed form
//! ```
//! Not a search: nothing is ranked here, a thing fits or it does not. `docs/query.md` explains the language to people.
//!
//! To give a subject one more field, add a line to its table in `fields.rs` and answer it where the subject is judged
//! (`things.rs`, `graph.rs`); a test holds each against the other.

mod complete;
mod fields;
mod found;
mod graph;
mod judge;
mod lexer;
mod mistake;
mod parser;
mod pattern;
mod print;
#[cfg(test)]
mod tests;
mod things;
mod value;

pub use complete::{CANDIDATES_MAX, Candidate, CandidateKind, Completion, complete};
pub use fields::{CALLS, Field, Kind, MESH, SERVICES, TOOLS, Table};
pub use found::Found;
pub use graph::select;
pub use judge::{Fact, Subject};
pub use lexer::Op;
pub use mistake::Mistake;
pub use pattern::{PATTERN_STEPS_MAX, Pattern};
pub use print::{equals, without};
pub use value::Value;

/// The longest query, in bytes.
pub const LENGTH_MAX: usize = 2000;

/// The most conditions of a query; each value of a list is one.
pub const TERMS_MAX: usize = 100;

/// How deep parentheses and NOT may nest.
pub const DEPTH_MAX: usize = 32;

/// How far `within` may reach.
pub const HOPS_MAX: u32 = 100;

/// A query that was read; the empty one fits everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(Option<Expr>);

/// A condition, or several put together. `And` and `Or` hold at least two, none of their own kind.
#[derive(Clone, Debug, PartialEq)]
enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Term(Term),
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
enum Term {
    /// Some text of the thing holds this.
    Text(String),
    /// The field compares so with one of the values; with `!=`, with none of them.
    Compare { field: &'static Field, op: Op, values: Vec<Value> },
    /// It lies on a way from the one to the other.
    Path { from: String, to: String },
    /// It is at most so many edges away, whichever way they point.
    Within { hops: u32, of: String },
}

impl Query {
    /// Reads a query about the things of `table`.
    pub fn parse(text: &str, table: &Table) -> Result<Self, Mistake> {
        parser::parse(text, table).map(Self)
    }

    /// Whether nothing is asked for, so that everything fits.
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a thing fits.
    pub fn fits(&self, thing: &impl Subject) -> bool {
        self.0.as_ref().is_none_or(|expr| judge::fits(expr, thing))
    }

    /// The comparisons that all that fits must meet, with their fields: those that nothing but AND joins.
    pub fn required(&self) -> impl Iterator<Item = (&'static str, Op, &[Value])> {
        let joined = match &self.0 {
            Some(Expr::And(all)) => all,
            one => one.as_slice(),
        };
        joined.iter().filter_map(|expr| match expr {
            Expr::Term(Term::Compare { field, op, values }) => Some((field.name, *op, values.as_slice())),
            _ => None,
        })
    }

    /// The same where the query is nothing else: no text, no NOT, no OR.
    pub fn only_required(&self) -> Option<Vec<(&'static str, Op, &[Value])>> {
        let required: Vec<_> = self.required().collect();
        (required.len() == self.terms().len()).then_some(required)
    }

    /// The conditions, in the order in which they stand.
    fn terms(&self) -> Vec<&Term> {
        fn collect<'a>(expr: &'a Expr, into: &mut Vec<&'a Term>) {
            match expr {
                Expr::And(all) | Expr::Or(all) => all.iter().for_each(|expr| collect(expr, into)),
                Expr::Not(expr) => collect(expr, into),
                Expr::Term(term) => into.push(term),
            }
        }
        let mut terms = Vec::new();
        self.0.iter().for_each(|expr| collect(expr, &mut terms));
        terms
    }
}
