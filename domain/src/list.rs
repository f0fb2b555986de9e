//! A page of a list: keyset-paged, with the count of the whole.

use serde::{Deserialize, Serialize};

/// How many items a page holds where the caller does not say.
pub const LIMIT_DEFAULT: u32 = 100;

/// The most items a page may hold.
pub const LIMIT_MAX: u32 = 1000;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List<T> {
    /// The items of this page, in order.
    pub items: Vec<T>,
    /// What to pass as `after` for the next page; absent on the last one.
    pub next: Option<String>,
    /// How many items the whole list holds.
    pub total: u64,
}

impl<T> List<T> {
    /// Cuts the page after `after` out of `all`, which is sorted by `key`.
    pub fn page(all: Vec<T>, after: Option<&str>, limit: u32, key: impl Fn(&T) -> &str) -> Self {
        let total = all.len() as u64;
        let limit = limit.clamp(1, LIMIT_MAX) as usize;
        let mut rest = all.into_iter().skip_while(|item| after.is_some_and(|after| key(item) <= after));
        let items: Vec<T> = rest.by_ref().take(limit).collect();
        let next = rest.next().and(items.last()).map(|last| key(last).to_owned());
        Self { items, next, total }
    }

    /// The same page of something else.
    pub fn map<U>(self, into: impl FnMut(T) -> U) -> List<U> {
        List { items: self.items.into_iter().map(into).collect(), next: self.next, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(after: Option<&str>, limit: u32, items: &[&str], next: Option<&str>) {
        let page = List::page(vec!["a", "b", "c"], after, limit, |item| item);
        assert_eq!((page.items.as_slice(), page.next.as_deref(), page.total), (items, next, 3));
    }

    #[test]
    fn pages_follow_one_another_without_gap_or_overlap() {
        check(None, 2, &["a", "b"], Some("b"));
        check(Some("b"), 2, &["c"], None);
        check(Some("bb"), 2, &["c"], None);
        check(Some("z"), 2, &[], None);
        check(None, 3, &["a", "b", "c"], None);
    }
}
