//! Lanes: every key of a split over a span, from the roll-ups, with what is past of it read once a minute.
//!
//! Live pages ask for the same window second after second, and all of it but its last minutes stays as it was.
//! So that past is held, until the window moves on or a late call changes it; a late call that another replica
//! recorded is seen when the window moves on.

use super::span::Span;
use super::split::{Names, Split};
use super::tally::{Summed, Tally};
use super::{Analytics, store};
use crate::Error;
use domain::overview::Bar;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// How many minutes at the end of a window may still change: the current one, and the one whose calls are still under way.
pub const OPEN_MINUTES: i64 = 2;

/// How many windows are held.
const HELD_MAX: usize = 24;

/// One key over a span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The whole span.
    pub whole: Tally,
    /// Step by step; absent where the key has no cell.
    pub steps: Vec<Option<Bar>>,
}

/// Lanes by key.
pub type Lanes = BTreeMap<String, Lane>;

/// The pasts of the windows that were asked for last.
#[derive(Debug, Default)]
pub struct Held(HashMap<Shape, Past>);

/// What a window keeps while it moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Shape {
    by: Split,
    step: i64,
    minutes: i64,
}

#[derive(Clone, Debug)]
struct Past {
    minutes: Range<i64>,
    /// How many late calls there had been when it was read.
    late: u64,
    lanes: Arc<Lanes>,
}

impl Lane {
    fn add(&mut self, span: &Span, minute: i64, tally: &[u8]) -> Option<()> {
        let (calls, errors) = (self.whole.calls, self.whole.errors);
        self.whole.merge_encoded(tally)?;
        add_bar(&mut self.steps[span.place(minute)], Bar { calls: self.whole.calls - calls, errors: self.whole.errors - errors });
        Some(())
    }
}

impl Analytics {
    /// Every key of a split over a span.
    pub(super) async fn lanes(&self, by: Split, span: &Span) -> Result<Lanes, Error> {
        // Asked before the last calls are written: one that comes meanwhile makes the past be read again.
        self.take_in();
        let late = self.recorder().late();
        self.settle().await;
        let gone = self.gone();
        let span = &span.clone().fitted(by, &gone);
        // The past ends with a slot that is still kept.
        let open = gone.finest(by, span.minutes.end - 1).floor(span.minutes.end - OPEN_MINUTES).max(span.minutes.start);
        let past = self.past(by, span, span.minutes.start..open, late).await?;
        let mut lanes = Lanes::clone(&past);
        self.read_lanes(by, span, open..span.minutes.end, &mut lanes).await?;
        Ok(lanes)
    }

    async fn past(&self, by: Split, span: &Span, minutes: Range<i64>, late: u64) -> Result<Arc<Lanes>, Error> {
        let shape = Shape { by, step: span.step, minutes: span.minutes.end - span.minutes.start };
        let held =
            self.held().0.get(&shape).filter(|past| past.minutes == minutes && past.late == late).map(|past| Arc::clone(&past.lanes));
        if let Some(lanes) = held {
            return Ok(lanes);
        }
        let mut lanes = Lanes::new();
        self.read_lanes(by, span, minutes.clone(), &mut lanes).await?;
        let lanes = Arc::new(lanes);
        let mut held = self.held();
        if held.0.len() >= HELD_MAX {
            held.0.clear();
        }
        held.0.insert(shape, Past { minutes, late, lanes: Arc::clone(&lanes) });
        Ok(lanes)
    }

    async fn read_lanes(&self, by: Split, span: &Span, minutes: Range<i64>, lanes: &mut Lanes) -> Result<(), Error> {
        let names = store::names(&self.0.db, by, &Names::all()).await?;
        store::each_cell(&self.0.db, by, &names, &span.pieces_of(by, minutes), |name, minute, tally| {
            let Some(name) = names.get(&name) else { return Some(()) };
            if !lanes.contains_key(name) {
                lanes.insert(name.clone(), Lane { steps: vec![None; span.len()], ..Lane::default() });
            }
            lanes.get_mut(name)?.add(span, minute, tally)
        })
        .await
    }
}

fn add_bar(step: &mut Option<Bar>, more: Bar) {
    let bar = step.get_or_insert_default();
    *bar = Bar { calls: bar.calls + more.calls, errors: bar.errors + more.errors };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{call, opened};
    use domain::Time;

    const SPAN: (Time, Time) = (Time::from_seconds(0), Time::from_seconds(600));

    async fn check(analytics: &Analytics, calls: u64) {
        let lanes = analytics.lanes(Split::Service, &Span::between(SPAN.0, SPAN.1)).await.expect("lanes");
        assert_eq!(lanes.get("geo").map_or(0, |lane| lane.whole.calls), calls);
    }

    #[tokio::test]
    async fn the_past_is_held_and_a_late_call_is_still_seen() {
        let (_testing, analytics) = opened().await;
        check(&analytics, 0).await;
        for (seconds, calls) in [(599, 1), (60, 2), (61, 3), (540, 4)] {
            analytics.record(call(seconds, "geo.distance"));
            check(&analytics, calls).await;
            check(&analytics, calls).await;
        }
    }

    #[tokio::test]
    async fn windows_of_other_lengths_and_steps_do_not_disturb_each_other() {
        let (_testing, analytics) = opened().await;
        analytics.record(call(60, "geo.distance"));
        analytics.record(call(300, "geo.distance"));
        for (to, step, expected) in [(600, 1, 10), (600, 5, 2), (120, 1, 2), (600, 1, 10)] {
            let span = Span { step, ..Span::between(SPAN.0, Time::from_seconds(to)) };
            let lanes = analytics.lanes(Split::Service, &span).await.expect("lanes");
            assert_eq!(lanes["geo"].steps.len(), expected);
            assert_eq!(lanes["geo"].whole.calls, if to == 600 { 2 } else { 1 });
        }
    }
}
