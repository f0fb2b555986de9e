//! The recorder: calls folded into edges, minute by minute, and which edges were ever seen. It knows no database.
//!
//! A call counts in the minute in which it ended, as the gateway tells it, so a minute that is over never changes. What
//! others tell comes later, and counts in the minute in which it is told. Where the clock is set back, the minute under way
//! goes on until the clock has caught up.

use super::tally::{Tallies, Tally};
use domain::Time;
use domain::call::Call;
use domain::mesh::Teller;
use std::collections::HashMap;
use std::sync::Arc;

/// The most edges that are known at a time; calls along further ones count as calls of [`OTHERS`].
pub const EDGES_MAX: usize = 50_000;

/// From so many on what others tell begins no further ones: the rest is for the calls that the gateway carries.
pub const TOLD_EDGES_MAX: usize = EDGES_MAX / 2;

/// The caller that stands for all whose edges are too many. No caller of ours has a blank in its name.
pub const OTHERS: &str = "(other callers)";

/// The most minutes that wait to be written; beyond, the oldest is lost.
pub const WAITING_MAX: usize = 60;

/// Caller and callee.
pub type Ends = (Arc<str>, Arc<str>);

/// What is known of an edge.
#[derive(Debug)]
struct Known {
    ends: Ends,
    first: Time,
    last: Time,
    id: Option<i64>,
    /// Whether it was told since it last moved.
    is_told: bool,
    is_new: bool,
    /// The minute under way.
    tallies: Tallies,
}

/// An edge that was called in a minute.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Caller and callee.
    pub ends: Ends,
    /// Its row in the database, once it has one.
    pub id: Option<i64>,
    /// When it was seen first of all.
    pub first: Time,
    /// Who tells of them.
    pub teller: Teller,
    /// The calls of that minute.
    pub tally: Tally,
}

/// An edge as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number there.
    pub id: i64,
    /// The caller.
    pub source: String,
    /// The callee.
    pub target: String,
    /// When it was seen first of all.
    pub first: Time,
    /// When it was last seen.
    pub last: Time,
}

/// A minute that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Minute {
    /// The unix minute.
    pub minute: i64,
    /// The edges that were called in it.
    pub cells: Vec<Cell>,
}

/// The edges that moved since they were last told.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// All of them, by caller and callee.
    pub edges: Vec<(String, String)>,
    /// Those never seen before.
    pub new: Vec<(String, String)>,
}

/// What was folded.
#[derive(Debug)]
pub struct Recorder {
    minute: i64,
    known: Vec<Known>,
    index: HashMap<Arc<str>, HashMap<Arc<str>, usize>>,
    moved: Vec<usize>,
    waiting: Vec<Minute>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { minute: i64::MIN, known: Vec::new(), index: HashMap::new(), moved: Vec::new(), waiting: Vec::new() }
    }
}

impl Recorder {
    /// Takes up an edge that the database knows.
    pub fn remember(&mut self, row: &Row) {
        if let Some(at) = self.place(&row.source, &row.target, row.first, false, EDGES_MAX) {
            let known = &mut self.known[at];
            (known.id, known.first, known.last) = (Some(row.id), known.first.min(row.first), known.last.max(row.last));
        }
    }

    /// Folds a call in that ended just now.
    pub fn fold(&mut self, call: &Call, now: Time) {
        self.count((&call.caller, call.tool.service()), Teller::Gateway, now, EDGES_MAX, |tally| tally.record(call, now));
    }

    /// Folds in what somebody tells just now of calls that ended before.
    pub fn fold_told(&mut self, ends: (&str, &str), teller: Teller, told: &Tally, now: Time) {
        self.count(ends, teller, now, TOLD_EDGES_MAX, |tally| tally.merge(told));
    }

    fn count(&mut self, (source, target): (&str, &str), teller: Teller, now: Time, most: usize, count: impl FnOnce(&mut Tally)) {
        self.advance(now);
        let place = self.place(source, target, now, true, most).or_else(|| self.place(OTHERS, target, now, true, most));
        // Where even the others' edges are too many, a call is counted by analytics alone.
        let Some(at) = place else { return };
        let known = &mut self.known[at];
        count(known.tallies.of(teller));
        known.last = known.last.max(now);
        if std::mem::take(&mut known.is_told) {
            self.moved.push(at);
        }
    }

