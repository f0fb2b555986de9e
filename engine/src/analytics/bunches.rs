//! Bunches: calls that every split counts under the same names in the same minute, tallied together first.
//!
//! A call belongs to some thirty cells. Most calls of a moment are like others of it, and a cell takes a whole bunch as it
//! takes one call.

use super::minute_of;
use super::tally::Tally;
use domain::call::{Call, Outcome};
use domain::names::ToolId;
use std::collections::HashMap;

/// What all calls of a bunch have in common: whatever a split names, and the minute.
#[derive(PartialEq, Eq, Hash)]
struct Common<'a> {
    minute: i64,
    caller: &'a str,
    tool: &'a ToolId,
    instance: Option<&'a str>,
    outcome: Outcome,
}

/// Calls in bunches, in the order in which each began.
#[derive(Default)]
pub struct Bunches<'a> {
    places: HashMap<Common<'a>, usize>,
    bunches: Vec<(&'a Call, Tally)>,
}

impl<'a> Bunches<'a> {
    /// Counts a call; returns how many bunches there are.
    pub fn record(&mut self, call: &'a Call) -> usize {
        let common = Common {
            minute: minute_of(call.at),
            caller: &call.caller,
            tool: &call.tool,
            instance: call.instance.as_deref(),
            outcome: call.outcome,
        };
        let place = *self.places.entry(common).or_insert(self.bunches.len());
        if place == self.bunches.len() {
            self.bunches.push((call, Tally::default()));
        }
        self.bunches[place].1.record(call);
        self.bunches.len()
    }

    /// Each bunch: one of its calls, and the tally of all.
    pub fn each(self) -> impl Iterator<Item = (&'a Call, Tally)> {
        self.bunches.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;

    /// The sizes of the bunches of some calls.
    fn check(calls: &[Call], expected: &[u64]) {
        let mut bunches = Bunches::default();
        for call in calls {
            bunches.record(call);
        }
        let mut sizes: Vec<u64> = bunches.each().map(|(_, tally)| tally.calls).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, expected);
    }

    #[test]
    fn calls_that_differ_in_what_no_split_names_are_one_bunch() {
        let first = call(0, "geo.city");
        let other = Call { id: "c_2".to_owned(), latency_ms: 70.0, request_bytes: 9, run: Some("r_1".to_owned()), ..call(59, "geo.city") };
        check(&[first, other], &[2]);
    }

    #[test]
    fn whatever_a_split_names_and_the_minute_part_them() {
        let first = || call(0, "geo.city");
        let others = [
            call(60, "geo.city"),
            call(0, "geo.distance"),
            Call { caller: "another".to_owned(), ..first() },
            Call { instance: Some("http://127.0.0.1:2".to_owned()), ..first() },
            Call { instance: None, ..first() },
            Call { outcome: Outcome::Timeout, ..first() },
        ];
        for other in others {
            check(&[first(), other], &[1, 1]);
        }
    }
}
