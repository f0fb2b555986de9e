//! What the page looks at, as it stands in the address: how far back, which service, which tool.

use crate::paths;

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
    const ALL: [Self; 5] = [Self::Hour, Self::SixHours, Self::Day, Self::Week, Self::Month];

    const fn facts(self) -> (&'static str, &'static str, i64, &'static str) {
        match self {
            Self::Hour => ("1h", "1 h", 3600, "hour before"),
            Self::SixHours => ("6h", "6 h", 21_600, "6 hours before"),
            Self::Day => ("24h", "24 h", 86_400, "day before"),
            Self::Week => ("7d", "7 d", 604_800, "week before"),
            Self::Month => ("30d", "30 d", 2_592_000, "30 days before"),
        }
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

    /// What it is compared with: `hour before`.
    pub const fn before(self) -> &'static str {
        self.facts().3
    }
}

/// What the page looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// How far back.
    pub range: Range,
    /// Only this service.
    pub service: Option<String>,
    /// Only this tool, by its address.
    pub tool: Option<String>,
}

impl Scope {
    /// Reads the query of an address, key by key; what is unknown is left out.
    pub fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let word = |key| get(key).filter(|word| !word.is_empty());
        let range = Range::ALL.into_iter().find(|range| word("range") == Some(range.key())).unwrap_or_default();
        let service = word("service").map(str::to_owned);
        // A tool of another service was chosen before the service was: the service is what counts.
        let is_within = |tool: &&str| service.as_ref().is_none_or(|service| tool.split('.').next() == Some(service));
        let tool = word("tool").filter(is_within).map(str::to_owned);
        Self { range, service, tool }
    }

    /// The address.
    pub fn path(&self) -> String {
        let mut path = format!("{}?range={}", paths::analytics(), self.range.key());
        for (key, value) in [("&service=", &self.service), ("&tool=", &self.tool)] {
            if let Some(value) = value {
                path.push_str(key);
                path.push_str(&paths::encode(value));
            }
        }
        path
    }

    /// Each range's address and words, with the rest as it is.
    pub fn ranges(&self) -> Vec<(String, &'static str)> {
        Range::ALL.map(|range| (Self { range, ..self.clone() }.path(), range.words())).to_vec()
    }

    /// The next longer range, with the rest as it is.
    pub fn longer(&self) -> Option<Self> {
        let range = *Range::ALL.get(self.range.place() + 1)?;
        Some(Self { range, ..self.clone() })
    }

    /// The same range of one service, or of all.
    pub fn of_service(&self, service: Option<String>) -> Self {
        Self { service, tool: None, ..self.clone() }
    }

    /// The same range of one tool, or of all that the service has.
    pub fn of_tool(&self, tool: Option<String>) -> Self {
        let service = tool.as_deref().and_then(|tool| tool.split('.').next()).map(str::to_owned);
        Self { service: service.or_else(|| self.service.clone()), tool, ..self.clone() }
    }

    /// The same range of everything.
    pub fn whole(&self) -> Self {
        Self { range: self.range, ..Self::default() }
    }

    /// The one thing that is looked at.
    pub fn of(&self) -> Option<&str> {
        self.tool.as_deref().or(self.service.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Scope {
        let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        Scope::read(|key| pairs.iter().find(|(of, _)| *of == key).map(|(_, value)| *value))
    }

    fn check(query: &str, path: &str) {
        let scope = read(query);
        assert_eq!(scope.path(), path);
        assert_eq!(read(path.split_once('?').expect("a query").1), scope);
    }

    #[test]
    fn an_address_leads_back_to_what_it_looks_at() {
        check("", "/analytics?range=1h");
        check("range=a+fortnight&service=", "/analytics?range=1h");
        check("range=7d&service=geo", "/analytics?range=7d&service=geo");
        check("range=6h&tool=geo.distance", "/analytics?range=6h&tool=geo.distance");
        check("service=text&tool=geo.distance", "/analytics?range=1h&service=text");
    }

    #[test]
    fn a_tool_brings_its_service_and_a_service_lets_go_of_the_tool() {
        let scope = Scope::default().of_tool(Some("geo.city.find".to_owned()));
        assert_eq!(scope.path(), "/analytics?range=1h&service=geo&tool=geo.city.find");
        assert_eq!(scope.of_tool(None).path(), "/analytics?range=1h&service=geo");
        assert_eq!(scope.of_service(None).path(), "/analytics?range=1h");
    }
}
