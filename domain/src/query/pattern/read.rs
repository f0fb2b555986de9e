//! A pattern's text as a tree.

use super::super::{DEPTH_MAX, Mistake};
use super::{PATTERN_STEPS_MAX, Set, Step};

/// A part of a pattern.
#[derive(Debug)]
pub enum Node {
    /// A step that takes a character, or ties the pattern to an end of the text.
    One(Step),
    /// One after the other.
    Row(Vec<Node>),
    /// One or the other.
    Either(Vec<Node>),
    /// Again and again: at least, and at most where there is an end.
    Again(Box<Node>, usize, Option<usize>),
}

/// Reads a whole pattern that begins at the byte `start` of the query.
pub fn read(source: &str, start: usize) -> Result<Node, Mistake> {
    let mut reader = Reader { source, at: 0, start, depth: 0 };
    let node = reader.either()?;
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.wrong(reader.at, "there is no parenthesis to close", "write \\) for the character")),
    }
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    start: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn wrong(&self, at: usize, message: &str, remedy: &str) -> Mistake {
        Mistake::new(self.start + at, message, remedy)
    }

    fn either(&mut self) -> Result<Node, Mistake> {
        let mut rows = vec![self.row()?];
        while self.peek() == Some('|') {
            self.next();
            rows.push(self.row()?);
        }
        Ok(if rows.len() == 1 { rows.remove(0) } else { Node::Either(rows) })
    }

    fn row(&mut self) -> Result<Node, Mistake> {
        let mut row = Vec::new();
        while self.peek().is_some_and(|c| !"|)".contains(c)) {
            let one = self.one()?;
            row.push(self.repeated(one)?);
        }
        Ok(Node::Row(row))
    }

    fn one(&mut self) -> Result<Node, Mistake> {
        let at = self.at;
        Ok(Node::One(match self.next() {
            Some('(') => return self.group(at),
            Some('[') => Step::Take(self.set(at)?),
            Some('\\') => Step::Take(self.escaped(at)?),
            // As everywhere, a dot passes over the end of a line.
            Some('.') => Step::Take(Set::new(true, vec![('\n', '\n')])),
            Some('^') => Step::Start,
            Some('$') => Step::End,
            Some('*' | '+' | '?' | '{') => {
                return Err(self.wrong(at, "there is nothing to repeat", "write a backslash before the character"));
            }
            c => Step::Take(Set::one(c.unwrap_or_default())),
        }))
    }

    fn group(&mut self, at: usize) -> Result<Node, Mistake> {
        if self.peek() == Some('?') {
            return Err(self.wrong(at, "`(?` is not known here", "write a plain group, as (a|b)"));
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.wrong(at, &format!("parentheses nest deeper than {DEPTH_MAX}"), "nest less"));
        }
        let node = self.either()?;
        self.depth -= 1;
        match self.next() {
            Some(')') => Ok(node),
            _ => Err(self.wrong(at, "the parenthesis is not closed", "write ) behind it, or \\( for the character")),
        }
    }

    fn repeated(&mut self, node: Node) -> Result<Node, Mistake> {
        let at = self.at;
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => self.count(at)?,
            _ => return Ok(node),
        };
        self.next();
        Ok(Node::Again(Box::new(node), least, most))
    }

    /// Reads `{m}`, `{m,}` or `{m,n}` up to its closing brace.
    fn count(&mut self, at: usize) -> Result<(usize, Option<usize>), Mistake> {
        let rest = &self.source[at + 1..];
        let Some(end) = rest.find('}') else { return Err(self.wrong(at, "the count is not closed", "write it as {2} or {2,5}")) };
        let (least, most) = rest[..end].split_once(',').map_or((&rest[..end], None), |(least, most)| (least, Some(most)));
        let read = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<usize>().ok()).flatten();
        let not_one = || self.wrong(at, "that is no count", "write it as {2} or {2,5}");
        let least = read(least).ok_or_else(not_one)?;
        let most = match most {
            None => Some(least),
            Some("") => None,
            Some(most) => Some(read(most).ok_or_else(not_one)?),
        };
        if most.unwrap_or(least).max(least) > PATTERN_STEPS_MAX {
            return Err(self.wrong(at, &format!("a count is more than {PATTERN_STEPS_MAX}"), "repeat less"));
        }
        if most.is_some_and(|most| most < least) {
            return Err(self.wrong(at, "the count runs backwards", "write the smaller number first"));
        }
        self.at = at + 1 + end;
        Ok((least, most))
    }

    fn escaped(&mut self, at: usize) -> Result<Set, Mistake> {
        let Some(c) = self.next() else {
            return Err(self.wrong(at, "nothing stands behind the backslash", "write \\\\ for a backslash"));
        };
        if let Some(set) = class(c) {
            return Ok(set);
        }
        let is_letter = c.is_alphanumeric();
        if is_letter { Err(self.wrong(at, &format!("`\\{c}` is not known here"), "leave out the backslash")) } else { Ok(Set::one(c)) }
    }

    /// Reads a set behind its opening bracket, which stands at `at`.
    fn set(&mut self, at: usize) -> Result<Set, Mistake> {
        let is_negated = self.peek() == Some('^');
        if is_negated {
            self.next();
        }
        let mut all = Vec::new();
        let first = self.at;
        loop {
            let begin = self.at;
            match self.next() {
                None => return Err(self.wrong(at, "the set is not closed", "write ] behind it, or \\[ for the character")),
                Some(']') if begin > first => return Ok(Set::new(is_negated, all)),
                Some(c) => all.extend(self.member(c, begin)?),
            }
        }
    }

    /// One member of a set: a character, a range of them, or a class.
    fn member(&mut self, c: char, begin: usize) -> Result<Vec<(char, char)>, Mistake> {
        // Elsewhere these make sets of sets; who writes them means that.
        if c == '[' || "&-~".contains(c) && self.peek() == Some(c) {
            return Err(self.wrong(begin, "a set holds no other set", "write a backslash before the character"));
        }
        let from = match if c == '\\' { self.escaped(begin)? } else { Set::one(c) } {
            Set { is_negated: true, .. } => {
                return Err(self.wrong(begin, "a set holds no opposite", "write [^ for the opposite of the set"));
            }
            Set { ranges, .. } if ranges.len() == 1 && ranges[0].0 == ranges[0].1 => ranges[0].0,
            Set { ranges, .. } => return Ok(ranges),
        };
        let rest = &self.source[self.at..];
        if !rest.starts_with('-') || rest.starts_with("-]") || rest.len() == 1 {
            return Ok(vec![(from, from)]);
        }
        self.next();
        let last = self.at;
        let to = match self.next() {
            Some('\\') => self.escaped(last)?,
            Some('[' | '-') => return Err(self.wrong(last, "the range has no end", "write a backslash before the character")),
            c => Set::one(c.unwrap_or_default()),
        };
        match to.ranges.as_slice() {
            [(to, same)] if to == same && from <= *to => Ok(vec![(from, *to)]),
            [(to, same)] if to == same => Err(self.wrong(begin, "the range runs backwards", "write the smaller character first")),
            _ => Err(self.wrong(last, "the range has no end", "end it with a character")),
        }
    }
}

/// The characters that a letter behind a backslash stands for.
fn class(letter: char) -> Option<Set> {
    let ranges: &[(char, char)] = match letter.to_ascii_lowercase() {
        'd' => &[('0', '9')],
        'w' => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        's' => &[('\t', '\r'), (' ', ' ')],
        _ => return None,
    };
    Some(Set::new(letter.is_ascii_uppercase(), ranges.to_vec()))
}
