//! Tokens as a query: OR binds loosest, then AND (which may be left out), then NOT.

use super::fields::{Kind, Table};
use super::lexer::{self, Op, Placed, Token};
use super::{DEPTH_MAX, Expr, HOPS_MAX, LENGTH_MAX, Mistake, Pattern, TERMS_MAX, Term, Value, value};
use crate::names;

/// What can be asked of things that lie in a graph.
pub const FUNCTIONS: [(&str, &str); 2] = [("path", "path(from, to)"), ("within", "within(2, name)")];

/// Reads a query; `None` where it asks for nothing.
pub fn parse(text: &str, table: &Table) -> Result<Option<Expr>, Mistake> {
    if text.len() > LENGTH_MAX {
        let at = text.floor_char_boundary(LENGTH_MAX);
        return Err(Mistake::new(at, format!("the query is longer than {LENGTH_MAX} bytes"), "ask for less at once"));
    }
    let (tokens, mistake) = lexer::tokens(text);
    if let Some(mistake) = mistake {
        return Err(mistake);
    }
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.len(), table, depth: 0, terms: 0 };
    if tokens.is_empty() {
        return Ok(None);
    }
    let expr = parser.either()?;
    match parser.tokens.get(parser.at) {
        None => Ok(Some(expr)),
        Some(placed) => Err(unexpected(placed)),
    }
}

/// What cannot stand where it stands.
fn unexpected(placed: &Placed<'_>) -> Mistake {
    let (message, remedy) = match &placed.token {
        Token::Close => ("there is no parenthesis to close".to_owned(), "leave it out, or open one before it".to_owned()),
        Token::Comma => ("a comma stands here alone".to_owned(), "write a list behind a field, as name = a, b".to_owned()),
        Token::Op(op) => {
            (format!("`{}` has no field before it", op.sign()), "write a field, the sign and a value, as name = orders".to_owned())
        }
        Token::And | Token::Or => {
            ("there is nothing before this AND or OR".to_owned(), "write a condition before it, or put the word in quotes".to_owned())
        }
        _ => ("this cannot stand here".to_owned(), "put AND or OR before it".to_owned()),
    };
    Mistake::new(placed.from, message, remedy)
}

