//! Cells: the roll-ups of the open slots, in memory, each the whole of what this writer knows of its slot.
//!
//! A block of cells is written whole, never added to in the database, so that writing it twice changes nothing and
//! replicas do not disturb each other. So a slot leaves memory with all its cells or not at all, and one that left must not
//! be begun anew under the same writer: a call that comes after its slot was dropped begins further cells, whose writer
//! bears the next number.

use super::blocks::{Block, Key, block_of};
use super::calls::named::plain;
use super::grain::Grain;
use super::names::{Ids, Unknown};
use super::split::{OTHERS, Split, TOTAL};
use super::tally::Tally;
use domain::call::Call;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many minutes a slot stays in memory after its end.
const MINUTES_KEPT: i64 = 5;

/// How many callers a day knows by name; who comes then is one of the others. A caller's name is his own to choose.
pub const CALLERS_MAX: usize = 2000;

/// Where the number of a late cell stands in its writer, above the number of the start.
const LATE_SHIFT: u32 = 32;

/// A slot as one writer counts it.
type Slot = (Grain, i64, i64);

#[derive(Debug)]
struct Kept {
    grain: Grain,
    slot: i64,
    writer: i64,
    tally: Tally,
    /// Between which two batches it changed last.
    changed: u64,
}

impl Kept {
    const fn end(&self) -> i64 {
        (self.slot + 1) * self.grain.minutes()
    }

    const fn slot(&self) -> Slot {
        (self.grain, self.slot, self.writer)
    }

    /// The block it is written in as the cell of a name.
    const fn key(&self, split: Split, name: i64) -> Key {
        Key { split, grain: self.grain, block: block_of(name), slot: self.slot, writer: self.writer }
    }
}

/// The open slots of a name, by grain: the newest stand last.
type Slots = [Vec<Kept>; Grain::ALL.len()];

/// The open slots of the names of one split.
type Names = HashMap<String, Slots>;

/// The cells in memory.
#[derive(Debug)]
pub struct Cells {
    pen: Pen,
    kept: [Names; Split::ALL.len()],
    /// What changed until this batch, that one among them, the database has.
    written: u64,
}

/// Who writes new cells.
#[derive(Clone, Copy, Debug)]
struct Pen {
    writer: i64,
    /// How often late cells were dropped: the number of the next late writer.
    drops: i64,
    /// Slots that end by this minute were dropped.
    horizon: i64,
    /// The number of the next batch.
    batch: u64,
}

impl Cells {
    /// No cells yet, to be written as `writer`, which no other process may use.
    pub fn new(writer: i64) -> Self {
        Self { pen: Pen { writer, drops: 0, horizon: i64::MIN, batch: 1 }, kept: Default::default(), written: 0 }
    }

    /// Notes that `minute` is watched: it has a cell even if nothing is called.
    pub fn watch(&mut self, minute: i64) {
        let pen = self.pen;
        let slots = slots_of(&mut self.kept[Split::Total as usize], TOTAL);
        for grain in Split::Total.grains() {
            pen.kept(slots, *grain, minute);
        }
    }

    /// Counts a bunch of calls in every cell it belongs to: one of them, and the tally of all.
    pub fn record(&mut self, call: &Call, tally: &Tally) {
        let minute = super::minute_of(call.at);
        let caller = if self.knows(&call.caller) { &call.caller } else { OTHERS };
        let mut name = String::new();
        let pen = self.pen;
        for split in Split::ALL {
            if split.write_name(call, caller, &mut name) {
                let slots = slots_of(&mut self.kept[split as usize], &name);
                for grain in split.grains() {
                    let kept = pen.kept(slots, *grain, minute);
                    kept.tally.merge(tally);
                    kept.changed = pen.batch;
                }
            }
        }
    }

    /// Whether a caller is counted by name.
    fn knows(&self, caller: &str) -> bool {
        let callers = &self.kept[Split::Caller as usize];
        callers.len() < CALLERS_MAX || callers.contains_key(caller)
    }

    /// The number of the next batch, and the blocks of it: those that the database does not have as they are now. Or the
    /// names that have no number yet.
    pub fn batch(&mut self, ids: &Ids) -> Result<(u64, Vec<Block>), Unknown> {
        let mut open: BTreeMap<Key, Vec<(i64, &Tally)>> = BTreeMap::new();
        self.each_numbered(ids, |key, _, kept| {
            if kept.changed > self.written {
                open.entry(key).or_default();
            }
        })?;
        if !open.is_empty() {
            self.each_numbered(ids, |key, name, kept| open.get_mut(&key).into_iter().for_each(|cells| cells.push((name, &kept.tally))))?;
        }
        let blocks = open.into_iter().map(|(key, cells)| Block::of(key, cells)).collect();
        self.pen.batch += 1;
        Ok((self.pen.batch - 1, blocks))
    }

