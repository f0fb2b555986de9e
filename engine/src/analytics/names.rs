//! Names by number: what is stored of a service, a tool, a caller in each row is a small number.

use super::split::{Split, split_edge};
use std::collections::{BTreeSet, HashMap};

/// How many names are held from one writing to the next; beyond, all are looked up again.
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

    /// Learns what `other` knows.
    pub fn learn_all(&mut self, other: Self) {
        for (split, names) in other.0 {
            self.0.entry(split).or_default().extend(names);
        }
    }

    /// Forgets all where they are too many.
    pub fn forget_too_many(&mut self) {
        if self.0.values().map(HashMap::len).sum::<usize>() > HELD_MAX {
            self.0.clear();
        }
    }
}

/// Names without a number, each once. Numbered in their order, those that are asked for together share blocks: the tools of
/// a service, and the edges to it.
#[derive(Debug, Default)]
pub struct Unknown(BTreeSet<(Split, String, String)>);

impl Unknown {
    /// Adds a name.
    pub fn insert(&mut self, split: Split, name: &str) {
        let callee = split_edge(name).filter(|_| split == Split::Edge).map_or("", |(_, callee)| callee);
        self.0.insert((split, callee.to_owned(), name.to_owned()));
    }

    /// Whether every name has a number.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names in order.
    pub fn names(&self) -> Vec<(Split, &str)> {
        self.0.iter().map(|(split, _, name)| (*split, name.as_str())).collect()
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
        for (count, known) in [(HELD_MAX as i64 - 1, Some(7)), (HELD_MAX as i64, None)] {
            let mut more = Ids::default();
            (0..count).for_each(|n| more.learn(Split::Caller, n.to_string(), n));
            ids.learn_all(more);
            ids.forget_too_many();
            assert_eq!(ids.get(Split::Tool, "geo.city"), known);
        }
    }

    #[test]
    fn the_edges_to_a_service_are_numbered_one_after_the_other() {
        let mut unknown = Unknown::default();
        for name in ["b>geo", "a>text", "a>geo", "a>geo"] {
            unknown.insert(Split::Edge, name);
        }
        unknown.insert(Split::Caller, "x>a");
        unknown.insert(Split::Caller, "b");
        let names: Vec<&str> = unknown.names().into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["a>geo", "b>geo", "a>text", "b", "x>a"]);
    }
}
