//! Cells: the roll-ups of the open slots, in memory, each the whole of what this writer knows of its slot.
//!
//! A cell is written whole, never added to in the database, so that writing it twice changes nothing and replicas
//! do not disturb each other. So a cell that left memory must not be begun anew under the same writer: a call that
//! comes after its slot was dropped begins a further cell, whose writer bears the next number.

use super::grain::Grain;
use super::split::{OTHERS, Split, TOTAL};
use super::tally::Tally;
use domain::call::Call;
use std::collections::HashMap;

/// How many minutes a slot stays in memory after its end.
const MINUTES_KEPT: i64 = 5;

/// How many callers a day knows by name; who comes then is one of the others. A caller's name is his own to choose.
pub const CALLERS_MAX: usize = 2000;

/// Where the number of a late cell stands in its writer, above the number of the start.
const LATE_SHIFT: u32 = 32;

/// A cell as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it is split by.
    pub split: Split,
    /// Of which name.
    pub name: String,
    /// How wide its slot is.
    pub grain: Grain,
    /// Which slot.
    pub slot: i64,
    /// Who counted.
    pub writer: i64,
    /// How many calls it has.
    pub calls: u64,
    /// The counts, as they are stored.
    pub tally: Vec<u8>,
}

#[derive(Debug)]
struct Kept {
    grain: Grain,
    slot: i64,
    writer: i64,
    tally: Tally,
    /// How many of its calls the database has; absent before it was first written.
    written: Option<u64>,
}

impl Kept {
    fn is_new(&self) -> bool {
        self.written != Some(self.tally.calls)
    }

    const fn end(&self) -> i64 {
        (self.slot + 1) * self.grain.minutes()
    }
}

/// The open slots of the names of one split.
type Names = HashMap<String, Vec<Kept>>;

/// The cells in memory.
#[derive(Debug)]
pub struct Cells {
    pen: Pen,
    kept: [Names; Split::ALL.len()],
}

/// Who writes new cells.
#[derive(Clone, Copy, Debug)]
struct Pen {
    writer: i64,
    /// How often late cells were dropped: the number of the next late writer.
    drops: i64,
    /// Slots that end by this minute were dropped.
    horizon: i64,
}

impl Cells {
    /// No cells yet, to be written as `writer`, which no other process may use.
    pub fn new(writer: i64) -> Self {
        Self { pen: Pen { writer, drops: 0, horizon: i64::MIN }, kept: Default::default() }
    }

    /// Notes that `minute` is watched: it has a cell even if nothing is called.
    pub fn watch(&mut self, minute: i64) {
        let pen = self.pen;
        let slots = slots_of(&mut self.kept[Split::Total as usize], TOTAL);
        for grain in Split::Total.grains() {
            pen.tally(slots, *grain, minute);
        }
    }

    /// Counts a call in every cell it belongs to.
    pub fn record(&mut self, call: &Call) {
        let minute = super::minute_of(call.at);
        let caller = if self.knows(&call.caller) { &call.caller } else { OTHERS };
        let mut name = String::new();
        let pen = self.pen;
        for split in Split::ALL {
            if split.write_name(call, caller, &mut name) {
                let slots = slots_of(&mut self.kept[split as usize], &name);
                split.grains().iter().for_each(|grain| pen.tally(slots, *grain, minute).record(call));
            }
        }
    }

    /// Whether a caller is counted by name.
    fn knows(&self, caller: &str) -> bool {
        let callers = &self.kept[Split::Caller as usize];
        callers.len() < CALLERS_MAX || callers.contains_key(caller)
    }

    /// The cells that the database does not have as they are now.
    pub fn new_ones(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for split in Split::ALL {
            for (name, slots) in &self.kept[split as usize] {
                cells.extend(slots.iter().filter(|kept| kept.is_new()).map(|kept| Cell {
                    split,
                    name: name.clone(),
                    grain: kept.grain,
                    slot: kept.slot,
                    writer: kept.writer,
                    calls: kept.tally.calls,
                    tally: kept.tally.encode(),
                }));
            }
        }
        cells
    }

    /// Notes that `cells` were written, and drops what ended some minutes before `now`.
    pub fn written(&mut self, cells: &[Cell], now: i64) {
        for cell in cells {
            let slots = self.kept[cell.split as usize].get_mut(&cell.name).into_iter().flatten();
            for kept in slots.filter(|kept| kept.grain == cell.grain && kept.slot == cell.slot) {
                kept.written = Some(cell.calls);
            }
        }
        self.drop_before(now - MINUTES_KEPT);
    }

