//! What a rule may look for.

use serde::{Deserialize, Serialize};

/// The share of answered calls whose latency a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Half of them are faster.
    P50,
    /// 95 of 100 are.
    P95,
    /// 99 of 100 are.
    P99,
}

/// What a budget is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spent {
    /// Calls.
    Calls,
    /// Tokens that models read and wrote.
    Tokens,
    /// Money, where prices are known.
    CostUsd,
}

/// What a rule looks for, over its window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// More than this share of calls had no good answer.
    ErrorRate {
        /// In percent, 0–100.
        above_percent: f64,
    },
    /// Answered calls were slower than this.
    Latency {
        /// Which of them.
        share: Share,
        /// In milliseconds.
        above_ms: f64,
    },
    /// Nobody called.
    Silence {},
    /// An edge was seen that was never seen before.
    NewEdge {},
    /// More than this was spent.
    Budget {
        /// Of what.
        of: Spent,
        /// How much.
        above: f64,
    },
    /// The error budget burns faster than this: 1 spends it exactly by the end of the objective's own window.
    BurnRate {
        /// The share of calls that shall have a good answer, in percent, 50–99.999; the service's own objective where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        objective_percent: Option<f64>,
        /// How many times as fast as allowed.
        above: f64,
    },
}

impl Share {
    /// Every share.
    pub const ALL: [Self; 3] = [Self::P50, Self::P95, Self::P99];

    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|share| share.word() == word)
    }
}

impl Spent {
    /// All that a budget may be of.
    pub const ALL: [Self; 3] = [Self::Calls, Self::Tokens, Self::CostUsd];

    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Tokens => "tokens",
            Self::CostUsd => "cost_usd",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spent| spent.word() == word)
    }
}

impl Condition {
    /// The word for its kind.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ErrorRate { .. } => "error_rate",
            Self::Latency { .. } => "latency",
            Self::Silence {} => "silence",
            Self::NewEdge {} => "new_edge",
            Self::Budget { .. } => "budget",
            Self::BurnRate { .. } => "burn_rate",
        }
    }
}
