//! Why there is no answer, in words of ours: nothing of what the other side sent is told on.

use super::head::{FIELDS_MAX, HEAD_MAX};
use std::error::Error;
use std::io::ErrorKind;

/// What is said where nothing more is known.
const NO_CONNECTION: &str = "no connection";

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The policy forbids the address.
    Denied(String),
    /// No connection stood: nothing was sent.
    NotSent(String),
    /// The connection broke after the request may have been sent.
    Broken(String),
    /// The time was over.
    Timeout,
    /// The body is larger than the limit, in bytes.
    TooLarge(usize),
    /// What came is no answer that can be used.
    Unusable(String),
}

impl Trouble {
    /// The reason in words, without anything the other side sent.
    pub fn words(&self) -> String {
        match self {
            Self::Denied(reason) => format!("the egress policy forbids it: {reason}"),
            Self::NotSent(reason) | Self::Broken(reason) | Self::Unusable(reason) => reason.clone(),
            Self::Timeout => "no answer in time".to_owned(),
            Self::TooLarge(limit) => format!("the answer is larger than {limit} bytes"),
        }
    }

    /// An answer whose header is more than anybody needs.
    pub(super) fn large_head() -> Self {
        Self::Unusable(format!("the answer's header is larger than {HEAD_MAX} bytes or has more than {FIELDS_MAX} fields"))
    }

    /// An answer that nobody can read.
    pub(super) fn no_http() -> Self {
        Self::Unusable("the answer is no HTTP".to_owned())
    }

    /// Why no connection stood.
    pub(super) fn not_connected(kind: ErrorKind) -> Self {
        Self::NotSent(words(kind).unwrap_or(NO_CONNECTION).to_owned())
    }

    /// What kept an answer from beginning.
    pub(super) fn not_answered(kind: ErrorKind) -> Self {
        Self::Broken(words(kind).unwrap_or("the connection broke before the answer").to_owned())
    }

    /// What ended a body that the library was reading.
    pub(super) fn in_body_of(error: &reqwest::Error) -> Self {
        Self::in_body(io_kind(error))
    }

    /// What ended a body that had begun.
    pub(super) fn in_body(kind: Option<ErrorKind>) -> Self {
        let words = match kind {
            Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => "connection reset while the answer came",
            Some(ErrorKind::UnexpectedEof) => "the answer ended before its end",
            Some(ErrorKind::InvalidInput | ErrorKind::InvalidData) => "the answer's chunks are broken",
            _ => "the connection broke while the answer came",
        };
        Self::Broken(words.to_owned())
    }
}

/// The same words for a blocked name and for one that does not exist.
impl From<&reqwest::Error> for Trouble {
    fn from(error: &reqwest::Error) -> Self {
        if error.is_timeout() && !error.is_connect() {
            return Self::Timeout;
        }
        let http = cause::<hyper::Error>(error);
        if http.is_some_and(hyper::Error::is_parse_too_large) {
            return Self::large_head();
        }
        if http.is_some_and(hyper::Error::is_parse) {
            return Self::no_http();
        }
        let kind = io_kind(error).unwrap_or(ErrorKind::Other);
        if error.is_connect() { Self::not_connected(kind) } else { Self::not_answered(kind) }
    }
}

const fn words(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::ConnectionRefused => Some("connection refused"),
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Some("connection reset"),
        ErrorKind::TimedOut => Some("no connection in time"),
        _ => None,
    }
}

fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    cause::<std::io::Error>(error).map(std::io::Error::kind)
}

/// The first error of a kind among the causes of another.
fn cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        source = cause.source();
    }
    None
}
