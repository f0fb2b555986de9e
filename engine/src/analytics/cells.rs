//! Cells: the roll-ups of the last minutes, in memory, each the whole of what this writer knows of its minute.
//!
//! A cell is written whole, never added to in the database, so that writing it twice changes nothing and replicas
//! do not disturb each other. So a cell that left memory must not be begun anew under the same writer: a call that
//! comes after its minute was dropped begins a further cell, whose writer bears the next number.

use super::tally::Tally;
use domain::call::Call;
use domain::metrics::By;
use std::collections::HashMap;

/// How many minutes stay in memory beside the current one.
const MINUTES_KEPT: i64 = 5;

/// The key of the one cell that is not split.
pub const TOTAL: &str = "total";

/// What a cell counts: one key of one split in one minute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// What it is split by.
    pub by: By,
    /// Of which key.
    pub key: String,
    /// The unix minute.
    pub minute: i64,
}

/// A cell as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it counts.
    pub place: Place,
    /// Who counted.
    pub writer: String,
    /// The counts.
    pub tally: Tally,
}

#[derive(Debug)]
struct Kept {
    writer: String,
    tally: Tally,
    /// How many of its calls the database has; absent before it was first written.
    written: Option<u64>,
}

impl Kept {
    fn is_new(&self) -> bool {
        self.written != Some(self.tally.calls)
    }
}

/// The cells in memory.
#[derive(Debug)]
pub struct Cells {
    writer: String,
    /// How often late cells were dropped: the number of the next late writer.
    drops: u64,
    /// Minutes before this one were dropped.
    horizon: i64,
    kept: HashMap<Place, Kept>,
}

impl Cells {
    /// No cells yet, to be written as `writer`, which no other process may use.
    pub fn new(writer: String) -> Self {
        Self { writer, drops: 0, horizon: i64::MIN, kept: HashMap::new() }
    }

    /// Notes that `minute` is watched: it has a cell even if nothing is called.
    pub fn watch(&mut self, minute: i64) {
        self.at(Place { by: By::Total, key: TOTAL.to_owned(), minute });
    }

    /// Counts a call in every cell it belongs to.
    pub fn record(&mut self, call: &Call) {
        for place in places(call) {
            self.at(place).tally.record(call);
        }
    }

    /// The cells that the database does not have as they are now.
    pub fn new_ones(&self) -> Vec<Cell> {
        let new = self.kept.iter().filter(|(_, kept)| kept.is_new());
        new.map(|(place, kept)| Cell { place: place.clone(), writer: kept.writer.clone(), tally: kept.tally.clone() }).collect()
    }

    /// Notes that `cells` were written, and drops what is older than the last minutes before `now`.
    pub fn written(&mut self, cells: &[Cell], now: i64) {
        for cell in cells {
            if let Some(kept) = self.kept.get_mut(&cell.place) {
                kept.written = Some(cell.tally.calls);
            }
        }
        self.drop_before(now - MINUTES_KEPT);
    }

    fn drop_before(&mut self, minute: i64) {
        let mut dropped_late = false;
        let writer = &self.writer;
        self.kept.retain(|place, kept| {
            let stays = place.minute >= minute || kept.is_new();
            dropped_late |= !stays && kept.writer != *writer;
            stays
        });
        self.drops += u64::from(dropped_late);
        self.horizon = self.horizon.max(minute);
    }

    fn at(&mut self, place: Place) -> &mut Kept {
        let late = place.minute < self.horizon;
        let writer = || if late { format!("{}.{}", self.writer, self.drops) } else { self.writer.clone() };
        self.kept.entry(place).or_insert_with(|| Kept { writer: writer(), tally: Tally::default(), written: None })
    }
}

/// The cells a call belongs to.
fn places(call: &Call) -> [Place; 4] {
    let minute = super::minute_of(call.at);
    let place = |by, key: String| Place { by, key, minute };
    let service = call.tool.service();
    [
        place(By::Total, TOTAL.to_owned()),
        place(By::Service, service.to_owned()),
        place(By::Tool, call.tool.as_str().to_owned()),
        place(By::Edge, edge_key(&call.caller, service)),
    ]
}

/// The key of an edge: a caller may have any name, a service's holds no `>`.
pub fn edge_key(caller: &str, service: &str) -> String {
    format!("{caller}>{service}")
}

/// The caller and the callee of an edge's key.
pub fn split_edge(key: &str) -> Option<(&str, &str)> {
    key.rsplit_once('>')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;

    fn writers(cells: &Cells) -> Vec<String> {
        let mut writers: Vec<String> =
            cells.new_ones().into_iter().filter(|cell| cell.place.by == By::Total).map(|cell| cell.writer).collect();
        writers.sort();
        writers
    }

    #[test]
    fn a_call_is_counted_four_times() {
        let mut keys: Vec<String> = places(&call(0, "geo.city.find")).into_iter().map(|place| place.key).collect();
        keys.sort();
        assert_eq!(keys, ["geo", "geo.city.find", "tester>geo", "total"]);
    }

    #[test]
    fn an_edge_ends_at_a_service_whatever_its_caller_is_called() {
        assert_eq!(split_edge(&edge_key("a > b>c", "geo")), Some(("a > b>c", "geo")));
    }

    #[test]
    fn only_what_changed_is_written_again() {
        let mut cells = Cells::new("w".to_owned());
        cells.record(&call(0, "geo.distance"));
        let first = cells.new_ones();
        cells.written(&first, 0);
        assert_eq!((first.len(), cells.new_ones().len()), (4, 0));
        cells.record(&call(0, "geo.city"));
        assert_eq!(cells.new_ones().len(), 4);
    }

    #[test]
    fn what_was_counted_while_writing_is_written_next() {
        let mut cells = Cells::new("w".to_owned());
        cells.record(&call(0, "geo.distance"));
        let first = cells.new_ones();
        cells.record(&call(0, "geo.distance"));
        cells.written(&first, 0);
        assert_eq!(cells.new_ones()[0].tally.calls, 2);
    }

    #[test]
    fn a_call_behind_its_minute_has_a_writer_of_its_own_each_time() {
        let mut cells = Cells::new("w".to_owned());
        let mut late = || {
            cells.record(&call(0, "geo.distance"));
            let writers = writers(&cells);
            let new = cells.new_ones();
            cells.written(&new, MINUTES_KEPT + 1);
            writers
        };
        assert_eq!([late(), late(), late()].concat(), ["w", "w.0", "w.1"]);
        assert!(cells.kept.is_empty());
    }

    #[test]
    fn a_minute_without_calls_is_known_to_have_been_watched() {
        let mut cells = Cells::new("w".to_owned());
        cells.watch(7);
        let [cell] = &cells.new_ones()[..] else { panic!("one cell") };
        assert_eq!((cell.place.minute, cell.tally.calls), (7, 0));
    }
}
