//! What lists have in common: summaries, facets, windows.

use domain::Health;
use domain::tool::{Facet, Tool, ToolSummary};
use std::collections::BTreeMap;

/// The shortest and the longest window a page may ask for, in seconds.
const WINDOW: std::ops::RangeInclusive<i64> = 60..=90 * 86_400;

/// A window that can be answered.
pub fn window(seconds: i64) -> i64 {
    seconds.clamp(*WINDOW.start(), *WINDOW.end())
}

/// A tool as lists show it, outside a search.
pub fn summary(tool: &Tool, health: Health) -> ToolSummary {
    ToolSummary {
        id: tool.id.clone(),
        service: tool.id.service().to_owned(),
        name: tool.id.name().to_owned(),
        description: tool.description.clone(),
        tags: tool.tags.clone(),
        risk: tool.risk,
        health,
        state: tool.state,
        score: None,
        why: Vec::new(),
    }
}

/// How often each value stands, most often first.
pub fn facet<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    values.into_iter().for_each(|value| *counts.entry(value).or_default() += 1);
    let mut facets: Vec<Facet> = counts.into_iter().map(|(value, count)| Facet { value: value.to_owned(), count }).collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    facets
}

/// Whether `value` is one of those that the comma-separated `filter` names; any is where there is no filter.
pub fn passes(filter: Option<&str>, value: &str) -> bool {
    let mut wanted = filter.into_iter().flat_map(|filter| filter.split(',')).map(str::trim).filter(|word| !word.is_empty()).peekable();
    wanted.peek().is_none() || wanted.any(|word| word == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filter: Option<&str>, value: &str, expected: bool) {
        assert_eq!(passes(filter, value), expected, "{filter:?} {value}");
    }

    #[test]
    fn a_filter_passes_what_it_names_and_everything_where_it_names_nothing() {
        check(None, "geo", true);
        check(Some(""), "geo", true);
        check(Some("geo, units"), "units", true);
        check(Some("geo,units"), "orders", false);
    }

    #[test]
    fn facets_come_most_often_first_then_by_name() {
        let facets = facet(["b", "a", "b", "c"]);
        let pairs: Vec<(&str, u32)> = facets.iter().map(|facet| (facet.value.as_str(), facet.count)).collect();
        assert_eq!(pairs, [("b", 2), ("a", 1), ("c", 1)]);
    }
}
