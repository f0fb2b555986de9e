//! Runs: a requirement, the steps taken towards it, and the answer.

use crate::Time;
use crate::names::ToolId;
use crate::tool::Why;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most bytes of a requirement.
pub const REQUIREMENT_MAX: usize = 4000;

/// Who decides in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Planner {
    /// Deterministic: no model, no key.
    #[default]
    Builtin,
}

impl Planner {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
        }
    }
}

/// How a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// It is under way.
    #[default]
    Running,
    /// It waits for a person.
    Waiting,
    /// It has its answer.
    Answered,
    /// A budget ended it.
    Budget,
    /// The planner found no way, or a person said no.
    Refused,
    /// A person ended it.
    Cancelled,
    /// A call it needed failed.
    Failed,
    /// The server stopped under it.
    Interrupted,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 8] =
        [Self::Running, Self::Waiting, Self::Answered, Self::Budget, Self::Refused, Self::Cancelled, Self::Failed, Self::Interrupted];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::Budget => "budget",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing more will happen.
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Running | Self::Waiting)
    }
}

/// What a run may spend; each absent limit is the default's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Steps, 1–200.
    pub steps: u32,
    /// Tool calls, 0–100.
    pub calls: u32,
    /// Model tokens.
    pub tokens: u64,
    /// Money, in US dollars.
    pub cost_usd: f64,
    /// Time, in seconds, 1–3600.
    pub seconds: u32,
    /// Calls of destructive tools.
    pub destructive_calls: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps: 20, calls: 15, tokens: 60_000, cost_usd: 0.5, seconds: 180, destructive_calls: 0 }
    }
}

/// What a run has spent so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spent {
    /// Steps taken.
    pub steps: u32,
    /// Tools called.
    pub calls: u32,
    /// Time, in seconds.
    pub seconds: f64,
    /// Destructive tools called.
    pub destructive_calls: u32,
}

/// Model tokens of a run; all zero with the builtin planner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Read by the model.
    pub input_tokens: u64,
    /// Written by it.
    pub output_tokens: u64,
    /// Read from its cache.
    pub cache_read_tokens: u64,
    /// Written to its cache.
    pub cache_write_tokens: u64,
    /// Spent on thinking.
    pub thinking_tokens: u64,
    /// Whether the figures are an estimate.
    pub estimated: bool,
}

/// A tool that was offered to the planner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The tool.
    pub tool: ToolId,
    /// Its place, from 1.
    pub rank: u32,
    /// How well it fits, 0–1.
    pub score: f64,
    /// Why it was offered.
    pub why: Vec<Why>,
    /// What its description costs in a model's context.
    pub tokens: u32,
    /// Whether the planner chose it.
    pub chosen: bool,
}

/// What happened in a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Doing {
    /// The planner thought.
    Turn {
        /// What it made of it, in words.
        text: String,
    },
    /// Tools were offered.
    Candidates {
        /// The words searched for.
        query: String,
        /// The tools, best first.
        offered: Vec<Offer>,
    },
    /// A tool was called.
    Call {
        /// The recorded call; absent where the gateway refused before recording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call_id: Option<String>,
        /// The tool.
        tool: ToolId,
        /// Its input.
        input: Value,
        /// Its output.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output: Option<Value>,
        /// Why it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// The answer.
    Answer {
        /// The answer, in words.
        text: String,
        /// What of the requirement was not understood.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_understood: Vec<String>,
    },
    /// What ended the run without an answer.
    Error {
        /// What, why, and what to do.
        message: String,
        /// What of the requirement was not understood.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_understood: Vec<String>,
    },
}

/// One thing in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its number, from 1.
    pub n: u32,
    /// When it began.
    pub at: Time,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
    /// What happened.
    #[serde(flatten)]
    pub doing: Doing,
}

/// One orchestration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// Who asked.
    pub caller: String,
    /// When it began.
    pub at: Time,
    /// What is wanted.
    pub requirement: String,
    /// Who decides.
    pub planner: Planner,
    /// The model, where the planner uses one.
    pub model: Option<String>,
    /// How it stands.
    pub state: RunState,
    /// Why, in words.
    pub reason: String,
    /// The answer, once there is one.
    pub answer: Option<String>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Model tokens.
    pub usage: Usage,
    /// Money; null where no price is known.
    pub cost_usd: Option<f64>,
    /// What it may spend.
    pub budget: Budget,
    /// What it has spent.
    pub spent: Spent,
}

/// Which tools a run may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Allowed {
    /// Those a search finds.
    Query(String),
    /// Those these patterns match; `*` stands for anything.
    Patterns(Vec<String>),
}

/// What `POST /registry/orchestrate` takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// What is wanted, in words.
    pub requirement: String,
    /// Who decides.
    #[serde(default)]
    pub planner: Planner,
    /// The model.
    #[serde(default)]
    pub model: Option<String>,
    /// Which tools it may use; all of them where it is not said.
    #[serde(default)]
    pub tools: Option<Allowed>,
    /// What it may spend.
    #[serde(default)]
    pub budget: Option<Budget>,
    /// Whether to plan and not call.
    #[serde(default)]
    pub dry_run: bool,
    /// How long the answer may wait for the end, 0–300 seconds.
    #[serde(default)]
    pub wait_seconds: Option<u32>,
}

/// A run as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Its id.
    pub id: String,
    /// When it began.
    pub at: Time,
    /// Who asked.
    pub caller: String,
    /// What is wanted.
    pub requirement: String,
    /// Who decides.
    pub planner: Planner,
    /// How it stands.
    pub state: RunState,
    /// The answer, once there is one, else the reason.
    pub outcome: String,
    /// How many steps it took.
    pub steps: u32,
    /// How many tools it called.
    pub calls: u32,
    /// How long it took, in seconds.
    pub seconds: f64,
}
