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
            Self::Edge => "edge",
        }
    }
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
    /// Only this key: a service's name, a tool's address or an edge.
    pub key: Option<String>,
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
    /// Tokens read by models.
    pub input_tokens: u64,
    /// Tokens written by models.
    pub output_tokens: u64,
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

/// The drawn charts of a range, with the figures beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charts {
    /// The beginning.
    pub from: Time,
    /// The end.
    pub to: Time,
    /// The width of a step, in seconds.
    pub step_seconds: i64,
    /// The whole range.
    pub now: Figures,
    /// The range of the same length before it.
    pub before: Figures,
    /// Calls a minute, as SVG.
    pub throughput: String,
    /// The share of good answers, as SVG.
    pub success: String,
    /// p50, p95 and p99, as SVG.
    pub latency: String,
    /// The same figures as rows: what the charts draw, for those who read.
    pub rows: Vec<MetricsRow>,
    /// The busiest tools.
    pub busiest: Vec<MetricsTotal>,
    /// The slowest tools.
    pub slowest: Vec<MetricsTotal>,
    /// Who calls whom.
    pub edges: Vec<MetricsTotal>,
}
