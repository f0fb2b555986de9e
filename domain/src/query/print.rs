//! The one printed form of a query, which reads back as the same query.

use super::{Expr, Query, Term, lexer};
use std::fmt::{self, Write as _};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |expr| expr.fmt(f))
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(all) => joined(f, all, " AND ", |expr| matches!(expr, Self::Or(_))),
            Self::Or(all) => joined(f, all, " OR ", |_| false),
            Self::Not(expr) => {
                f.write_str("NOT ")?;
                one(f, expr, matches!(**expr, Self::And(_) | Self::Or(_)))
            }
            Self::Term(term) => term.fmt(f),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, all: &[Expr], by: &str, needs: impl Fn(&Expr) -> bool) -> fmt::Result {
    for (at, expr) in all.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { by })?;
        one(f, expr, needs(expr))?;
    }
    Ok(())
}

fn one(f: &mut fmt::Formatter<'_>, expr: &Expr, in_parentheses: bool) -> fmt::Result {
    if in_parentheses { write!(f, "({expr})") } else { write!(f, "{expr}") }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => word(f, text),
            Self::Compare { field, op, values } => {
                write!(f, "{} {} ", field.name, op.sign())?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Path { from, to } => {
                f.write_str("path(")?;
                word(f, from)?;
                f.write_str(", ")?;
                word(f, to)?;
                f.write_char(')')
            }
            Self::Within { hops, of } => {
                write!(f, "within({hops}, ")?;
                word(f, of)?;
                f.write_char(')')
            }
        }
    }
}

/// The condition that a field is a text.
pub fn equals(field: &str, text: &str) -> String {
    format!("{field} = {}", written(text))
}

/// `query` for all but what is called `name`; one that cannot be read stays one.
pub fn without(query: &str, name: &str) -> String {
    let (query, others) = (query.trim(), format!("name != {}", written(name)));
    // AND binds closer than OR.
    let has_or = query.split(|c: char| !lexer::is_of_word(c)).any(|word| word.eq_ignore_ascii_case("or"));
    match query {
        "" => others,
        _ if has_or => format!("({query}) AND {others}"),
        _ => format!("{query} AND {others}"),
    }
}

/// A text as a query has it.
pub fn written(text: &str) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = word(&mut out, text);
    out
}

/// Writes a text bare where it reads back as itself, and in quotes elsewhere.
pub fn word(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    if is_plain(text) {
        return f.write_str(text);
    }
    f.write_char('"')?;
    for c in text.chars() {
        if c == '"' || c == '\\' {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

/// Whether a text is a word that means nothing else.
pub fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    begins && text.chars().all(|c| c.is_alphanumeric() || "_-./@".contains(c)) && matches!(lexer::word(text), lexer::Token::Word(_))
}
