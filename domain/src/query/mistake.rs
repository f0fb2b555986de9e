//! What is wrong with a query: where, what, and how to mend it.

use crate::Failure;
use crate::failure::Violation;
use std::fmt;

/// Why a query cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it begins: the byte offset in the query's text, always at a character.
    pub at: usize,
    /// What is wrong, in words.
    pub message: String,
    /// What to write instead.
    pub remedy: String,
    /// What was probably meant, where a name is not known.
    pub near: Vec<String>,
}

impl Mistake {
    /// A mistake at a byte offset.
    pub(super) fn new(at: usize, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at, message: message.into(), remedy: remedy.into(), near: Vec::new() }
    }

    /// The failure of a request whose value at `pointer` is the query.
    pub fn failure(self, pointer: &str) -> Failure {
        let detail = format!("The query cannot be read: {self}.");
        let violation = Violation { pointer: pointer.to_owned(), message: self.to_string(), remedy: self.remedy };
        Failure { near: self.near, ..Failure::violations(detail, vec![violation]) }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: {}", self.at, self.message)
    }
}

impl std::error::Error for Mistake {}
