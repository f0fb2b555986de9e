//! Calls: one execution of a tool through the gateway, with every attempt it took.

mod asked;
mod filter;
mod sequence;

pub use asked::{CallQuery, CallsFound};
pub use filter::{CallFilter, CallPage};
pub use sequence::{PAIRS_MAX, Pair, Sequences};

use crate::Time;
use crate::names::ToolId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a call, or one attempt of it, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The service answered well.
    Ok,
    /// The service answered with a 4xx.
    Rejected,
    /// The service answered with a 5xx.
    Failed,
    /// No connection, or it broke.
    Unreachable,
    /// The deadline passed.
    Timeout,
    /// The answer could not be used: too large, or not what it said it was.
    Unusable,
    /// The service, or the line before it, had enough to do.
    Busy,
    /// No instance could take the call.
    NoInstance,
    /// The input broke the schema; nothing was sent.
    Invalid,
    /// The egress policy or the template's type forbade it; nothing was sent.
    Denied,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 10] = [
        Self::Ok,
        Self::Rejected,
        Self::Failed,
        Self::Unreachable,
        Self::Timeout,
        Self::Unusable,
        Self::Busy,
        Self::NoInstance,
        Self::Invalid,
        Self::Denied,
    ];

    /// The word that is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Unusable => "unusable",
            Self::Busy => "busy",
            Self::NoInstance => "no_instance",
            Self::Invalid => "invalid",
            Self::Denied => "denied",
        }
    }

    /// The words people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Rejected => "refused by the service",
            Self::Failed => "failed in the service",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Unusable => "unusable answer",
            Self::Busy => "busy",
            Self::NoInstance => "no instance",
            Self::Invalid => "input broke the schema",
            Self::Denied => "not allowed",
        }
    }

    /// Reads the stored word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// Whether a service answered, whatever it said: only such calls count in percentiles.
    pub const fn was_answered(self) -> bool {
        matches!(self, Self::Ok | Self::Rejected | Self::Failed | Self::Unusable)
    }
}

/// One try of a call at one instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The instance's base URL.
    pub instance: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub latency_ms: f64,
    /// What went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A recorded call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: String,
    /// When it came in.
    pub at: Time,
    /// Who called.
    pub caller: String,
    /// What was called.
    pub tool: ToolId,
    /// The instance that answered, by its base URL.
    pub instance: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The HTTP status of the service's answer.
    pub status: Option<u16>,
    /// From coming in to the answer, in milliseconds.
    pub latency_ms: f64,
    /// How many attempts it took.
    pub attempts: u32,
    /// Bytes sent to the service.
    pub request_bytes: u64,
    /// Bytes received from it.
    pub response_bytes: u64,
    /// What went wrong, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The run it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The trace it belongs to, where its caller named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Tokens that a model read for it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<u64>,
    /// Tokens that a model wrote for it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<u64>,
    /// What it cost, in US dollars, where a price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
}

/// What a call takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRequest {
    /// The tool's input.
    #[serde(default = "empty")]
    pub input: Value,
    /// The whole deadline, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

fn empty() -> Value {
    Value::Object(serde_json::Map::new())
}

/// What a good call answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallAnswer {
    /// The recorded call's id.
    pub call_id: String,
    /// The tool.
    pub tool: ToolId,
    /// Its service.
    pub service: String,
    /// The instance that answered, by its base URL.
    pub instance: String,
    /// The output.
    pub output: Value,
    /// The HTTP status of the service's answer.
    pub status: u16,
    /// From coming in to the answer, in milliseconds.
    pub latency_ms: f64,
    /// Bytes received from the service.
    pub response_bytes: u64,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
}
