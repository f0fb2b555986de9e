//! A query's text as tokens, each with its place.

use super::Mistake;

/// How a field compares with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It is the value.
    Is,
    /// It is none of the values.
    IsNot,
    /// It is greater, or later.
    Above,
    /// It is less, or earlier.
    Below,
    /// It is as great or greater.
    AtLeast,
    /// It is as little or less.
    AtMost,
    /// It holds the value, or a part of it looks like the pattern.
    Holds,
}

impl Op {
    /// Every operator; one that begins like another comes before it.
    pub const ALL: [Self; 7] = [Self::IsNot, Self::AtLeast, Self::AtMost, Self::Is, Self::Above, Self::Below, Self::Holds];

    /// How it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Above => ">",
            Self::Below => "<",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Holds => "~",
        }
    }

    /// What it asks, for completion.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Is => "is one of",
            Self::IsNot => "is none of",
            Self::Above => "is more than",
            Self::Below => "is less than",
            Self::AtLeast => "is at least",
            Self::AtMost => "is at most",
            Self::Holds => "holds the word, or looks like /a pattern/",
        }
    }
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A word as it stands.
    Word(&'a str),
    /// What stood between quotes.
    Quoted(String),
    /// What stood between slashes, after `~`.
    Pattern(&'a str),
    Op(Op),
    Open,
    Close,
    Comma,
    And,
    Or,
    Not,
}

/// A token with the bytes it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<'a> {
    pub token: Token<'a>,
    pub from: usize,
    pub to: usize,
}

/// The tokens of a text, up to the first that cannot be read.
pub fn tokens(text: &str) -> (Vec<Placed<'_>>, Option<Mistake>) {
    let mut lexer = Lexer { text, at: 0, takes_pattern: false, in_list: false };
    let mut tokens = Vec::new();
    loop {
        match lexer.next() {
            Ok(Some(placed)) => tokens.push(placed),
            Ok(None) => return (tokens, None),
            Err(mistake) => return (tokens, Some(mistake)),
        }
    }
}

/// Whether a character may stand in a word.
pub fn is_of_word(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"()=!<>~,\"".contains(c)
}

/// The token that a word is, be it a connective.
pub fn word(word: &str) -> Token<'_> {
    match word {
        _ if word.eq_ignore_ascii_case("and") => Token::And,
        _ if word.eq_ignore_ascii_case("or") => Token::Or,
        _ if word.eq_ignore_ascii_case("not") => Token::Not,
        _ => Token::Word(word),
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Whether a slash here begins a pattern: after `~`, and after the commas of its list.
    takes_pattern: bool,
    in_list: bool,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Option<Placed<'a>>, Mistake> {
        let rest = self.text[self.at..].trim_start();
        let from = self.text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(None) };
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '"' => quoted(rest, from)?,
            '/' if self.takes_pattern => pattern(rest, from)?,
            _ if is_of_word(first) => {
                let whole = &rest[..rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())];
                (word(whole), whole.len())
            }
            _ => operator(rest, from)?,
        };
        let is_listed = matches!(token, Token::Comma | Token::Word(_) | Token::Quoted(_) | Token::Pattern(_));
        self.in_list = token == Token::Op(Op::Holds) || self.in_list && is_listed;
        self.takes_pattern = self.in_list && matches!(token, Token::Op(_) | Token::Comma);
        self.at = from + length;
        Ok(Some(Placed { token, from, to: self.at }))
    }
}

fn operator(rest: &str, from: usize) -> Result<(Token<'_>, usize), Mistake> {
    let wrong = [("==", "="), ("!~", "NOT field ~ word"), ("=>", ">="), ("=<", "<="), ("<>", "!="), ("=~", "~")];
    if let Some((written, right)) = wrong.iter().find(|(written, _)| rest.starts_with(written)) {
        return Err(Mistake::new(from, format!("`{written}` is no operator"), format!("write {right}")));
    }
    let op = Op::ALL.into_iter().find(|op| rest.starts_with(op.sign()));
    op.map(|op| (Token::Op(op), op.sign().len())).ok_or_else(|| {
        let first = rest.chars().next().unwrap_or_default();
        let remedy = if first == '!' { "write != between field and value, or NOT before a condition" } else { "put it in quotes" };
        Mistake::new(from, format!("`{}` says nothing here", first.escape_debug()), remedy)
    })
}

/// The text between quotes; a backslash takes what follows as it stands.
fn quoted(rest: &str, from: usize) -> Result<(Token<'_>, usize), Mistake> {
    let (mut out, mut chars) = (String::new(), rest.char_indices().skip(1));
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((Token::Quoted(out), at + 1)),
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            _ => out.push(c),
        }
    }
    Err(Mistake::new(from, "the quotes are not closed", "end the text with \""))
}

/// The text between slashes; a backslash keeps the slash behind it inside.
fn pattern(rest: &str, from: usize) -> Result<(Token<'_>, usize), Mistake> {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '/' => return Ok((Token::Pattern(&rest[1..at]), at + 1)),
            '\\' => drop(chars.next()),
            _ => {}
        }
    }
    Err(Mistake::new(from, "the pattern is not closed", "end it with /"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let (found, mistake) = tokens(text);
        let told: Vec<String> = found.iter().map(|placed| format!("{:?}@{}..{}", placed.token, placed.from, placed.to)).collect();
        let told = told.join(" ") + &mistake.map(|mistake| format!(" ! {mistake}")).unwrap_or_default();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_text_is_cut_into_words_signs_and_quotes_with_their_places() {
        check("", "");
        check("a-b.c /x", "Word(\"a-b.c\")@0..5 Word(\"/x\")@6..8");
        check("é>=5%", "Word(\"é\")@0..2 Op(AtLeast)@2..4 Word(\"5%\")@4..6");
        check(r#"not("a\"b")"#, r#"Not@0..3 Open@3..4 Quoted("a\"b")@4..10 Close@10..11"#);
        check(
            r"n~ /a\/ b/,/c/ /d",
            r#"Word("n")@0..1 Op(Holds)@1..2 Pattern("a\\/ b")@3..10 Comma@10..11 Pattern("c")@11..14 Word("/d")@15..17"#,
        );
        check("n ~/a", "Word(\"n\")@0..1 Op(Holds)@2..3 ! at byte 3: the pattern is not closed");
        check("a & \"b", "Word(\"a\")@0..1 Word(\"&\")@2..3 ! at byte 4: the quotes are not closed");
        check("a ==b", "Word(\"a\")@0..1 ! at byte 2: `==` is no operator");
        check("!a", " ! at byte 0: `!` says nothing here");
        check("a\u{7}", "Word(\"a\")@0..1 ! at byte 1: `\\u{7}` says nothing here");
    }
}
