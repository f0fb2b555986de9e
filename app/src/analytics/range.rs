//! How far back a live page looks.

/// How far the page looks back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// An hour.
    #[default]
    Hour,
    /// Six hours.
    SixHours,
    /// A day.
    Day,
    /// A week.
    Week,
    /// Thirty days.
    Month,
}

impl Range {
    /// Every range, the shortest first.
    pub const ALL: [Self; 5] = [Self::Hour, Self::SixHours, Self::Day, Self::Week, Self::Month];

    const fn facts(self) -> (&'static str, &'static str, i64) {
        match self {
            Self::Hour => ("1h", "1 h", 3600),
            Self::SixHours => ("6h", "6 h", 21_600),
            Self::Day => ("24h", "24 h", 86_400),
            Self::Week => ("7d", "7 d", 604_800),
            Self::Month => ("30d", "30 d", 2_592_000),
        }
    }

    /// The range of a word in the address.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|range| range.key() == key)
    }

    /// The place in the row of ranges.
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|range| *range == self).unwrap_or_default()
    }

    /// The word in the address: `6h`.
    pub const fn key(self) -> &'static str {
        self.facts().0
    }

    /// Its words: `6 h`.
    pub const fn words(self) -> &'static str {
        self.facts().1
    }

    /// Its length.
    pub const fn seconds(self) -> i64 {
        self.facts().2
    }
}