    /// Hands every cell to `take`, with its block and the number of its name.
    fn each_numbered<'a>(&'a self, ids: &Ids, mut take: impl FnMut(Key, i64, &'a Kept)) -> Result<(), Unknown> {
        let mut unknown = Unknown::default();
        for split in Split::ALL {
            for (name, slots) in &self.kept[split as usize] {
                match ids.get(split, &plain(name)) {
                    Some(id) => slots.iter().flatten().for_each(|kept| take(kept.key(split, id), id, kept)),
                    None => unknown.insert(split, &plain(name)),
                }
            }
        }
        if unknown.is_empty() { Ok(()) } else { Err(unknown) }
    }

    /// Notes that a batch was written, and drops what ended some minutes before `now`.
    pub fn written(&mut self, batch: u64, now: i64) {
        self.written = self.written.max(batch);
        self.drop_before(now - MINUTES_KEPT);
    }

    fn drop_before(&mut self, minute: i64) {
        // What was counted while the batch was written is written with the rest of its block.
        let all = self.kept.iter().flat_map(HashMap::values).flatten().flatten();
        let unwritten: HashSet<Slot> = all.filter(|kept| kept.end() <= minute && kept.changed > self.written).map(Kept::slot).collect();
        let mut dropped_late = false;
        let writer = self.pen.writer;
        for names in &mut self.kept {
            names.retain(|_, slots| {
                let mut stays = |kept: &Kept| {
                    let stays = kept.end() > minute || unwritten.contains(&kept.slot());
                    dropped_late |= !stays && kept.writer != writer;
                    stays
                };
                slots.iter_mut().for_each(|slots| slots.retain(&mut stays));
                slots.iter().any(|slots| !slots.is_empty())
            });
        }
        self.pen.drops += i64::from(dropped_late);
        self.pen.horizon = self.pen.horizon.max(minute);
    }

    /// The cells that the database does not have as they are now.
    #[cfg(test)]
    pub fn new_ones(&self) -> Vec<(Split, Slot, u64)> {
        let all =
            Split::ALL.into_iter().flat_map(|split| self.kept[split as usize].values().flatten().flatten().map(move |kept| (split, kept)));
        all.filter(|(_, kept)| kept.changed > self.written).map(|(split, kept)| (split, kept.slot(), kept.tally.calls)).collect()
    }
}

/// The slots of a name, none where it is new.
fn slots_of<'a>(names: &'a mut Names, name: &str) -> &'a mut Slots {
    if !names.contains_key(name) {
        names.insert(name.to_owned(), Slots::default());
    }
    names.get_mut(name).expect("it was there or was inserted just now")
}

impl Pen {
    /// The cell of the slot in which a minute lies.
    fn kept(self, slots: &mut Slots, grain: Grain, minute: i64) -> &mut Kept {
        let (slots, slot) = (&mut slots[grain as usize], grain.slot_of(minute));
        let place = slots.iter().rposition(|kept| kept.slot == slot).unwrap_or_else(|| {
            let writer = self.writer_of((slot + 1) * grain.minutes());
            slots.push(Kept { grain, slot, writer, tally: Tally::default(), changed: self.batch });
            slots.len() - 1
        });
        &mut slots[place]
    }

