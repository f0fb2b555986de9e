//! Grains: the widths of time that roll-ups are kept at, and which of them answer for a range.
//!
//! A range is covered by the coarsest slots that lie in it whole, and by finer ones at its edges, so that the tools of
//! a month are some thousands of cells and not some millions, and still the exact minutes that were asked for.

use std::ops::Range;

/// A width of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// A minute.
    Minute,
    /// A quarter of an hour.
    Quarter,
    /// An hour.
    Hour,
    /// Six hours.
    SixHours,
    /// A day.
    Day,
}

impl Grain {
    /// Every grain, finest first.
    pub const ALL: [Self; 5] = [Self::Minute, Self::Quarter, Self::Hour, Self::SixHours, Self::Day];

    /// How many minutes it has.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::Minute => 1,
            Self::Quarter => 15,
            Self::Hour => 60,
            Self::SixHours => 360,
            Self::Day => 1440,
        }
    }

    /// The number it is stored as.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The slot in which a minute lies: how many of them have passed since 1970.
    pub const fn slot_of(self, minute: i64) -> i64 {
        minute.div_euclid(self.minutes())
    }

    /// The minute with which the slot of `minute` begins.
    pub const fn floor(self, minute: i64) -> i64 {
        self.slot_of(minute) * self.minutes()
    }

    /// The first minute from `minute` on with which a slot begins.
    pub const fn ceil(self, minute: i64) -> i64 {
        self.floor(minute + self.minutes() - 1)
    }
}

/// Slots of one grain, by the minutes they begin and end with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// How wide its slots are.
    pub grain: Grain,
    /// The minutes it covers: whole slots.
    pub minutes: Range<i64>,
}

/// Covers `minutes` by slots of `grains`, which come finest first; what is narrower than the finest stays uncovered.
pub fn cover(minutes: Range<i64>, grains: &[Grain]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    cover_into(minutes, grains, &mut pieces);
    pieces
}

fn cover_into(minutes: Range<i64>, grains: &[Grain], pieces: &mut Vec<Piece>) {
    let Some((coarsest, finer)) = grains.split_last() else { return };
    let (start, end) = (coarsest.ceil(minutes.start), coarsest.floor(minutes.end));
    if start >= end {
        return cover_into(minutes, finer, pieces);
    }
    cover_into(minutes.start..start, finer, pieces);
    pieces.push(Piece { grain: *coarsest, minutes: start..end });
    cover_into(end..minutes.end, finer, pieces);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(minutes: Range<i64>, expected: &[(Grain, i64, i64)]) {
        let pieces = cover(minutes, &Grain::ALL);
        let pieces: Vec<_> = pieces.into_iter().map(|piece| (piece.grain, piece.minutes.start, piece.minutes.end)).collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn the_coarsest_slots_answer_for_the_middle_and_finer_ones_for_the_edges() {
        check(0..0, &[]);
        check(3..7, &[(Grain::Minute, 3, 7)]);
        check(58..122, &[(Grain::Minute, 58, 60), (Grain::Hour, 60, 120), (Grain::Minute, 120, 122)]);
        check(1380..2895, &[(Grain::Hour, 1380, 1440), (Grain::Day, 1440, 2880), (Grain::Quarter, 2880, 2895)]);
        check(300..1440, &[(Grain::Hour, 300, 360), (Grain::SixHours, 360, 1440)]);
        check(-61..1, &[(Grain::Minute, -61, -60), (Grain::Hour, -60, 0), (Grain::Minute, 0, 1)]);
    }

    proptest! {
        #[test]
        fn a_range_is_covered_once_without_a_gap(start in -5000_i64..5000, length in 0_i64..9000) {
            let mut end = start;
            for Piece { grain, minutes } in cover(start..start + length, &Grain::ALL) {
                prop_assert_eq!(minutes.start, end);
                prop_assert!(minutes.start % grain.minutes() == 0 && minutes.end % grain.minutes() == 0 && minutes.end > minutes.start);
                end = minutes.end;
            }
            prop_assert_eq!(end, start + length);
        }
    }
}