    /// Where the edge stands; a further one is begun where there are fewer than `most`.
    fn place(&mut self, source: &str, target: &str, first: Time, is_new: bool, most: usize) -> Option<usize> {
        if let Some(at) = self.index.get(source).and_then(|targets| targets.get(target)) {
            return Some(*at);
        }
        // The others are counted apart: they must find room behind the last.
        let others = self.index.get(OTHERS).map_or(0, HashMap::len);
        if most <= if source == OTHERS { others } else { self.known.len() - others } {
            return None;
        }
        let at = self.known.len();
        let ends: Ends = (source.into(), target.into());
        self.index.entry(Arc::clone(&ends.0)).or_default().insert(Arc::clone(&ends.1), at);
        self.known.push(Known { ends, first, last: first, id: None, is_told: true, is_new, tallies: Tallies::default() });
        Some(at)
    }

    /// The edges that moved since this was last asked.
    pub fn moved(&mut self) -> Moved {
        let mut moved = Moved::default();
        for at in std::mem::take(&mut self.moved) {
            let known = &mut self.known[at];
            known.is_told = true;
            let ends = (known.ends.0.to_string(), known.ends.1.to_string());
            if std::mem::take(&mut known.is_new) {
                moved.new.push(ends.clone());
            }
            moved.edges.push(ends);
        }
        moved.edges.sort_unstable();
        moved.new.sort_unstable();
        moved
    }

    /// The minute under way.
    pub const fn minute(&self) -> i64 {
        self.minute
    }

    /// Ends the minute under way where `now` lies behind it.
    pub fn advance(&mut self, now: Time) {
        let minute = super::minute_of(now);
        if minute > self.minute {
            self.end_minute();
            self.minute = minute;
        }
    }

    /// Ends the minute under way, to be written: by itself only where no call comes after it.
    pub fn end_minute(&mut self) {
        let cells = self.under_way();
        if !cells.is_empty() {
            self.known.iter_mut().for_each(|known| known.tallies.clear());
            self.waiting.push(Minute { minute: self.minute, cells });
        }
        let lost = self.waiting.len().saturating_sub(WAITING_MAX);
        self.waiting.drain(..lost);
    }

    /// The edges that were called in the minute under way, so far.
    pub fn under_way(&self) -> Vec<Cell> {
        let cells = |known: &Known| {
            let (ends, id, first) = (known.ends.clone(), known.id, known.first);
            let tallies = known.tallies.iter();
            tallies.map(move |(teller, tally)| Cell { ends: ends.clone(), id, first, teller, tally: tally.clone() }).collect::<Vec<_>>()
        };
        let mut cells: Vec<Cell> = self.known.iter().flat_map(cells).collect();
        // What one statement writes stands together.
        cells.sort_by_key(|cell| cell.teller);
        cells
    }

    /// The minutes that are over and not yet written, oldest first.
    pub fn waiting(&self) -> &[Minute] {
        &self.waiting
    }

    /// Lets go of minutes that were written, and takes up the rows that their edges got.
    pub fn written(&mut self, minutes: &[Minute], rows: &[Row]) {
        self.waiting.retain(|waiting| minutes.iter().all(|written| written.minute != waiting.minute));
        rows.iter().for_each(|row| self.remember(row));
    }

    /// When the edge was seen first of all.
    pub fn first_seen(&self, source: &str, target: &str) -> Option<Time> {
        let at = self.index.get(source)?.get(target)?;
        Some(self.known[*at].first)
    }

    /// How many edges, of those that end at `target` where one is named, were seen for the first time since `time`.
    pub fn new_since(&self, time: Time, target: Option<&str>) -> u64 {
        let is_meant = |known: &&Known| known.first >= time && target.is_none_or(|target| *known.ends.1 == *target);
        self.known.iter().filter(is_meant).count() as u64
    }