    /// Who writes a new cell whose slot ends with that minute.
    const fn writer_of(self, end: i64) -> i64 {
        if end <= self.horizon { self.writer | (self.drops + 1) << LATE_SHIFT } else { self.writer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::blocks::each;
    use crate::analytics::tests::call;

    fn writers(cells: &Cells) -> Vec<i64> {
        let minutes = cells.new_ones().into_iter().filter(|(split, (grain, ..), _)| (*split, *grain) == (Split::Total, Grain::Minute));
        minutes.map(|(_, (_, _, writer), _)| writer).collect()
    }

    fn record(cells: &mut Cells, call: &Call) {
        let mut tally = Tally::default();
        tally.record(call);
        cells.record(call, &tally);
    }

    /// The next batch, where every name is known by the number of its letters.
    fn batch(cells: &mut Cells) -> (u64, Vec<Block>) {
        let mut ids = Ids::default();
        for split in Split::ALL {
            cells.kept[split as usize].keys().for_each(|name| ids.learn(split, name.clone(), name.len() as i64));
        }
        cells.batch(&ids).expect("every name is known")
    }

    #[test]
    fn a_call_is_counted_in_each_split_at_each_of_its_grains() {
        let mut cells = Cells::new(1);
        record(&mut cells, &call(0, "geo.city.find"));
        let expected: usize = Split::ALL.iter().map(|split| split.grains().len()).sum();
        assert_eq!((cells.new_ones().len(), expected), (35, 35));
    }

    #[test]
    fn names_without_a_number_are_told_and_nothing_is_written() {
        let mut cells = Cells::new(1);
        record(&mut cells, &call(0, "geo.city"));
        let unknown = cells.batch(&Ids::default()).expect_err("no name is known");
        assert_eq!(unknown.names().len(), Split::ALL.len());
        assert_eq!(cells.new_ones().len(), 35);
    }

    #[test]
    fn only_blocks_that_changed_are_written_again_and_these_whole() {
        let mut cells = Cells::new(1);
        record(&mut cells, &call(0, "geo.city"));
        record(&mut cells, &call(0, "geo.distance"));
        let (number, first) = batch(&mut cells);
        cells.written(number, 0);
        assert_eq!((first.len(), cells.new_ones().len(), batch(&mut cells).1.len()), (35, 0, 0));
        record(&mut cells, &call(60, "geo.distance"));
        let (_, second) = batch(&mut cells);
        assert_eq!(second.len(), 35);
        let names = |grain| {
            let block = second.iter().find(|block| (block.key.split, block.key.grain) == (Split::Tool, grain)).expect("a block of tools");
            let mut names = Vec::new();
            each(block.key.block, &block.cells, |name, _| {
                names.push(name);
                Some(())
            })
            .expect("a block");
            names.sort_unstable();
            names
        };
        // The minute is another, the wider slots are the same.
        assert_eq!((names(Grain::Minute), names(Grain::Hour)), (vec![12], vec![8, 12]));
    }

    #[test]
    fn what_was_counted_while_writing_is_written_next() {
        let mut cells = Cells::new(1);
        record(&mut cells, &call(0, "geo.distance"));
        let (number, _) = batch(&mut cells);
        record(&mut cells, &call(0, "geo.distance"));
        cells.written(number, 0);
        assert_eq!(cells.new_ones()[0].2, 2);
    }

    #[test]
    fn what_was_counted_while_its_slot_was_written_last_keeps_the_slot() {
        let mut cells = Cells::new(1);
        record(&mut cells, &call(0, "geo.city"));
        let (number, _) = batch(&mut cells);
        record(&mut cells, &call(0, "geo.distance"));
        cells.written(number, Grain::Day.minutes() + MINUTES_KEPT);
        assert_eq!(cells.kept[Split::Tool as usize].len(), 2);
        let (number, _) = batch(&mut cells);
        cells.written(number, Grain::Day.minutes() + MINUTES_KEPT);
        assert!(cells.kept.iter().all(HashMap::is_empty));
    }

    #[test]
    fn a_call_behind_its_slot_has_a_writer_of_its_own_each_time() {
        let mut cells = Cells::new(7);
        let mut late = || {
            record(&mut cells, &call(0, "geo.distance"));
            let writers = writers(&cells);
            let (number, _) = batch(&mut cells);
            cells.written(number, Grain::Day.minutes() + MINUTES_KEPT);
            writers
        };
        let late_writer = |n: i64| 7 | n << LATE_SHIFT;
        assert_eq!([late(), late(), late()].concat(), [7, late_writer(1), late_writer(2)]);
        assert!(cells.kept.iter().all(HashMap::is_empty));
    }

    #[test]
    fn a_minute_without_calls_is_known_to_have_been_watched() {
        let mut cells = Cells::new(1);
        cells.watch(7);
        let slots: Vec<_> = cells.new_ones().iter().map(|(_, (grain, slot, _), calls)| (*grain, *slot, *calls)).collect();
        let wide = [Grain::Quarter, Grain::Hour, Grain::SixHours, Grain::Day].map(|grain| (grain, 0, 0));
        assert_eq!(slots, [&[(Grain::Minute, 7, 0)], &wide[..]].concat());
    }

    #[test]
    fn who_is_one_caller_too_many_is_one_of_the_others() {
        let mut cells = Cells::new(1);
        for n in 0..CALLERS_MAX + 3 {
            record(&mut cells, &Call { caller: n.to_string(), ..call(0, "geo.distance") });
        }
        record(&mut cells, &Call { caller: "0".to_owned(), ..call(0, "geo.distance") });
        let calls = |split, name: &str| cells.kept[split as usize].get(name).map(|slots| slots[Grain::Day as usize][0].tally.calls);
        assert_eq!((calls(Split::Caller, "0"), calls(Split::Caller, OTHERS)), (Some(2), Some(3)));
        assert_eq!((calls(Split::Edge, "(others)>geo"), calls(Split::Caller, "2000")), (Some(3), None));
        assert_eq!(cells.kept[Split::Caller as usize].len(), CALLERS_MAX + 1);
    }
}
