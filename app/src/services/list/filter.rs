//! Which services the table shows, as it stands in the URL.

use crate::paths;
use domain::Health;
use domain::overview::ServiceRow;

/// How many rows are drawn at once.
pub const SHOWN: usize = 60;

/// What the table is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the name, or of the environment.
    pub words: String,
    /// A tag.
    pub tag: String,
    /// A health, by its word.
    pub health: String,
    /// How many rows are passed over.
    pub from: usize,
    /// Whether the form to register a service is open.
    pub registering: bool,
}

impl Filter {
    /// Reads the filter off the keys and values of a URL's query.
    pub fn read<'a>(query: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (key, value) in query {
            match key {
                "q" => value.clone_into(&mut filter.words),
                "tag" => value.clone_into(&mut filter.tag),
                "health" => value.clone_into(&mut filter.health),
                "from" => filter.from = value.parse().unwrap_or_default(),
                "register" => filter.registering = !value.is_empty(),
                _ => {}
            }
        }
        filter
    }

    /// Its address.
    pub fn path(&self) -> String {
        let texts = [("q", &self.words), ("tag", &self.tag), ("health", &self.health)];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| format!("{key}={}", paths::encode(text)));
        let from = (self.from > 0).then(|| format!("from={}", self.from));
        let register = self.registering.then(|| "register=1".to_owned());
        let parts: Vec<String> = texts.chain(from).chain(register).collect();
        if parts.is_empty() { paths::services() } else { format!("{}?{}", paths::services(), parts.join("&")) }
    }

    /// The same filter from another row on.
    #[must_use]
    pub fn from(&self, from: usize) -> Self {
        Self { from, ..self.clone() }
    }

    /// The same filter with the form open or shut.
    #[must_use]
    pub fn with_form(&self, registering: bool) -> Self {
        Self { registering, ..self.clone() }
    }

    /// Whether a service is among those asked for.
    pub fn fits(&self, row: &ServiceRow) -> bool {
        let words = self.words.trim().to_lowercase();
        let named =
            row.name.contains(&words) || row.environment.as_ref().is_some_and(|environment| environment.to_lowercase().contains(&words));
        named && (self.tag.is_empty() || row.tags.contains(&self.tag)) && (self.health.is_empty() || row.health.word() == self.health)
    }
}

/// Every tag of the services, in order.
pub fn tags(rows: &[ServiceRow]) -> Vec<String> {
    let mut tags: Vec<String> = rows.iter().flat_map(|row| row.tags.iter().cloned()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// How many services are of each health, worst first, without those of which there are none.
pub fn healths(rows: &[ServiceRow]) -> Vec<(Health, usize)> {
    let counted = Health::WORST_FIRST.map(|health| (health, rows.iter().filter(|row| row.health == health).count()));
    counted.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &[(&str, &str)], path: &str, shown: &[&str]) {
        let filter = Filter::read(query.iter().copied());
        let row = |name: &str, health, tag: &str| ServiceRow {
            name: name.to_owned(),
            health,
            tags: vec![tag.to_owned()],
            environment: Some("Demo".to_owned()),
            ..ServiceRow::default()
        };
        let rows =
            [row("geo", Health::Unhealthy, "maps"), row("orders", Health::Healthy, "trade"), row("pricing", Health::Healthy, "trade")];
        let found: Vec<&str> = rows.iter().filter(|row| filter.fits(row)).map(|row| row.name.as_str()).collect();
        assert_eq!((filter.path().as_str(), found.as_slice()), (path, shown));
    }

    #[test]
    fn a_filter_is_read_written_and_applied() {
        check(&[], "/services", &["geo", "orders", "pricing"]);
        check(&[("q", "r"), ("tag", ""), ("health", "")], "/services?q=r", &["orders", "pricing"]);
        check(&[("q", "DEMO")], "/services?q=DEMO", &["geo", "orders", "pricing"]);
        check(&[("tag", "trade"), ("q", "or")], "/services?q=or&tag=trade", &["orders"]);
        check(&[("health", "unhealthy")], "/services?health=unhealthy", &["geo"]);
        check(&[("from", "60"), ("register", "1")], "/services?from=60&register=1", &["geo", "orders", "pricing"]);
        check(&[("from", "x")], "/services", &["geo", "orders", "pricing"]);
    }

    #[test]
    fn choices_are_made_of_what_is_there() {
        let rows = [
            ServiceRow { tags: vec!["b".to_owned(), "a".to_owned()], ..ServiceRow::default() },
            ServiceRow { tags: vec!["a".to_owned()], ..ServiceRow::default() },
        ];
        assert_eq!(tags(&rows), ["a", "b"]);
        assert_eq!(healths(&rows), [(Health::Unknown, 2)]);
    }
}
