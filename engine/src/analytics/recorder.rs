//! The recorder: what was recorded and is not yet in the database. It knows no database.
//!
//! ```text
//! record → uncounted ─ count_some ─▶ cells, waiting ─ batch ─▶ written
//! ```
//! A call is counted when it is written, some at a time, so that who asks meanwhile does not wait for thousands. A batch
//! is a copy; only when it is written does it leave. So a writer may fail, or be dropped half-way, and nothing is lost.

use super::blocks::Block;
use super::bunches::Bunches;
use super::calls::named::Named;
use super::cells::Cells;
use super::lanes::OPEN_MINUTES;
use super::minute_of;
use super::names::{Ids, Unknown};
use super::yielding::{CALLS_AT_ONCE, yielding};
use domain::Time;
use domain::call::Call;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many raw calls may wait; beyond, the oldest gives way. About 40 MB.
pub const WAITING_MAX: usize = 100_000;

/// How many calls are counted at once, under one lock, and in how many bunches: a bunch costs as much as many calls of it.
pub const COUNTED_AT_ONCE: usize = 1024;
const BUNCHES_AT_ONCE: usize = 64;

/// What waits to be written.
#[derive(Debug)]
pub struct Recorder {
    cells: Cells,
    /// Calls that no cell holds yet.
    uncounted: VecDeque<Arc<Call>>,
    /// Calls that cells hold and the database does not.
    waiting: VecDeque<Arc<Call>>,
    /// How many calls have left `waiting`, written or lost.
    left: u64,
    lost: u64,
    /// The newest minute that was watched or called in.
    newest: i64,
    late: u64,
}

/// What one transaction writes.
#[derive(Debug)]
pub struct Batch {
    /// The raw calls.
    pub calls: Vec<Named>,
    /// The blocks of cells, whole.
    pub blocks: Vec<Block>,
    /// The number of the call behind the last one.
    end: u64,
    /// The number of the batch.
    number: u64,
}

impl Batch {
    /// Whether there is nothing to write.
    pub const fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.blocks.is_empty()
    }
}

impl Recorder {
    /// Nothing waits yet; cells are written as `writer`.
    pub fn new(writer: i64) -> Self {
        let (uncounted, waiting) = (VecDeque::new(), VecDeque::new());
        Self { cells: Cells::new(writer), uncounted, waiting, left: 0, lost: 0, newest: i64::MIN, late: 0 }
    }

    /// Takes a call.
    pub fn record(&mut self, call: Arc<Call>) {
        let minute = minute_of(call.at);
        self.newest = self.newest.max(minute);
        self.late += u64::from(minute <= self.newest - OPEN_MINUTES);
        self.uncounted.push_back(call);
        if self.uncounted.len() + self.waiting.len() > WAITING_MAX {
            self.give_way();
        }
    }

    /// Lets the oldest raw call go, counted.
    fn give_way(&mut self) {
        if self.waiting.is_empty() {
            self.count_some();
        }
        if self.waiting.pop_front().is_some() {
            self.left += 1;
            self.lost += 1;
        }
    }

    /// Counts some of the calls that are not yet counted; whether there are more.
    pub fn count_some(&mut self) -> bool {
        let (mut bunches, mut counted) = (Bunches::default(), 0);
        for call in yielding(self.uncounted.iter().take(COUNTED_AT_ONCE), CALLS_AT_ONCE) {
            counted += 1;
            if bunches.record(call) == BUNCHES_AT_ONCE {
                break;
            }
        }
        bunches.each().for_each(|(call, tally)| self.cells.record(call, &tally));
        self.waiting.extend(self.uncounted.drain(..counted));
        !self.uncounted.is_empty()
    }

    /// Notes that this minute is watched, even if nothing is called.
    pub fn watch(&mut self, now: Time) {
        self.newest = self.newest.max(minute_of(now));
        self.cells.watch(minute_of(now));
    }

    /// How many raw calls were lost.
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// How many calls came when their minute was already taken for past.
    pub const fn late(&self) -> u64 {
        self.late
    }

