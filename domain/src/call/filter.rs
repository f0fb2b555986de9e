//! Which recorded calls are wanted, and a page of them.

use super::{Call, Outcome};
use crate::Time;
use crate::query::{Op, Query, Value};
use serde::{Deserialize, Serialize};

/// Which calls are wanted; all of what is named must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFilter {
    /// Only this service's.
    pub service: Option<String>,
    /// Only this tool's, by its address.
    pub tool: Option<String>,
    /// Only this caller's.
    pub caller: Option<String>,
    /// Only those that went to this instance, by its base URL.
    pub instance: Option<String>,
    /// Only those that ended in one of these ways; in any where it names none.
    pub outcomes: Vec<Outcome>,
    /// Only this run's.
    pub run: Option<String>,
    /// Only this trace's.
    pub trace: Option<String>,
    /// Only those that came in at this moment or later.
    pub from: Option<Time>,
    /// Only those that came in before this moment.
    pub to: Option<Time>,
}

/// Some calls, newest first, and where the next page begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallPage {
    /// The calls.
    pub items: Vec<Call>,
    /// What to ask for the next page with; absent behind the last.
    pub next: Option<String>,
    /// How many calls were held against the query for it.
    pub looked_at: u64,
}

impl CallFilter {
    /// The same filter, narrowed by what an index knows of `query`, which is still to be asked of each call.
    ///
    /// Words of a query have no case and those of a filter do: only what is always written in one case narrows it.
    #[must_use]
    pub fn narrowed(mut self, query: &Query) -> Self {
        for (field, op, values) in query.required() {
            match (field, values) {
                ("run", [Value::Text(run)]) if op == Op::Is && is_id(run) => self.run = self.run.or_else(|| Some(run.clone())),
                ("trace", [Value::Text(trace)]) if op == Op::Is && is_trace(trace) => {
                    self.trace = self.trace.or_else(|| Some(trace.clone()));
                }
                ("outcome", values) => self.keep_outcomes(op, values),
                ("at", [Value::Number(micros, _)]) => self.keep_times(op, *micros as i64),
                _ => {}
            }
        }
        self
    }

    fn keep_outcomes(&mut self, op: Op, values: &[Value]) {
        let is_named = |outcome: &Outcome| values.iter().any(|value| *value == Value::Text(outcome.word().to_owned()));
        let is_wanted = |outcome: &Outcome| self.outcomes.is_empty() || self.outcomes.contains(outcome);
        let kept = Outcome::ALL.into_iter().filter(is_wanted).filter(|outcome| is_named(outcome) == (op == Op::Is));
        let kept: Vec<Outcome> = kept.collect();
        // None at all would mean any; then the query itself refuses each.
        if matches!(op, Op::Is | Op::IsNot) && !kept.is_empty() {
            self.outcomes = kept;
        }
    }

    /// A query knows times to the millisecond: what is at one of them lies within it.
    fn keep_times(&mut self, op: Op, micros: i64) {
        let (begins, ends) = (Time(micros), Time(micros.saturating_add(1000)));
        let (from, to) = match op {
            Op::Is => (Some(begins), Some(ends)),
            Op::AtLeast => (Some(begins), None),
            Op::Above => (Some(ends), None),
            Op::Below => (None, Some(begins)),
            Op::AtMost => (None, Some(ends)),
            Op::IsNot | Op::Holds => (None, None),
        };
        self.from = self.from.max(from);
        self.to = [self.to, to].into_iter().flatten().min();
    }
}

/// Whether it is written as we write the id of a run.
fn is_id(text: &str) -> bool {
    text.strip_prefix("r_").is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_lowercase))
}

/// Whether it is written as the id of a trace is.
fn is_trace(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::CALLS;

    fn check(query: &str, expected: CallFilter) {
        let query = Query::parse(query, &CALLS).expect(query);
        assert_eq!(CallFilter::default().narrowed(&query), expected, "{query}");
    }

    #[test]
    fn a_filter_is_narrowed_by_what_all_that_fits_must_meet() {
        let any = CallFilter::default;
        let seconds = |from: Option<i64>, to: Option<i64>| CallFilter { from: from.map(Time), to: to.map(Time), ..any() };
        check("", any());
        check("run = r_1A", CallFilter { run: Some("r_1A".to_owned()), ..any() });
        check("trace = 4bf92f AND geo", CallFilter { trace: Some("4bf92f".to_owned()), ..any() });
        check("outcome = timeout, busy", CallFilter { outcomes: vec![Outcome::Timeout, Outcome::Busy], ..any() });
        check("outcome != ok outcome = ok, busy", CallFilter { outcomes: vec![Outcome::Busy], ..any() });
        check("at >= 10 at < 20", seconds(Some(10_000_000), Some(20_000_000)));
        check("at > 10 at <= 20 at > 5", seconds(Some(10_001_000), Some(20_001_000)));
        check("at = 10", seconds(Some(10_000_000), Some(10_001_000)));
    }

    #[test]
    fn what_may_be_otherwise_narrows_nothing() {
        for query in [
            "run = r_1A OR geo",
            "NOT run = r_1A",
            "run = r_1a",
            "run = \"\"",
            "run = r_1, r_2",
            "run != r_1",
            "trace = 4BF9",
            "trace = \"\"",
            "outcome ~ time",
            "outcome = ok AND outcome = busy AND outcome = \"\"",
            "at != 10",
            "tool = geo.city",
        ] {
            let narrowed = CallFilter::default().narrowed(&Query::parse(query, &CALLS).expect(query));
            let bare = CallFilter { outcomes: Vec::new(), ..narrowed.clone() };
            assert_eq!(bare, CallFilter::default(), "{query}");
        }
    }
}
