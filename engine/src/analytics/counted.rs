//! How many calls of a service were bad in the eyes of its objective, from the roll-ups by how calls ended.
//!
//! A good call ended well and, where the objective has a limit, no later than that; one within 1 % of the limit may be counted
//! on its other side.

use super::Analytics;
use super::span::Span;
use super::split::{Names, Shown, Source, Split};
use super::tally::Tally;
use crate::Error;
use domain::Time;
use domain::call::Outcome;
use domain::objective::{Counted, Objective};
use std::collections::BTreeMap;

impl Analytics {
    /// The calls of each of `objectives` over the last `seconds`, the minute under way among them; none of a service that
    /// nobody called.
    pub async fn counted(
        &self,
        objectives: &BTreeMap<String, Objective>,
        at: Time,
        seconds: i64,
    ) -> Result<BTreeMap<String, Counted>, Error> {
        let Some(names) = names(objectives) else { return Ok(BTreeMap::new()) };
        let span = Span::between(at.plus_seconds(60 - seconds), at.plus_seconds(60));
        let source = Source { split: Split::Fate, names, shown: Shown::Whole };
        let mut counted: BTreeMap<String, Counted> = BTreeMap::new();
        for (fate, tally) in self.wholes::<Tally>(&source, &span).await? {
            let Some((service, outcome)) = fate.split_once('>') else { continue };
            let Some(objective) = objectives.get(service) else { continue };
            let count = counted.entry(service.to_owned()).or_default();
            count.calls += tally.calls;
            count.bad += if outcome == Outcome::Ok.word() { late(&tally, objective) } else { tally.calls };
        }
        Ok(counted)
    }
}

/// The names from the first service's to the last's: one service's alone where there is one.
fn names(objectives: &BTreeMap<String, Objective>) -> Option<Names> {
    // Sorted with what ends them: a name that begins as another may stand on its other side.
    let starts = || objectives.keys().map(|service| format!("{service}>"));
    Some(Names { first: starts().min()?, last: Names::that_begin(&starts().max()?).last, end: String::new() })
}

/// How many calls that ended well took longer than they may.
fn late(tally: &Tally, objective: &Objective) -> u64 {
    let limit = objective.latency_ms.map(|limit| u64::from(limit) * 1000);
    limit.map_or(0, |limit| tally.latency.values().filter(|(micros, _)| *micros > limit).map(|(_, count)| count).sum())
}
