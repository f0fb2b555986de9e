//! Names by number: what is stored of a service, a tool, a caller in each row is a small number.

use super::split::Split;
use std::collections::HashMap;

/// How many names are held; beyond, all are looked up again.
const HELD_MAX: usize = 50_000;

/// The numbers of names.
#[derive(Clone, Debug, Default)]
pub struct Ids(HashMap<Split, HashMap<String, i64>>);

impl Ids {
    /// The number of a name, where it is known.
    pub fn get(&self, split: Split, name: &str) -> Option<i64> {
        self.0.get(&split)?.get(name).copied()
    }

    /// Learns a number.
    pub fn learn(&mut self, split: Split, name: String, id: i64) {
        self.0.entry(split).or_default().insert(name, id);
    }

    /// Learns what `other` knows; where that is too much, only that.
    pub fn learn_all(&mut self, other: Self) {
        let count: usize = self.0.values().chain(other.0.values()).map(HashMap::len).sum();
        if count > HELD_MAX {
            self.0.clear();
        }
        for (split, names) in other.0 {
            self.0.entry(split).or_default().extend(names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learned_is_known_until_it_is_too_much() {
        let mut ids = Ids::default();
        ids.learn(Split::Tool, "geo.city".to_owned(), 7);
        assert_eq!((ids.get(Split::Tool, "geo.city"), ids.get(Split::Caller, "geo.city")), (Some(7), None));
        let mut more = Ids::default();
        (0..HELD_MAX as i64).for_each(|n| more.learn(Split::Caller, n.to_string(), n));
        ids.learn_all(more);
        assert_eq!((ids.get(Split::Tool, "geo.city"), ids.get(Split::Caller, "9")), (None, Some(9)));
    }
}
