//! What the catalogue is asked, as it stands in the URL.
//!
//! A facet may be written once with commas, as our links do, or once a value, as a form without scripts does.

use crate::paths;
use domain::tool::ToolQuery;

/// How many tools a page of the catalogue shows.
pub const SHOWN: u32 = 60;

/// What the found tools may be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Their service.
    Service,
    /// The health of their service.
    Health,
    /// A tag they bear.
    Tag,
}

impl Facet {
    /// Every facet, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Service, Self::Health, Self::Tag];

    /// Its name in the URL.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Health => "health",
            Self::Tag => "tag",
        }
    }

    /// Its name on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::Health => "Health",
            Self::Tag => "Tag",
        }
    }
}

/// A search of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The words, as they were typed.
    pub words: String,
    /// Where the page of results begins.
    pub after: Option<String>,
    chosen: [Vec<String>; 3],
}

impl Search {
    /// Reads the search off the keys and values of a URL's query.
    pub fn read<'a>(query: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut search = Self::default();
        for (key, value) in query.filter(|(_, value)| !value.is_empty()) {
            match Facet::ALL.into_iter().find(|facet| facet.key() == key) {
                Some(facet) => search.choose(facet, value),
                None if key == "q" => value.clone_into(&mut search.words),
                None if key == "after" => search.after = Some(value.to_owned()),
                None => {}
            }
        }
        search
    }

    fn choose(&mut self, facet: Facet, values: &str) {
        let chosen = &mut self.chosen[facet as usize];
        for value in values.split(',').filter(|value| !value.is_empty()) {
            if !chosen.iter().any(|known| known == value) {
                chosen.push(value.to_owned());
            }
        }
    }

    /// The values chosen in a facet.
    pub fn chosen(&self, facet: Facet) -> &[String] {
        &self.chosen[facet as usize]
    }

    /// Whether it asks for less than everything.
    pub fn is_narrow(&self) -> bool {
        !self.words.trim().is_empty() || self.chosen.iter().any(|values| !values.is_empty())
    }

    /// The same search with other words, from the first result on.
    #[must_use]
    pub fn with_words(&self, words: &str) -> Self {
        Self { words: words.to_owned(), after: None, ..self.clone() }
    }

    /// The same search with a value chosen, or no longer chosen.
    #[must_use]
    pub fn toggled(&self, facet: Facet, value: &str) -> Self {
        let mut search = Self { after: None, ..self.clone() };
        let values = &mut search.chosen[facet as usize];
        match values.iter().position(|chosen| chosen == value) {
            Some(place) => drop(values.remove(place)),
            None => values.push(value.to_owned()),
        }
        search
    }

    /// The same search, from `after` on.
    #[must_use]
    pub fn from(&self, after: Option<String>) -> Self {
        Self { after, ..self.clone() }
    }

    /// Its address.
    pub fn path(&self) -> String {
        let mut parts = Vec::new();
        if !self.words.is_empty() {
            parts.push(format!("q={}", paths::encode(&self.words)));
        }
        for facet in Facet::ALL.into_iter().filter(|facet| !self.chosen(*facet).is_empty()) {
            let values: Vec<String> = self.chosen(facet).iter().map(|value| paths::encode(value)).collect();
            parts.push(format!("{}={}", facet.key(), values.join(",")));
        }
        if let Some(after) = &self.after {
            parts.push(format!("after={}", paths::encode(after)));
        }
        if parts.is_empty() { paths::tools() } else { format!("{}?{}", paths::tools(), parts.join("&")) }
    }

    /// What the engine is asked, for `limit` tools.
    pub fn query(&self, limit: u32) -> ToolQuery {
        let facet = |facet| Some(self.chosen(facet).join(",")).filter(|values| !values.is_empty());
        ToolQuery {
            q: Some(self.words.trim().to_owned()).filter(|words| !words.is_empty()),
            service: facet(Facet::Service),
            tag: facet(Facet::Tag),
            health: facet(Facet::Health),
            limit: Some(limit),
            after: self.after.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &[(&str, &str)], path: &str) {
        assert_eq!(Search::read(query.iter().copied()).path(), path);
    }

    #[test]
    fn a_search_is_read_and_written_in_one_form() {
        check(&[], "/tools");
        check(&[("q", ""), ("service", ""), ("after", "")], "/tools");
        check(&[("q", "price & tax")], "/tools?q=price%20%26%20tax");
        check(&[("service", "units,pricing")], "/tools?service=units,pricing");
        check(&[("service", "units"), ("service", "pricing"), ("service", "units")], "/tools?service=units,pricing");
        check(
            &[("after", "units.convert"), ("tag", "money"), ("health", "healthy"), ("q", "x")],
            "/tools?q=x&health=healthy&tag=money&after=units.convert",
        );
    }

    #[test]
    fn other_words_or_values_begin_at_the_first_result() {
        let search = Search { after: Some("m".to_owned()), ..Search::default() };
        assert_eq!(search.with_words("x").path(), "/tools?q=x");
        let chosen = search.toggled(Facet::Tag, "time");
        assert_eq!(chosen.path(), "/tools?tag=time");
        assert_eq!(chosen.toggled(Facet::Tag, "money").toggled(Facet::Tag, "time").path(), "/tools?tag=money");
        assert_eq!(chosen.from(Some("n".to_owned())).path(), "/tools?tag=time&after=n");
    }

    #[test]
    fn the_engine_is_asked_without_empty_fields() {
        let search = Search { words: "  ".to_owned(), ..Search::default() };
        assert!(!search.is_narrow());
        assert_eq!(search.query(9), ToolQuery { limit: Some(9), ..ToolQuery::default() });
        let narrow = search.with_words(" km ").toggled(Facet::Service, "a").toggled(Facet::Service, "b");
        let (q, service) = (Some("km".to_owned()), Some("a,b".to_owned()));
        assert!(narrow.is_narrow());
        assert_eq!(narrow.query(9), ToolQuery { q, service, limit: Some(9), ..ToolQuery::default() });
    }
}
