//! The range that the overview looks back over; it stands in the address.

use crate::paths;

/// How far the overview looks back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// A quarter of an hour.
    Quarter,
    /// An hour.
    #[default]
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
}

impl Range {
    const ALL: [Self; 4] = [Self::Quarter, Self::Hour, Self::Day, Self::Week];

    const fn facts(self) -> (&'static str, &'static str, i64, &'static str) {
        match self {
            Self::Quarter => ("15m", "15 min", 900, "15 minutes before"),
            Self::Hour => ("60m", "60 min", 3600, "hour before"),
            Self::Day => ("24h", "24 h", 86_400, "day before"),
            Self::Week => ("7d", "7 d", 604_800, "week before"),
        }
    }

    /// Reads the word in the address; anything else is an hour.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.facts().0 == word).unwrap_or_default()
    }

    /// Each range's address and words.
    pub fn links() -> Vec<(String, &'static str)> {
        Self::ALL.map(|range| (format!("{}?range={}", paths::overview(), range.facts().0), range.words())).to_vec()
    }

    /// The place in the row of ranges.
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|range| *range == self).unwrap_or_default()
    }

    /// Its words: `60 min`.
    pub const fn words(self) -> &'static str {
        self.facts().1
    }

    /// Its length.
    pub const fn seconds(self) -> i64 {
        self.facts().2
    }

    /// What it is compared with: `hour before`.
    pub const fn before(self) -> &'static str {
        self.facts().3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_back_to_its_range() {
        for (range, (address, _)) in Range::ALL.into_iter().zip(Range::links()) {
            assert_eq!(Range::from_word(address.split('=').nth(1).expect("a word")), range);
        }
        assert_eq!(Range::from_word("a fortnight"), Range::Hour);
    }
}
