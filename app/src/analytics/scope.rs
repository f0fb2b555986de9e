//! What the page looks at, as it stands in the address: which time, compared or not, and which calls.

use super::range::Range;
use crate::paths;
use domain::Time;
use domain::call::Outcome;
use domain::charts::{self, ChartsQuery, FailedKind};
use domain::metrics;
use domain::query::equals;

/// Which time the page looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The last of it, until now.
    Live(Range),
    /// From one moment to another.
    Fixed(Time, Time),
}

impl Default for Period {
    fn default() -> Self {
        Self::Live(Range::default())
    }
}

/// What the page looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Which time.
    pub period: Period,
    /// Whether it is compared with the period before.
    pub compare: bool,
    /// Only this service.
    pub service: Option<String>,
    /// Only this tool, by its address.
    pub tool: Option<String>,
    /// Only this caller.
    pub caller: Option<String>,
    /// Only calls that ended so.
    pub outcome: Option<Outcome>,
    /// Only calls that fit this query, which then says all of the above; the server reads it.
    pub asked: Option<String>,
    /// The kinds of failures that are not drawn.
    pub left_out: Vec<FailedKind>,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            period: Period::default(),
            compare: true,
            service: None,
            tool: None,
            caller: None,
            outcome: None,
            asked: None,
            left_out: Vec::new(),
        }
    }
}

