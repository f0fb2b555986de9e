//! Metrics: what the charts show, as figures.

use crate::Time;
use serde::{Deserialize, Serialize};

/// The most rows of time a query may yield a key.
pub const STEPS_MAX: i64 = 2000;

/// The widest row of time, in seconds: a year.
pub const STEP_SECONDS_MAX: i64 = 365 * 86_400;

/// What the figures are split by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Not at all.
    #[default]
    Total,
    /// By service.
    Service,
    /// By tool.
    Tool,
    /// By who called.
    Caller,
    /// By the instance that answered, named by its base URL.
    Instance,
    /// By how the calls ended.
    Outcome,
    /// By caller and callee, written `caller>callee`.
    Edge,
}

impl By {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Service => "service",
            Self::Tool => "tool",
            Self::Caller => "caller",
            Self::Instance => "instance",
            Self::Outcome => "outcome",
            Self::Edge => "edge",
        }
    }
}

/// Which calls figures are over; all of what is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Only calls of this service.
    pub service: Option<String>,
    /// Only calls of this tool, by its address.
    pub tool: Option<String>,
    /// Only calls by this caller.
    pub caller: Option<String>,
}

/// A question to the roll-ups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsQuery {
    /// The beginning, inclusive; rounded down to the step.
    pub from: Time,
    /// The end, exclusive.
    pub to: Time,
    /// The width of a row, in seconds: a multiple of 60.
    pub step: i64,
    /// What to split by.
    pub by: By,
    /// Only these calls.
    pub scope: Scope,
}

/// Figures over calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Calls.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// Latency over the answered ones.
    pub latency_ms: Latency,
    /// Bytes sent to services.
    pub request_bytes: u64,
    /// Bytes received from them.
    pub response_bytes: u64,
    /// Tokens read by models; null where no call told of any.
    pub input_tokens: Option<u64>,
    /// Tokens written by models; null where no call told of any.
    pub output_tokens: Option<u64>,
    /// Money; null where no price is known.
    pub cost_usd: Option<f64>,
}

impl Figures {
    /// The share of calls with a good answer, 0–1; absent without calls.
    pub fn success(&self) -> Option<f64> {
        (self.calls > 0).then(|| (self.calls - self.errors.min(self.calls)) as f64 / self.calls as f64)
    }
}

/// Latency in milliseconds; absent without answered calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Half of the calls were faster.
    pub p50: Option<f64>,
    /// 95 of 100 were faster.
    pub p95: Option<f64>,
    /// 99 of 100 were faster.
    pub p99: Option<f64>,
    /// The arithmetic mean.
    pub mean: Option<f64>,
}

/// One step of time of one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricsRow {
    /// The beginning of the step.
    pub time: Time,
    /// What it is split by; `total` where it is not.
    pub key: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The whole range of one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricsTotal {
    /// What it is split by.
    pub key: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The answer to a [`MetricsQuery`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// The beginning, as it was rounded.
    pub from: Time,
    /// The end.
    pub to: Time,
    /// The width of a row.
    pub step_seconds: i64,
    /// What it is split by.
    pub by: By,
    /// Rows by time and key; a step without calls has none.
    pub rows: Vec<MetricsRow>,
    /// The whole range, a key at a time, most calls first.
    pub totals: Vec<MetricsTotal>,
}

/// The whole of one key, and what it was in the time before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What it is split by.
    pub key: String,
    /// Its figures.
    pub now: Figures,
    /// Those of the time before, which was as long.
    pub before: Figures,
}

/// The bounds between the classes of a heat map, in milliseconds.
pub const HEAT_BOUNDS_MS: [f64; 15] =
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0];

/// How many answered calls took how long, over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    /// The beginning of the first column.
    pub from: Time,
    /// The width of a column.
    pub step_seconds: i64,
    /// The bounds between the classes, in milliseconds; below the first and from the last on are classes, too.
    pub bounds_ms: Vec<f64>,
    /// Columns by time, each with the calls of its classes, the fastest first.
    pub columns: Vec<Vec<u64>>,
}