    /// Forgets the edges that were last seen before `before`: what is seen again later, is seen as if for the first time.
    pub fn forget(&mut self, before: Time) {
        let known = std::mem::take(&mut self.known);
        let is_kept = |known: &Known| known.last >= before || !known.tallies.is_empty() || !known.is_told;
        self.known = known.into_iter().filter(is_kept).collect();
        self.index.clear();
        self.moved.clear();
        for (at, known) in self.known.iter().enumerate() {
            self.index.entry(Arc::clone(&known.ends.0)).or_default().insert(Arc::clone(&known.ends.1), at);
            if !known.is_told {
                self.moved.push(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::tests::call;

    fn at(seconds: i64) -> Time {
        Time::from_seconds(seconds)
    }

    fn from(caller: &str) -> Call {
        call(caller, "geo")
    }

    fn minutes(recorder: &Recorder) -> Vec<(i64, u64)> {
        recorder.waiting().iter().map(|minute| (minute.minute, minute.cells.iter().map(|cell| cell.tally.calls).sum())).collect()
    }

    #[test]
    fn a_call_counts_in_the_minute_in_which_it_ended_and_a_minute_that_is_over_stays_so() {
        let mut recorder = Recorder::default();
        recorder.fold(&from("a"), at(59));
        recorder.fold(&from("a"), at(60));
        recorder.fold(&from("b"), at(130));
        // The clock is set back.
        recorder.fold(&from("a"), at(30));
        assert_eq!((minutes(&recorder), recorder.under_way().len()), (vec![(0, 1), (1, 1)], 2));
        recorder.advance(at(179));
        assert_eq!(minutes(&recorder).len(), 2);
        recorder.advance(at(600));
        assert_eq!(minutes(&recorder), [(0, 1), (1, 1), (2, 2)]);
    }

    #[test]
    fn an_edge_is_told_once_each_time_it_moved_and_as_new_once_only() {
        let mut recorder = Recorder::default();
        recorder.remember(&Row { id: 1, source: "old".to_owned(), target: "geo".to_owned(), first: at(1), last: at(2) });
        let edge = |caller: &str| (caller.to_owned(), "geo".to_owned());
        ["old", "a", "a"].into_iter().for_each(|caller| recorder.fold(&from(caller), at(59)));
        assert_eq!(recorder.moved(), Moved { edges: vec![edge("a"), edge("old")], new: vec![edge("a")] });
        assert_eq!(recorder.moved(), Moved::default());
        recorder.fold(&from("a"), at(61));
        assert_eq!(recorder.moved(), Moved { edges: vec![edge("a")], new: vec![] });
        assert_eq!((recorder.first_seen("a", "geo"), recorder.first_seen("old", "geo")), (Some(at(59)), Some(at(1))));
    }

    #[test]
    fn callers_beyond_the_limit_count_as_others() {
        let mut recorder = Recorder::default();
        (0..EDGES_MAX + 2).for_each(|n| recorder.fold(&from(&format!("c{n}")), at(1)));
        let cells = recorder.under_way();
        let others: Vec<u64> = cells.iter().filter(|cell| &*cell.ends.0 == OTHERS).map(|cell| cell.tally.calls).collect();
        assert_eq!((cells.len(), others), (EDGES_MAX + 1, vec![2]));
    }

    #[test]
    fn what_is_told_leaves_room_for_what_the_gateway_carries() {
        let mut recorder = Recorder::default();
        let told = Tally { calls: 1, ..Tally::default() };
        (0..TOLD_EDGES_MAX + 2).for_each(|n| recorder.fold_told((&format!("t{n}"), "db"), Teller::Otlp, &told, at(1)));
        recorder.fold(&from("a"), at(1));
        let cells = recorder.under_way();
        let of =
            |teller| cells.iter().filter(|cell| cell.teller == teller).map(|cell| (&*cell.ends.0, cell.tally.calls)).collect::<Vec<_>>();
        assert_eq!(of(Teller::Gateway), [("a", 1)]);
        assert_eq!((of(Teller::Otlp).len(), of(Teller::Otlp).last()), (TOLD_EDGES_MAX + 1, Some(&(OTHERS, 2))));
    }

    #[test]
    fn what_cannot_be_written_waits_and_gives_way_from_the_oldest() {
        let mut recorder = Recorder::default();
        (0..WAITING_MAX as i64 + 2).for_each(|minute| recorder.fold(&from("a"), at(minute * 60)));
        let waiting = minutes(&recorder);
        assert_eq!((waiting.len(), waiting[0]), (WAITING_MAX, (1, 1)));
        let written = recorder.waiting()[..2].to_vec();
        recorder.written(&written, &[]);
        assert_eq!(minutes(&recorder)[0], (3, 1));
    }

    #[test]
    fn an_edge_that_was_forgotten_is_new_again() {
        let mut recorder = Recorder::default();
        recorder.fold(&from("a"), at(1));
        recorder.fold(&from("b"), at(61));
        recorder.moved();
        recorder.advance(at(120));
        recorder.forget(at(60));
        assert_eq!((recorder.first_seen("a", "geo"), recorder.first_seen("b", "geo")), (None, Some(at(61))));
        recorder.fold(&from("a"), at(130));
        assert_eq!(recorder.moved().new.len(), 1);
        assert_eq!(recorder.under_way().len(), 1);
    }
}