    fn drop_before(&mut self, minute: i64) {
        let mut dropped_late = false;
        let writer = self.pen.writer;
        for names in &mut self.kept {
            names.retain(|_, slots| {
                slots.retain(|kept| {
                    let stays = kept.end() > minute || kept.is_new();
                    dropped_late |= !stays && kept.writer != writer;
                    stays
                });
                !slots.is_empty()
            });
        }
        self.pen.drops += i64::from(dropped_late);
        self.pen.horizon = self.pen.horizon.max(minute);
    }
}

/// The slots of a name, none where it is new.
fn slots_of<'a>(names: &'a mut Names, name: &str) -> &'a mut Vec<Kept> {
    if !names.contains_key(name) {
        names.insert(name.to_owned(), Vec::new());
    }
    names.get_mut(name).expect("it was there or was inserted just now")
}

impl Pen {
    /// The tally of the slot in which a minute lies.
    fn tally(self, slots: &mut Vec<Kept>, grain: Grain, minute: i64) -> &mut Tally {
        let slot = grain.slot_of(minute);
        // The newest slots stand last.
        let place = slots.iter().rposition(|kept| kept.grain == grain && kept.slot == slot).unwrap_or_else(|| {
            slots.push(Kept { grain, slot, writer: self.writer_of((slot + 1) * grain.minutes()), tally: Tally::default(), written: None });
            slots.len() - 1
        });
        &mut slots[place].tally
    }

    /// Who writes a new cell whose slot ends with that minute.
    const fn writer_of(self, end: i64) -> i64 {
        if end <= self.horizon { self.writer | (self.drops + 1) << LATE_SHIFT } else { self.writer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;

    fn writers(cells: &Cells) -> Vec<i64> {
        let minutes = cells.new_ones().into_iter().filter(|cell| cell.split == Split::Total && cell.grain == Grain::Minute);
        minutes.map(|cell| cell.writer).collect()
    }

    #[test]
    fn a_call_is_counted_in_each_split_at_each_of_its_grains() {
        let mut cells = Cells::new(1);
        cells.record(&call(0, "geo.city.find"));
        let expected: usize = Split::ALL.iter().map(|split| split.grains().len()).sum();
        assert_eq!((cells.new_ones().len(), expected), (27, 27));
    }

    #[test]
    fn only_what_changed_is_written_again() {
        let mut cells = Cells::new(1);
        cells.record(&call(0, "geo.distance"));
        let first = cells.new_ones();
        cells.written(&first, 0);
        assert_eq!((first.len(), cells.new_ones().len()), (27, 0));
        cells.record(&call(60, "geo.distance"));
        // The minutes are others, the wider slots the same.
        assert_eq!(cells.new_ones().len(), 27);
        assert_eq!(cells.new_ones().iter().filter(|cell| cell.calls == 2).count(), 21);
    }

    #[test]
    fn what_was_counted_while_writing_is_written_next() {
        let mut cells = Cells::new(1);
        cells.record(&call(0, "geo.distance"));
        let first = cells.new_ones();
        cells.record(&call(0, "geo.distance"));
        cells.written(&first, 0);
        assert_eq!(cells.new_ones()[0].calls, 2);
    }

    #[test]
    fn a_call_behind_its_slot_has_a_writer_of_its_own_each_time() {
        let mut cells = Cells::new(7);
        let mut late = || {
            cells.record(&call(0, "geo.distance"));
            let writers = writers(&cells);
            let new = cells.new_ones();
            cells.written(&new, Grain::Day.minutes() + MINUTES_KEPT);
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
        let slots: Vec<_> = cells.new_ones().iter().map(|cell| (cell.grain, cell.slot, cell.calls)).collect();
        assert_eq!(slots, [(Grain::Minute, 7, 0), (Grain::Quarter, 0, 0), (Grain::Hour, 0, 0), (Grain::Day, 0, 0)]);
    }

    #[test]
    fn who_is_one_caller_too_many_is_one_of_the_others() {
        let mut cells = Cells::new(1);
        for n in 0..CALLERS_MAX + 3 {
            cells.record(&Call { caller: n.to_string(), ..call(0, "geo.distance") });
        }
        cells.record(&Call { caller: "0".to_owned(), ..call(0, "geo.distance") });
        let calls = |split, name: &str| cells.kept[split as usize].get(name).map(|slots| slots[0].tally.calls);
        assert_eq!((calls(Split::Caller, "0"), calls(Split::Caller, OTHERS)), (Some(2), Some(3)));
        assert_eq!((calls(Split::Edge, "(others)>geo"), calls(Split::Caller, "2000")), (Some(3), None));
        assert_eq!(cells.kept[Split::Caller as usize].len(), CALLERS_MAX + 1);
    }
}
