//! Kinds of failures as charts tell them apart: few enough for one pattern each.

use crate::call::Outcome;
use serde::{Deserialize, Serialize};

/// A kind of failed calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailedKind {
    /// Whatever it was: calls that are not kept by kind.
    Any,
    /// The deadline passed.
    Timeout,
    /// No connection, or it broke.
    Unreachable,
    /// Nobody had room for the call, or nobody was there.
    Unserved,
    /// The service answered with a 5xx.
    Failed,
    /// The service answered with a 4xx.
    Rejected,
    /// Anything else: an input or an answer that broke its schema, what is not allowed.
    Other,
}

impl FailedKind {
    /// The kinds that are told apart, as they are stacked from the foot up.
    pub const ALL: [Self; 6] = [Self::Timeout, Self::Unreachable, Self::Unserved, Self::Failed, Self::Rejected, Self::Other];

    /// The kind of an outcome; none of a good one.
    pub const fn of(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Ok => None,
            Outcome::Timeout => Some(Self::Timeout),
            Outcome::Unreachable => Some(Self::Unreachable),
            Outcome::Busy | Outcome::NoInstance => Some(Self::Unserved),
            Outcome::Failed => Some(Self::Failed),
            Outcome::Rejected => Some(Self::Rejected),
            Outcome::Unusable | Outcome::Invalid | Outcome::Denied => Some(Self::Other),
        }
    }

    /// The word that addresses have.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Unserved => "unserved",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
            Self::Other => "other",
        }
    }

    /// The kind of a word, of those that are told apart.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The words people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Any => "failed",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Unserved => "busy, no instance",
            Self::Failed => "answer 5xx",
            Self::Rejected => "answer 4xx",
            Self::Other => "other",
        }
    }

    /// The number of the category that it is drawn as, 1–6: always the same, so that a colour keeps its meaning.
    pub const fn category(self) -> u8 {
        match self {
            Self::Any | Self::Timeout => 1,
            Self::Unreachable => 2,
            Self::Unserved => 3,
            Self::Failed => 4,
            Self::Rejected => 5,
            Self::Other => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_but_the_good_one_is_of_a_kind_that_is_drawn() {
        for outcome in Outcome::ALL {
            let is_drawn = FailedKind::of(outcome).is_some_and(|kind| FailedKind::ALL.contains(&kind));
            assert_eq!(is_drawn, outcome != Outcome::Ok, "{outcome:?}");
        }
    }

    #[test]
    fn a_kind_is_found_by_its_word() {
        assert_eq!(FailedKind::ALL.map(|kind| FailedKind::from_word(kind.word())), FailedKind::ALL.map(Some));
        assert_eq!([FailedKind::from_word("any"), FailedKind::from_word("")], [None; 2]);
    }

    #[test]
    fn each_kind_has_a_category_of_its_own() {
        assert_eq!(FailedKind::ALL.map(FailedKind::category), [1, 2, 3, 4, 5, 6]);
    }
}
