//! Charts: what the analytics page asks, and what it is told: drawings, the figures behind each of their points, and totals.

mod asked;
mod change;
mod kind;
mod width;

pub use change::{Change, Measure, changes};
pub use kind::FailedKind;
pub use width::Width;

use crate::Time;
use crate::alert::Condition;
use crate::call::{Call, Outcome};
use crate::failure::Violation;
use crate::metrics::{Figures, MetricsTotal, Scope};
use crate::objective::{Objective, Standing};
use crate::overview::Percentiles;
use serde::{Deserialize, Serialize};

/// The longest range of charts, in seconds: a year, so that with the year before it lies within what is kept by the day.
pub const RANGE_SECONDS_MAX: i64 = 366 * 86_400;

/// Which time charts are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The last so many seconds, until now.
    Last(i64),
    /// From the first of two moments to the second.
    Between(Time, Time),
}

/// A question for charts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartsQuery {
    /// Which time.
    pub period: Period,
    /// Whether the period before is drawn besides.
    pub compare: bool,
    /// Only these calls.
    pub scope: Scope,
    /// Only calls that ended so.
    pub outcome: Option<Outcome>,
    /// The same as a query; where one is written, it alone counts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The kinds of failures that are not drawn, though they are counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<FailedKind>,
    /// The only width that is drawn; absent where that is not known, and each is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<Width>,
}

impl ChartsQuery {
    /// Of all calls of a time, compared with the time before.
    pub fn of(period: Period) -> Self {
        let scope = Scope::default();
        Self { period, compare: true, scope, outcome: None, query: String::new(), left_out: Vec::new(), width: None }
    }

    /// Whether a call is one of those that are asked for, whenever it was.
    pub fn picks(&self, call: &Call) -> bool {
        let Scope { service, tool, caller } = &self.scope;
        let is = |wanted: &Option<String>, word: &str| wanted.as_deref().is_none_or(|wanted| wanted == word);
        let is_there = is(service, call.tool.service()) && is(tool, call.tool.as_str()) && is(caller, &call.caller);
        is_there && self.outcome.is_none_or(|outcome| outcome == call.outcome)
    }

    /// The service all of whose calls these are, and no others.
    pub fn service(&self) -> Option<&str> {
        let Scope { service, tool, caller } = &self.scope;
        service.as_deref().filter(|_| tool.is_none() && caller.is_none() && self.outcome.is_none())
    }
}

/// What stands in the charts beside calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Annotations {
    /// What is asked of these calls.
    pub objective: Option<Objective>,
    /// When alerts about them fired, the last first.
    pub fired: Vec<Fired>,
}

/// A chart in which alerts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plot {
    /// How many calls.
    Throughput,
    /// How many of them good.
    Success,
    /// How fast.
    Latency,
}

impl Plot {
    /// The chart that shows what a rule looks at.
    pub const fn of(condition: &Condition) -> Self {
        match condition {
            Condition::ErrorRate { .. } | Condition::BurnRate { .. } => Self::Success,
            Condition::Latency { .. } => Self::Latency,
            Condition::Silence {} | Condition::NewEdge {} | Condition::Budget { .. } => Self::Throughput,
        }
    }
}

/// For how long an alert fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// The rule's name.
    pub alert: String,
    /// The chart that shows what it looks at.
    pub plot: Plot,
    /// Since when.
    pub from: Time,
    /// Until when; absent while it fires.
    pub to: Option<Time>,
}

/// One step of the charts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Calls a minute; absent where nobody watched.
    pub rate: Option<f64>,
    /// Calls.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// Latency of the answered ones.
    pub latency_ms: Percentiles,
    /// The failed ones by kind, as [`Charts::kinds`] has them; empty where none failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<u64>,
}

impl Point {
    /// The share of calls with a good answer, 0–1; absent without calls.
    pub fn success(&self) -> Option<f64> {
        (self.calls > 0).then(|| (self.calls - self.errors.min(self.calls)) as f64 / self.calls as f64)
    }
}