struct Parser<'a> {
    tokens: &'a [Placed<'a>],
    at: usize,
    /// The length of the text: where what is missing would stand.
    end: usize,
    table: &'a Table,
    depth: usize,
    terms: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token<'a>> {
        self.tokens.get(self.at).map(|placed| &placed.token)
    }

    fn next(&mut self) -> Option<&'a Placed<'a>> {
        let placed = self.tokens.get(self.at)?;
        self.at += 1;
        Some(placed)
    }

    /// Where the next token begins.
    fn here(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |placed| placed.from)
    }

    fn either(&mut self) -> Result<Expr, Mistake> {
        let mut all = Vec::new();
        loop {
            match self.all()? {
                Expr::Or(inner) => all.extend(inner),
                expr => all.push(expr),
            }
            if self.peek() != Some(&Token::Or) {
                return Ok(if all.len() == 1 { all.remove(0) } else { Expr::Or(all) });
            }
            self.at += 1;
        }
    }

    fn all(&mut self) -> Result<Expr, Mistake> {
        let mut all = Vec::new();
        loop {
            match self.not()? {
                Expr::And(inner) => all.extend(inner),
                expr => all.push(expr),
            }
            match self.peek() {
                Some(Token::And) => self.at += 1,
                Some(Token::Or | Token::Close | Token::Comma | Token::Op(_)) | None => {
                    return Ok(if all.len() == 1 { all.remove(0) } else { Expr::And(all) });
                }
                Some(_) => {}
            }
        }
    }

    fn not(&mut self) -> Result<Expr, Mistake> {
        let at = self.here();
        match self.peek() {
            Some(Token::Not) => {
                self.at += 1;
                let expr = self.deeper(at, Self::not)?;
                Ok(Expr::Not(Box::new(expr)))
            }
            Some(Token::Open) => {
                self.at += 1;
                let expr = self.deeper(at, Self::either)?;
                match self.next() {
                    Some(Placed { token: Token::Close, .. }) => Ok(expr),
                    Some(other) => Err(unexpected(other)),
                    None => Err(Mistake::new(at, "the parenthesis is not closed", "write ) behind what it holds")),
                }
            }
            _ => self.term().map(Expr::Term),
        }
    }

    fn deeper(&mut self, at: usize, inner: impl FnOnce(&mut Self) -> Result<Expr, Mistake>) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Mistake::new(at, format!("parentheses and NOT nest deeper than {DEPTH_MAX}"), "nest less"));
        }
        let expr = inner(self)?;
        self.depth -= 1;
        Ok(expr)
    }

    fn count(&mut self, at: usize) -> Result<(), Mistake> {
        self.terms += 1;
        if self.terms > TERMS_MAX {
            return Err(Mistake::new(at, format!("the query has more than {TERMS_MAX} conditions"), "ask for less at once"));
        }
        Ok(())
    }

    fn term(&mut self) -> Result<Term, Mistake> {
        let Some(placed) = self.next() else {
            return Err(Mistake::new(self.end, "something is missing here", "write a condition, as name = orders"));
        };
        let text = match &placed.token {
            Token::Word(word) => match self.peek() {
                Some(Token::Op(op)) => return self.compare(placed, word, *op),
                Some(Token::Open) if self.here() == placed.to => return self.function(placed, word),
                _ => self.text(placed, word)?,
            },
            Token::Quoted(text) => text.clone(),
            Token::Close if self.at > 1 && self.tokens[self.at - 2].token == Token::Open => {
                return Err(Mistake::new(placed.from, "the parentheses hold nothing", "write a condition between them"));
            }
            _ => return Err(unexpected(placed)),
        };
        self.count(placed.from)?;
        Ok(Term::Text(text))
    }

    /// A word that is searched for, unless somebody clearly means a field.
    fn text(&self, placed: &Placed<'_>, word: &str) -> Result<String, Mistake> {
        let field = word.split_once(':').and_then(|(name, value)| Some((self.table.field(name)?, value)));
        let Some((field, value)) = field else { return Ok(word.to_owned()) };
        let remedy = format!("write {} = {value}, or put it in quotes to search for it", field.name);
        Err(Mistake::new(placed.from, format!("`{word}` is no condition"), remedy))
    }

    fn compare(&mut self, placed: &Placed<'_>, name: &str, op: Op) -> Result<Term, Mistake> {
        let field = self.table.field(name).ok_or_else(|| self.unknown_field(placed.from, name))?;
        let sign = self.here();
        self.at += 1;
        if let Some((message, remedy)) = why_not(field.name, field.kind, op) {
            return Err(Mistake::new(sign, message, remedy));
        }
        let mut values = Vec::new();
        loop {
            let at = self.here();
            self.count(at)?;
            values.push(match self.next().map(|placed| &placed.token) {
                Some(Token::Word(word)) if op == Op::Holds => Value::Text((*word).to_owned()),
                Some(Token::Quoted(text)) if op == Op::Holds => Value::Text(text.clone()),
                Some(Token::Pattern(source)) => Value::Pattern(Pattern::read(source, at + 1)?),
                Some(Token::Word(word)) => value::read(field, word, at)?,
                Some(Token::Quoted(text)) => value::read(field, text, at)?,
                _ => return Err(Mistake::new(at, format!("{} has no value here", field.name), format!("write {}", field.kind.example()))),
            });
            if self.peek() != Some(&Token::Comma) {
                return Ok(Term::Compare { field, op, values });
            }
            self.at += 1;
        }
    }

    fn unknown_field(&self, at: usize, name: &str) -> Mistake {
        let near = names::near(&name.to_lowercase(), self.table.fields.iter().map(|field| field.name));
        let remedy = match near.first() {
            Some(first) => format!("did you mean {first}?"),
            None => format!("write one of {}", self.table.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")),
        };
        Mistake { near, ..Mistake::new(at, format!("{} have no field `{name}`", self.table.things), remedy) }
    }

    fn function(&mut self, placed: &Placed<'_>, name: &str) -> Result<Term, Mistake> {
        let Some((_, example)) = FUNCTIONS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)) else {
            let mistake =
                Mistake::new(placed.from, format!("there is no `{name}(`"), "write path(from, to) or within(2, name), or a blank before (");
            return Err(Mistake { near: names::near(name, FUNCTIONS.iter().map(|(name, _)| *name)), ..mistake });
        };
        if !self.table.is_graph {
            let remedy = "ask it of the mesh";
            return Err(Mistake::new(placed.from, format!("{} lie in no graph, so there is no {name}", self.table.things), remedy));
        }
        self.at += 1;
        self.count(placed.from)?;
        let (first, at) = self.argument(example, &Token::Comma)?;
        let (second, _) = self.argument(example, &Token::Close)?;
        if name.eq_ignore_ascii_case("path") {
            return Ok(Term::Path { from: first, to: second });
        }
        match first.parse::<u32>() {
            Ok(hops) if hops <= HOPS_MAX => Ok(Term::Within { hops, of: second }),
            _ => Err(Mistake::new(at, format!("`{first}` is no number of edges"), format!("write a number from 0 to {HOPS_MAX}"))),
        }
    }

    /// A name or number within a function's parentheses, and what must stand behind it.
    fn argument(&mut self, example: &str, behind: &Token<'_>) -> Result<(String, usize), Mistake> {
        let at = self.here();
        let text = match self.next().map(|placed| &placed.token) {
            Some(Token::Word(word)) => (*word).to_owned(),
            Some(Token::Quoted(text)) => text.clone(),
            _ => return Err(Mistake::new(at, "a name is missing here", format!("write it as {example}"))),
        };
        let next = self.here();
        match self.next() {
            Some(placed) if placed.token == *behind => Ok((text, at)),
            _ => Err(Mistake::new(next, "that is not how it is written", format!("write it as {example}"))),
        }
    }
}

/// Why a field of that kind cannot be compared so, and what can be written.
fn why_not(name: &str, kind: Kind, op: Op) -> Option<(String, String)> {
    let wanted = match (op, kind.is_number()) {
        (Op::Holds, true) => "write = != < > <= or >=",
        (Op::Above | Op::Below | Op::AtLeast | Op::AtMost, false) => "write = != or ~",
        _ => return None,
    };
    Some((format!("{name} cannot be compared by `{}`", op.sign()), wanted.to_owned()))
}
