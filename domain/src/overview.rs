//! The overview: what is up, what fails, and what just happened, in one answer.

use crate::event::Event;
use crate::mesh::Mesh;
use crate::service::SourceKind;
use crate::{Health, Time};
use serde::{Deserialize, Serialize};

/// How many services the overview lists; the worst come first.
pub const SERVICES_SHOWN: usize = 30;

/// How many tools the overview calls slow.
pub const SLOWEST_SHOWN: usize = 5;

/// How many events the overview lists.
pub const EVENTS_SHOWN: usize = 12;

/// The bars of a service's calls over the window: of two minutes each in an hour.
pub const BARS: usize = 30;

/// Latency at three shares, in milliseconds; absent without answered calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// Half of the calls were faster.
    pub p50: Option<f64>,
    /// 95 of 100 were faster.
    pub p95: Option<f64>,
    /// 99 of 100 were faster.
    pub p99: Option<f64>,
}

/// Calls and failures in one slice of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Calls.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
}

/// A service as tables show it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceRow {
    /// Its name.
    pub name: String,
    /// Its health.
    pub health: Health,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Time,
    /// Calls in the window, slice by slice.
    pub bars: Vec<Bar>,
    /// Calls in the window.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// Latency in the window.
    pub latency_ms: Percentiles,
    /// How many tools it has.
    pub tools: u32,
    /// How many instances it has.
    pub instances: u32,
    /// Where it runs.
    pub environment: Option<String>,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// Where it comes from.
    pub source: SourceKind,
    /// When its source last answered, where that is away.
    pub stale: Option<Time>,
}

/// How many services are of each health.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Healthy ones.
    pub healthy: u32,
    /// Degraded ones.
    pub degraded: u32,
    /// Unhealthy ones.
    pub unhealthy: u32,
    /// Unknown and expired ones.
    pub unknown: u32,
}

impl Counts {
    /// Counts one more of `health`.
    pub fn add(&mut self, health: Health) {
        *match health {
            Health::Healthy => &mut self.healthy,
            Health::Degraded => &mut self.degraded,
            Health::Unhealthy => &mut self.unhealthy,
            Health::Unknown | Health::Expired => &mut self.unknown,
        } += 1;
    }

    /// All of them.
    pub const fn total(&self) -> u32 {
        self.healthy + self.degraded + self.unhealthy + self.unknown
    }
}

/// A figure with its course over the window and the window before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Over the window; absent without data.
    pub now: Option<f64>,
    /// Over the window before.
    pub before: Option<f64>,
    /// Slice by slice, oldest first; absent slices have no data.
    pub course: Vec<Option<f64>>,
    /// The same of the window before.
    pub course_before: Vec<Option<f64>>,
}

/// What may want attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttentionKind {
    /// A service that is ill, or whose manual cannot be read.
    #[default]
    Service,
    /// An alert that fires.
    Alert,
}

/// Something that wants a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// What it is.
    pub kind: AttentionKind,
    /// Its name.
    pub name: String,
    /// Its health; unhealthy where an alert fires.
    pub health: Health,
    /// What is wrong and why, in a sentence.
    pub sentence: String,
    /// Since when.
    pub since: Time,
}

/// A tool with its latency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlowTool {
    /// Its address.
    pub tool: String,
    /// 95 of 100 calls were faster, in milliseconds.
    pub p95_ms: f64,
}

/// Everything the overview shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// When it was put together.
    pub at: Time,
    /// The length of the window, in seconds.
    pub window_seconds: i64,
    /// How many services are of each health.
    pub counts: Counts,
    /// Calls a minute.
    pub calls_per_minute: Trend,
    /// The share of good answers, 0–1.
    pub success: Trend,
    /// p95, in milliseconds.
    pub p95_ms: Trend,
    /// Runs under way.
    pub runs_now: u32,
    /// Runs begun in the window, slice by slice.
    pub runs: Vec<u32>,
    /// How many tools the catalogue holds.
    pub tools: u32,
    /// What wants a person, worst first.
    pub attention: Vec<Attention>,
    /// Services, worst first.
    pub services: Vec<ServiceRow>,
    /// The mesh, for the small map.
    pub mesh: Mesh,
    /// The slowest tools.
    pub slowest: Vec<SlowTool>,
    /// The last events that people care for, newest first.
    pub events: Vec<Event>,
}

/// The mesh in one line: what stands at the foot of every page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sill {
    /// When it was put together.
    pub at: Time,
    /// The last event's number.
    pub seq: u64,
    /// How many services are of each health.
    pub counts: Counts,
    /// One sign a node, in stable order; empty where there are too many.
    pub signs: Vec<(String, crate::mesh::NodeKind, Health)>,
    /// What the environment is called.
    pub environment: String,
    /// Whether this is the demo mesh.
    pub demo: bool,
}
