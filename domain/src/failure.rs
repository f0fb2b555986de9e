//! What goes wrong, in one table: its kind, its status for machines, its words for people.
//!
//! A failure is RFC 9457 problem+json on the wire and a message with a next step on the page.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The kinds of failure; the stable last part of a problem's `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The request itself cannot be read.
    BadRequest,
    /// A token is needed.
    Unauthorized,
    /// It may not be done from there, or by that caller.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The thing is in a state that does not allow it.
    Conflict,
    /// The body is larger than its limit.
    TooLarge,
    /// The body is written in a way that is not read here.
    Unsupported,
    /// A value breaks its schema.
    SchemaViolation,
    /// Too many requests.
    Busy,
    /// The service answered badly, or not at all.
    Upstream,
    /// No instance can take the call.
    NoInstance,
    /// Every instance that could take the call failed too often of late.
    CircuitOpen,
    /// The deadline passed.
    Deadline,
    /// The tool's call template is of a type the gateway does not call.
    NotCallable,
    /// The egress policy forbids the address.
    EgressDenied,
    /// A call template asks for a variable that is not set, or that cannot be opened.
    VariableMissing,
    /// Ours to mend.
    Internal,
}

impl Kind {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Unsupported => 415,
            Self::SchemaViolation | Self::NotCallable | Self::EgressDenied | Self::VariableMissing => 422,
            Self::Busy => 429,
            Self::Internal => 500,
            Self::Upstream => 502,
            Self::NoInstance | Self::CircuitOpen => 503,
            Self::Deadline => 504,
        }
    }

    /// The title: the same for every failure of the kind.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request could not be read",
            Self::Unauthorized => "A token is needed",
            Self::Forbidden => "Not allowed",
            Self::NotFound => "Not found",
            Self::Conflict => "Not in this state",
            Self::TooLarge => "Too large",
            Self::Unsupported => "The body is written in another way",
            Self::SchemaViolation => "The input breaks its schema",
            Self::Busy => "Too many requests",
            Self::Upstream => "The service did not answer well",
            Self::NoInstance => "No instance can take the call",
            Self::CircuitOpen => "The circuit is open",
            Self::Deadline => "The deadline passed",
            Self::NotCallable => "Not callable here",
            Self::EgressDenied => "The egress policy forbids the address",
            Self::VariableMissing => "A variable is missing",
            Self::Internal => "Something failed inside Meshdeck",
        }
    }

    /// The stable type URI of the problem.
    pub fn uri(self) -> String {
        let word = serde_json::to_value(self).ok().and_then(|word| word.as_str().map(str::to_owned));
        format!("/problems/{}", word.unwrap_or_default())
    }
}

/// One wrong value: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The JSON pointer of the value in the request's body.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub remedy: String,
}

impl Violation {
    /// A value that lies out of its range.
    pub fn out_of_range(pointer: &str, remedy: String) -> Self {
        let message = format!("`{}` is out of range", pointer.trim_start_matches('/'));
        Self { pointer: pointer.to_owned(), message, remedy }
    }
}

/// A failure, as it crosses every boundary of Meshdeck.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind it is.
    pub kind: Kind,
    /// What happened and what to do, in words.
    pub detail: String,
    /// The wrong values, where the request held some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Violation>,
    /// What was probably meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<String>,
    /// The attempts of a call that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<crate::call::Attempt>,
    /// The call that failed, where it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// After how many seconds to come again, where that may help: the answer's `retry-after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Failure {
    /// A failure of `kind`, told in `detail`.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), errors: Vec::new(), near: Vec::new(), attempts: Vec::new(), call_id: None, retry_after: None }
    }

    /// A request whose values are wrong.
    pub fn violations(detail: impl Into<String>, errors: Vec<Violation>) -> Self {
        Self { errors, ..Self::new(Kind::SchemaViolation, detail) }
    }

    /// An unknown name, with what was probably meant.
    pub fn not_found(detail: impl Into<String>, near: Vec<String>) -> Self {
        Self { near, ..Self::new(Kind::NotFound, detail) }
    }

    /// The problem+json document, without the request's id.
    pub fn problem(&self) -> serde_json::Value {
        let mut problem = serde_json::json!({
            "type": self.kind.uri(), "title": self.kind.title(), "status": self.kind.status(), "detail": self.detail,
        });
        let parts = [
            ("errors", serde_json::to_value(&self.errors)),
            ("near", serde_json::to_value(&self.near)),
            ("attempts", serde_json::to_value(&self.attempts)),
        ];
        for (key, value) in parts {
            if let Some(list) = value.ok().filter(|value| value.as_array().is_some_and(|list| !list.is_empty())) {
                problem[key] = list;
            }
        }
        if let Some(id) = &self.call_id {
            problem["call_id"] = id.as_str().into();
        }
        problem
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.title(), self.detail)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, uri: &str, status: u16) {
        let problem = Failure::new(kind, "why").problem();
        assert_eq!((problem["type"].as_str(), problem["status"].as_u64()), (Some(uri), Some(u64::from(status))));
    }

    #[test]
    fn a_kind_has_its_stable_uri_and_status() {
        check(Kind::SchemaViolation, "/problems/schema-violation", 422);
        check(Kind::NotFound, "/problems/not-found", 404);
        check(Kind::NoInstance, "/problems/no-instance", 503);
        check(Kind::CircuitOpen, "/problems/circuit-open", 503);
        check(Kind::Deadline, "/problems/deadline", 504);
        check(Kind::VariableMissing, "/problems/variable-missing", 422);
    }

    #[test]
    fn a_problem_holds_only_what_there_is() {
        let problem = Failure::not_found("no tool `a.b`", vec!["a.c".to_owned()]).problem();
        let keys: Vec<&String> = problem.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["type", "title", "status", "detail", "near"]);
    }
}