/// Charts as SVG, each for the width that is asked for, or one after the other for every width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawings {
    /// Calls a minute.
    pub throughput: String,
    /// The share of good answers.
    pub success: String,
    /// Where latencies lie, and p50, p95 and p99.
    pub latency: String,
    /// What failed, by kind.
    pub failed: String,
    /// The last seven days, from which to choose.
    pub week: String,
}

/// A stretch of time in equal steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The beginning of the first step.
    pub from: Time,
    /// The width of a step, in seconds.
    pub seconds: i64,
    /// How many there are.
    pub count: u32,
}

impl Steps {
    /// When a step begins.
    pub const fn time(&self, place: u32) -> Time {
        self.from.plus_seconds(place as i64 * self.seconds)
    }

    /// The end of the last step.
    pub const fn to(&self) -> Time {
        self.time(self.count)
    }

    /// The step in which a moment lies.
    pub fn place(&self, time: Time) -> Option<u32> {
        let place = u32::try_from((time.seconds() - self.from.seconds()).div_euclid(self.seconds.max(1))).ok()?;
        (place < self.count).then_some(place)
    }
}

/// How many calls went along an edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeCalls {
    /// `caller>service`.
    pub key: String,
    /// How many there were.
    pub calls: u64,
}

/// The charts of a period, with what stands beside them. Reports keep them: what a later version adds, an earlier one did not say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Charts {
    /// When this was drawn.
    pub at: Time,
    /// The steps that are drawn; the one in which `at` lies is under way.
    pub steps: Steps,
    /// The seven days from which to choose.
    pub week: Steps,
    /// What the period is compared with, as `day before`.
    pub before_name: String,
    /// The whole period.
    pub now: Figures,
    /// The period before; absent where it is not compared.
    pub before: Option<Figures>,
    /// The drawings.
    pub drawings: Drawings,
    /// Each step's figures.
    pub points: Vec<Point>,
    /// The kinds of failures that occurred, as they are stacked from the foot up, with how many there were; a single
    /// [`FailedKind::Any`] where they are not kept by kind.
    pub kinds: Vec<(FailedKind, u64)>,
    /// What changed most against the period before, most first.
    pub changed: Vec<Change>,
    /// The busiest tools.
    pub busiest: Vec<MetricsTotal>,
    /// The slowest tools.
    pub slowest: Vec<MetricsTotal>,
    /// Who calls whom, most calls first.
    pub edges: Vec<EdgeCalls>,
    /// How services stand with their objectives, those that want a person first.
    pub objectives: Vec<Standing>,
    /// When alerts about these calls fired, the last first.
    pub fired: Vec<Fired>,
    /// Which calls these are, as the question was read.
    pub scope: Scope,
    /// How they ended, where only some are asked for.
    pub outcome: Option<Outcome>,
    /// What of the query cannot be charted; then there are no charts.
    pub wrong: Vec<Violation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds: i64, expected: Option<u32>) {
        let steps = Steps { from: Time::from_seconds(600), seconds: 60, count: 3 };
        assert_eq!(steps.place(Time::from_seconds(seconds)), expected, "{seconds}");
    }

    #[test]
    fn the_edges_of_a_report_that_an_earlier_version_kept_are_read() {
        let kept = r#"{"edges": [{"key": "web>geo", "calls": 3, "errors": 1, "latency_ms": {"p50": 1.0}, "request_bytes": 7}]}"#;
        let read: Charts = serde_json::from_str(kept).expect("charts");
        assert_eq!(read.edges, [EdgeCalls { key: "web>geo".to_owned(), calls: 3 }]);
    }

    #[test]
    fn a_moment_lies_in_the_step_that_began_last_or_in_none() {
        check(600, Some(0));
        check(659, Some(0));
        check(660, Some(1));
        check(779, Some(2));
        check(780, None);
        check(599, None);
        assert_eq!(Steps::default().place(Time(0)), None);
    }
}