impl Scope {
    /// Reads the query of an address, key by key; what is unknown is left out.
    ///
    /// Of tool, caller and outcome the first that is named counts: calls are not kept by two of them at once.
    pub fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let word = |key| get(key).filter(|word| !word.is_empty());
        let time = |key| word(key).and_then(|word| word.parse::<Time>().ok());
        let period = match time("from").zip(time("to")).filter(|(from, to)| from < to) {
            Some((from, to)) => Period::Fixed(from, to),
            None => Period::Live(word("range").and_then(Range::from_key).unwrap_or_default()),
        };
        let compare = word("compare") != Some("off");
        let left_out = word("without").unwrap_or_default().split(',').filter_map(FailedKind::from_word).collect();
        if let Some(asked) = word("query") {
            return Self { period, compare, asked: Some(asked.to_owned()), left_out, ..Self::default() };
        }
        let service = word("service").map(str::to_owned);
        // A tool of another service was chosen before the service was: the service is what counts.
        let is_within = |tool: &&str| service.as_ref().is_none_or(|service| tool.split('.').next() == Some(service));
        let tool = word("tool").filter(is_within).map(str::to_owned);
        let caller = word("caller").filter(|_| tool.is_none()).map(str::to_owned);
        let outcome = word("outcome").filter(|_| tool.is_none() && caller.is_none()).and_then(Outcome::from_word);
        Self { period, compare, service, tool, caller, outcome, asked: None, left_out }
    }

    /// The address.
    pub fn path(&self) -> String {
        let left_out: Vec<&str> = self.left_out.iter().map(|kind| kind.word()).collect();
        let path = self.at(paths::analytics());
        if left_out.is_empty() { path } else { format!("{path}&without={}", left_out.join(",")) }
    }

    /// The same with a kind of failures left out that was drawn, or drawn that was left out.
    pub fn turned(&self, kind: FailedKind) -> Self {
        let mut left_out = self.left_out.clone();
        match left_out.iter().position(|known| *known == kind) {
            Some(place) => drop(left_out.remove(place)),
            None => left_out.push(kind),
        }
        Self { left_out, ..self.clone() }
    }

    /// The same of another page.
    pub fn at(&self, mut path: String) -> String {
        let mut mark = '?';
        for (key, value) in self.words() {
            path.push(mark);
            path.push_str(key);
            path.push('=');
            path.push_str(&value);
            mark = '&';
        }
        path
    }

    /// The keys and values of the address.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let mut words = match self.period {
            Period::Live(range) => vec![("range", range.key().to_owned())],
            Period::Fixed(from, to) => vec![("from", stamp(from)), ("to", stamp(to))],
        };
        if !self.compare {
            words.push(("compare", "off".to_owned()));
        }
        words.extend(self.filter());
        words
    }

    /// Which calls, as keys and values of an address.
    pub fn filter(&self) -> Vec<(&'static str, String)> {
        let outcome = self.outcome.map(|outcome| outcome.word().to_owned());
        let filters =
            [("query", &self.asked), ("service", &self.service), ("tool", &self.tool), ("caller", &self.caller), ("outcome", &outcome)];
        filters.into_iter().filter_map(|(key, value)| value.as_ref().map(|value| (key, paths::encode(value)))).collect()
    }

    /// The question that this is.
    pub fn query(&self) -> ChartsQuery {
        let period = match self.period {
            Period::Live(range) => charts::Period::Last(range.seconds()),
            Period::Fixed(from, to) => charts::Period::Between(from, to),
        };
        let scope = metrics::Scope { service: self.service.clone(), tool: self.tool.clone(), caller: self.caller.clone() };
        let (query, left_out) = (self.asked.clone().unwrap_or_default(), self.left_out.clone());
        ChartsQuery { compare: self.compare, scope, outcome: self.outcome, query, left_out, ..ChartsQuery::of(period) }
    }

    /// Each range's address and words, with the rest as it is.
    pub fn ranges(&self) -> Vec<(String, &'static str)> {
        Range::ALL.map(|range| (self.over(Period::Live(range)).path(), range.words())).to_vec()
    }

    /// The place of the range in the row of ranges; behind them all where the time is fixed.
    pub fn place(&self) -> usize {
        match self.period {
            Period::Live(range) => range.place(),
            Period::Fixed(..) => Range::ALL.len(),
        }
    }

    /// Another time, with the rest as it is.
    pub fn over(&self, period: Period) -> Self {
        Self { period, ..self.clone() }
    }

    /// The next longer range, with the rest as it is.
    pub fn longer(&self) -> Option<(Self, Range)> {
        let Period::Live(range) = self.period else { return None };
        let range = *Range::ALL.get(range.place() + 1)?;
        Some((self.over(Period::Live(range)), range))
    }

    /// The same time of one service, or of all.
    pub fn of_service(&self, service: Option<String>) -> Self {
        Self { service, tool: None, ..self.clone() }
    }

    /// The same time of one tool, or of all that the service has.
    pub fn of_tool(&self, tool: Option<String>) -> Self {
        let service = tool.as_deref().and_then(|tool| tool.split('.').next()).map(str::to_owned);
        Self { service: service.or_else(|| self.service.clone()), tool, caller: None, outcome: None, ..self.clone() }
    }

    /// The same time of one caller, or of all.
    pub fn of_caller(&self, caller: Option<String>) -> Self {
        Self { caller, tool: None, outcome: None, ..self.clone() }
    }

    /// The same time of the calls that fit a query, or of all.
    pub fn of_query(&self, query: &str) -> Self {
        Self { asked: Some(query.trim().to_owned()).filter(|query| !query.is_empty()), ..self.whole() }
    }

    /// The same as the server read it.
    pub fn as_read(&self, scope: &metrics::Scope, outcome: Option<Outcome>) -> Self {
        let metrics::Scope { service, tool, caller } = scope.clone();
        // A tool brings its service along, as everywhere on the page.
        let of_tool = tool.as_deref().and_then(|tool| tool.split('.').next()).map(str::to_owned);
        Self { service: service.or(of_tool), tool, caller, outcome, asked: None, ..self.clone() }
    }

    /// Which calls, as a query.
    pub fn as_query(&self) -> String {
        if let Some(asked) = &self.asked {
            return asked.clone();
        }
        let outcome = self.outcome.map(|outcome| outcome.word().to_owned());
        // A tool says its service.
        let service = self.service.clone().filter(|_| self.tool.is_none());
        let parts = [("service", service), ("tool", self.tool.clone()), ("caller", self.caller.clone()), ("outcome", outcome)];
        let parts: Vec<String> = parts.into_iter().filter_map(|(field, value)| value.map(|value| equals(field, &value))).collect();
        parts.join(" AND ")
    }

    /// The same time of everything.
    pub fn whole(&self) -> Self {
        Self { period: self.period, compare: self.compare, ..Self::default() }
    }

    /// What is looked at, in words; nothing where it is everything.
    pub fn of(&self) -> Option<String> {
        if let Some(asked) = &self.asked {
            return Some(format!("where {asked}"));
        }
        let callee = self.tool.as_ref().or(self.service.as_ref());
        let by = self.caller.as_ref().map(|caller| format!("by {caller}"));
        let ended = self.outcome.map(|outcome| format!("that ended {}", outcome.words()));
        let parts: Vec<String> = callee.map(|callee| format!("of {callee}")).into_iter().chain(by).chain(ended).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// A moment as addresses have it.
pub fn stamp(time: Time) -> String {
    time.to_string().replace(".000Z", "Z")
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
        check("compare=off&outcome=no_instance", "/analytics?range=1h&compare=off&outcome=no_instance");
        check("tool=geo.city&caller=ann", "/analytics?range=1h&tool=geo.city");
        check("caller=ann&outcome=ok", "/analytics?range=1h&caller=ann");
        check("from=1795194400&to=2026-11-20T17:10:00Z", "/analytics?from=2026-11-20T17:06:40Z&to=2026-11-20T17:10:00Z");
        check("from=2026-11-20T17:10:00Z&to=2026-11-20T17:06:40Z&range=6h", "/analytics?range=6h");
    }

    #[test]
    fn a_kind_of_failures_is_left_out_and_drawn_again() {
        check("range=6h&without=timeout,nonsense,failed", "/analytics?range=6h&without=timeout,failed");
        check("query=ann&without=other", "/analytics?range=1h&query=ann&without=other");
        let without = Scope::default().turned(FailedKind::Timeout);
        assert_eq!(
            (without.path().as_str(), without.turned(FailedKind::Timeout)),
            ("/analytics?range=1h&without=timeout", Scope::default())
        );
    }

    #[test]
    fn a_tool_brings_its_service_and_a_service_lets_go_of_the_tool() {
        let scope = Scope::default().of_tool(Some("geo.city.find".to_owned()));
        assert_eq!(scope.path(), "/analytics?range=1h&service=geo&tool=geo.city.find");
        assert_eq!(scope.of_tool(None).path(), "/analytics?range=1h&service=geo");
        assert_eq!(scope.of_service(None).path(), "/analytics?range=1h");
        assert_eq!(scope.of_caller(Some("ann".to_owned())).path(), "/analytics?range=1h&service=geo&caller=ann");
    }

    #[test]
    fn what_is_looked_at_is_a_query_and_a_query_is_what_is_looked_at() {
        let check = |address: &str, query: &str| assert_eq!(read(address).as_query(), query);
        check("range=7d", "");
        check("service=geo&outcome=timeout", "service = geo AND outcome = timeout");
        check("service=geo&tool=geo.city", "tool = geo.city");
        check("caller=a b", "caller = \"a b\"");
        check("caller=or", "caller = \"or\"");
        check("query=latency > 5ms&service=geo", "latency > 5ms");
        let asked = Scope::default().of_query(" service = geo ");
        assert_eq!(asked.path(), "/analytics?range=1h&query=service%20%3D%20geo");
        assert_eq!(asked.of().as_deref(), Some("where service = geo"));
        assert_eq!(asked.of_query(" ").path(), "/analytics?range=1h");
        let read = metrics::Scope { tool: Some("geo.city".to_owned()), ..metrics::Scope::default() };
        assert_eq!(asked.as_read(&read, None).path(), "/analytics?range=1h&service=geo&tool=geo.city");
    }

    #[test]
    fn what_is_looked_at_is_said_in_words() {
        assert_eq!(read("service=geo&caller=ann").of().as_deref(), Some("of geo by ann"));
        assert_eq!(read("outcome=timeout").of().as_deref(), Some("that ended timeout"));
        assert_eq!(read("range=7d").of(), None);
    }
}
