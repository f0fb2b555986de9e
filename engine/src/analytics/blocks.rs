//! Blocks: a row of roll-ups, which holds the cells of sixteen names in one slot.
//!
//! ```text
//! (which of the sixteen, 1 byte | length of its tally, 3 bytes | tally)…
//! ```
//! Sixteen, because a row costs as much as several cells to write and to read; not all, because a call that changes one
//! cell has the others of its block written again. A name may stand in a block twice: its tallies are added up.

use super::grain::Grain;
use super::split::Split;
use super::tally::Tally;

/// How many names share a block.
const NAMES: i64 = 16;

/// How many bytes stand before a tally.
const HEAD: usize = 4;

/// Which block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is split by.
    pub split: Split,
    /// How wide its slot is.
    pub grain: Grain,
    /// Of which sixteen names.
    pub block: i64,
    /// Which slot.
    pub slot: i64,
    /// Who counted.
    pub writer: i64,
}

/// A block as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which.
    pub key: Key,
    /// Its cells, as they are stored.
    pub cells: Vec<u8>,
}

impl Block {
    /// The block of some names' cells.
    pub fn of(key: Key, tallies: Vec<(i64, &Tally)>) -> Self {
        let mut cells = Vec::new();
        tallies.into_iter().for_each(|(name, tally)| put(&mut cells, name, tally));
        Self { key, cells }
    }
}

/// The block of a name.
pub const fn block_of(name: i64) -> i64 {
    name.div_euclid(NAMES)
}

/// Writes the cell of a name behind what `cells` holds.
fn put(cells: &mut Vec<u8>, name: i64, tally: &Tally) {
    let head = cells.len();
    cells.extend([0; HEAD]);
    tally.encode_into(cells);
    let length = (cells.len() - head - HEAD) as u32;
    cells[head..head + HEAD].copy_from_slice(&(((name.rem_euclid(NAMES) as u32) << 24) | length).to_be_bytes());
}

/// Hands each cell of a block to `take`, as its name and its tally as stored; `None` where that or a cell cannot be read.
pub fn each(block: i64, mut cells: &[u8], mut take: impl FnMut(i64, &[u8]) -> Option<()>) -> Option<()> {
    while !cells.is_empty() {
        let (head, rest) = cells.split_first_chunk::<HEAD>()?;
        let head = u32::from_be_bytes(*head);
        let (tally, behind) = rest.split_at_checked((head & 0x00ff_ffff) as usize)?;
        take(block * NAMES + i64::from(head >> 24), tally)?;
        cells = behind;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{any_call, call};
    use proptest::prelude::*;

    fn read(block: i64, cells: &[u8]) -> Option<Vec<(i64, Tally)>> {
        let mut read = Vec::new();
        each(block, cells, |name, tally| {
            read.push((name, Tally::decode(tally)?));
            Some(())
        })?;
        Some(read)
    }

    #[test]
    fn sixteen_names_share_a_block() {
        assert_eq!([0, 15, 16, 4711].map(block_of), [0, 0, 1, 294]);
    }

    #[test]
    fn a_cell_is_written_behind_its_name_and_its_length() {
        let mut tally = Tally::default();
        tally.record(&call(0, "geo.city"));
        let mut cells = Vec::new();
        put(&mut cells, 4711, &tally);
        assert_eq!(cells[..4], [7, 0, 0, tally.encode().len() as u8]);
        assert_eq!(read(294, &cells), Some(vec![(4711, tally)]));
    }

    #[test]
    fn half_a_block_is_none() {
        let mut cells = Vec::new();
        put(&mut cells, 3, &Tally::default());
        for length in 1..cells.len() {
            assert_eq!(read(0, &cells[..length]), None, "{length}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back(names in prop::collection::vec((32_i64..48, prop::collection::vec(any_call(), 0..9)), 0..20)) {
            let mut cells = Vec::new();
            let tallies: Vec<(i64, Tally)> = names.into_iter().map(|(name, calls)| {
                let mut tally = Tally::default();
                calls.iter().for_each(|call| tally.record(call));
                (name, tally)
            }).collect();
            tallies.iter().for_each(|(name, tally)| put(&mut cells, *name, tally));
            prop_assert_eq!(read(2, &cells), Some(tallies));
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = read(7, &bytes);
        }
    }
}