    /// A copy of everything that is counted and not yet written, or the names of it that have no number yet.
    pub fn batch(&mut self, ids: &Ids) -> Result<Batch, Unknown> {
        let calls = Named::all(self.waiting.iter(), ids)?;
        let (number, blocks) = self.cells.batch(ids)?;
        let end = self.left + calls.len() as u64;
        Ok(Batch { calls, blocks, end, number })
    }

    /// The raw calls that wait, counted ones.
    #[cfg(test)]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Lets go of what was written.
    pub fn written(&mut self, batch: &Batch, now: Time) {
        while self.left < batch.end && self.waiting.pop_front().is_some() {
            self.left += 1;
        }
        self.cells.written(batch.number, minute_of(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;

    fn ids(calls: &[Named]) -> Vec<String> {
        calls.iter().map(|named| named.call.id.clone()).collect()
    }

    fn batch(recorder: &mut Recorder) -> Batch {
        let mut ids = Ids::default();
        loop {
            match recorder.batch(&ids) {
                Ok(batch) => return batch,
                Err(unknown) => unknown.names().into_iter().for_each(|(split, name)| ids.learn(split, name.to_owned(), 1)),
            }
        }
    }

    fn counted(recorder: &mut Recorder) -> Batch {
        while recorder.count_some() {}
        batch(recorder)
    }

    #[test]
    fn a_batch_that_was_not_written_comes_again() {
        let mut recorder = Recorder::new(1);
        recorder.record(Arc::new(call(0, "geo.distance")));
        assert!(batch(&mut recorder).is_empty());
        let first = counted(&mut recorder);
        let second = counted(&mut recorder);
        assert_eq!((ids(&first.calls), &first.blocks), (ids(&second.calls), &second.blocks));
        recorder.written(&second, Time(0));
        assert!(counted(&mut recorder).is_empty());
    }

    #[test]
    fn like_calls_are_counted_1024_at_once() {
        let mut recorder = Recorder::new(1);
        (0..=COUNTED_AT_ONCE).for_each(|_| recorder.record(Arc::new(call(0, "geo.distance"))));
        assert_eq!((recorder.count_some(), recorder.waiting()), (true, 1024));
        assert_eq!((recorder.count_some(), recorder.waiting()), (false, 1025));
        assert_eq!(recorder.cells.new_ones()[0].2, 1025);
    }

    #[test]
    fn calls_that_are_all_different_are_counted_64_at_once() {
        let mut recorder = Recorder::new(1);
        (0..=BUNCHES_AT_ONCE).for_each(|n| recorder.record(Arc::new(Call { caller: n.to_string(), ..call(0, "geo.distance") })));
        assert_eq!((recorder.count_some(), recorder.waiting()), (true, 64));
        assert_eq!((recorder.count_some(), recorder.waiting()), (false, 65));
        assert_eq!(recorder.cells.new_ones()[0].2, 65);
    }

    #[test]
    fn the_oldest_raw_call_gives_way_and_the_cells_still_count_it() {
        let mut recorder = Recorder::new(1);
        for n in 0..=WAITING_MAX {
            recorder.record(Arc::new(Call { id: n.to_string(), ..call(0, "geo.distance") }));
        }
        let batch = counted(&mut recorder);
        assert_eq!((recorder.lost(), batch.calls.len(), batch.calls[0].call.id.as_str()), (1, WAITING_MAX, "1"));
        assert_eq!(recorder.cells.new_ones()[0].2, WAITING_MAX as u64 + 1);
    }

    #[test]
    fn what_gives_way_while_writing_is_not_let_go_twice() {
        let mut recorder = Recorder::new(1);
        (0..WAITING_MAX).for_each(|n| recorder.record(Arc::new(Call { id: n.to_string(), ..call(0, "geo.distance") })));
        let batch = counted(&mut recorder);
        recorder.record(Arc::new(Call { id: "late".to_owned(), ..call(0, "geo.distance") }));
        recorder.written(&batch, Time(0));
        assert_eq!(ids(&counted(&mut recorder).calls), ["late"]);
    }
}
