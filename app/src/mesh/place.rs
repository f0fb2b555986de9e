//! What the page's address holds: what is selected, sought and filtered, of which moment, and whether map or table is seen.

use super::meaning::Meaning;
use crate::paths;
use domain::Time;
use domain::mesh::{Fold, Grouping, Reach};

/// The state of the page that one would share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The selected node's name.
    pub node: Option<String>,
    /// The node between which and the selected one there should be an edge.
    pub why: Option<String>,
    /// Whether the table is seen, not the map.
    pub table: bool,
    /// The query.
    pub query: String,
    /// Whether what does not fit is hidden, and not only pale.
    pub hides: bool,
    /// The legend's entries that are on.
    pub shown: Vec<Meaning>,
    /// The moment that is seen; none is now.
    pub at: Option<Time>,
    /// The moment that this one is compared with.
    pub against: Option<Time>,
    /// How services are folded into groups, where they are.
    pub fold: Option<Fold>,
    /// The service whose tools are seen as nodes.
    pub tools: Option<String>,
    /// How far back the timeline goes, where somebody chose that.
    pub reach: Option<Reach>,
}

impl Place {
    /// Reads an address by the values of its parameters; what it does not know is left out.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            node: value("node").filter(|name| !name.is_empty()),
            why: value("why").filter(|name| !name.is_empty()),
            table: value("view").as_deref() == Some("table"),
            query: value("query").or_else(|| value("q")).unwrap_or_default(),
            hides: value("rest").as_deref() == Some("hidden"),
            at: value("at").and_then(|at| at.parse().ok()),
            against: value("against").and_then(|at| at.parse().ok()),
            fold: value("group").and_then(|word| Grouping::from_word(&word)).map(|by| Fold { by, open: value("open").unwrap_or_default() }),
            tools: value("tools").filter(|name| !name.is_empty()),
            reach: value("reach").and_then(|word| Reach::from_word(&word)),
            shown: value("show").unwrap_or_default().split(',').filter_map(Meaning::from_key).collect(),
        }
    }

    /// The address that holds it.
    pub fn path(&self) -> String {
        let shown: Vec<&str> = self.shown.iter().map(|meaning| meaning.key()).collect();
        let seconds = |time: Option<Time>| time.map(|time| time.seconds().to_string()).unwrap_or_default();
        let parts = [
            ("node", self.node.clone().unwrap_or_default()),
            ("why", self.why.clone().unwrap_or_default()),
            ("view", if self.table { "table" } else { "" }.to_owned()),
            ("query", self.query.clone()),
            ("rest", if self.hides { "hidden" } else { "" }.to_owned()),
            ("show", shown.join(",")),
            ("at", seconds(self.at)),
            ("against", seconds(self.against)),
            ("group", self.fold.as_ref().map_or("", |fold| fold.by.word()).to_owned()),
            ("open", self.fold.as_ref().map(|fold| fold.open.clone()).unwrap_or_default()),
            ("tools", self.tools.clone().unwrap_or_default()),
            ("reach", self.reach.map_or("", Reach::word).to_owned()),
        ];
        let held: Vec<String> = parts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}={}", paths::encode(&value)))
            .collect();
        if held.is_empty() { paths::mesh() } else { format!("{}?{}", paths::mesh(), held.join("&")) }
    }

    /// The same place at another moment.
    #[must_use]
    pub fn at(&self, at: Option<Time>) -> Self {
        Self { at, ..self.clone() }
    }

    /// Whether another time than now is in play.
    pub const fn is_travelling(&self) -> bool {
        self.at.is_some() || self.against.is_some()
    }

    /// The same place with another selection, of which nothing is asked yet.
    #[must_use]
    pub fn with_node(&self, node: Option<&str>) -> Self {
        Self { node: node.map(str::to_owned), why: None, ..self.clone() }
    }

    /// The same place folded in another way; a group that was selected is none then, and no longer is.
    #[must_use]
    pub fn folded_by(&self, fold: Option<Fold>) -> Self {
        let is_group = |name: &String| self.fold.as_ref().is_some_and(|old| name.starts_with(&format!("{} = ", old.by.word())));
        let (node, why) = (self.node.clone().filter(|name| !is_group(name)), self.why.clone());
        Self { fold, why: why.filter(|_| node.is_some()), node, ..self.clone() }
    }

    /// The same place with a group open that was folded, or folded that was open.
    #[must_use]
    pub fn turned(&self, group: &str) -> Self {
        Self { fold: self.fold.as_ref().map(|fold| fold.turned(group)), ..self.clone() }
    }

    /// The same place with the tools of a service seen, or no longer where they were.
    #[must_use]
    pub fn with_tools(&self, service: &str) -> Self {
        let is_open = self.tools.as_deref() == Some(service);
        Self { tools: (!is_open).then(|| service.to_owned()), ..self.clone() }
    }

    /// The same place with one of the legend's entries turned over.
    #[must_use]
    pub fn toggled(&self, meaning: Meaning) -> Self {
        let mut shown = self.shown.clone();
        match shown.iter().position(|known| *known == meaning) {
            Some(place) => drop(shown.remove(place)),
            None => shown.push(meaning),
        }
        Self { shown, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Health;

    #[test]
    fn a_place_survives_its_address() {
        let place = Place {
            node: Some("k8s".to_owned()),
            why: Some("geo".to_owned()),
            table: true,
            query: "a b".to_owned(),
            hides: true,
            shown: vec![Meaning::Health(Health::Degraded), Meaning::Failed(2)],
            at: Some(Time::from_seconds(1_700_000_040)),
            against: Some(Time::from_seconds(1_700_000_000)),
            fold: Some(Fold { by: Grouping::Tag, open: "a,b%2C".to_owned() }),
            tools: Some("geo".to_owned()),
            reach: Some(Reach::Day),
        };
        assert_eq!(
            place.path(),
            "/mesh?node=k8s&why=geo&view=table&query=a%20b&rest=hidden&show=degraded%2Cfailed-many&at=1700000040&against=1700000000&group=tag&open=a%2Cb%252C&tools=geo&reach=24h"
        );
        let held = [
            ("node", "k8s"),
            ("why", "geo"),
            ("view", "table"),
            ("q", "a b"),
            ("rest", "hidden"),
            ("show", "degraded,failed-many,nonsense"),
            ("at", "2023-11-14T22:14:00Z"),
            ("against", "1700000000"),
            ("group", "tag"),
            ("open", "a,b%2C"),
            ("tools", "geo"),
            ("reach", "24h"),
        ];
        let value = |key: &str| held.iter().find(|(known, _)| *known == key).map(|(_, value)| (*value).to_owned());
        assert_eq!(Place::read(value), place);
    }

    #[test]
    fn the_plain_page_has_the_plain_address() {
        assert_eq!(Place::default().path(), "/mesh");
        assert_eq!(Place::default().with_node(Some("orders")).path(), paths::mesh_node("orders"));
    }

    #[test]
    fn what_is_folded_in_another_way_keeps_a_selected_service_and_no_group() {
        let at = |node: &str| {
            Place::read(|name| {
                [("node", node), ("why", "web"), ("group", "owner")]
                    .into_iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| value.to_owned())
            })
        };
        assert_eq!(at("orders").folded_by(None).path(), at("orders").path().replace("&group=owner", ""));
        let group = at("owner = shop").folded_by(None);
        assert_eq!((group.node, group.why, group.fold), (None, None, None));
    }

    #[test]
    fn the_tools_of_one_service_are_seen_at_a_time() {
        let seen = Place::default().with_tools("geo");
        assert_eq!((seen.path().as_str(), seen.with_tools("geo")), ("/mesh?tools=geo", Place::default()));
        assert_eq!(seen.with_tools("text").path(), "/mesh?tools=text");
    }

    #[test]
    fn an_entry_is_turned_on_and_off() {
        let on = Place::default().toggled(Meaning::Tools);
        assert_eq!(on.shown, [Meaning::Tools]);
        assert_eq!(on.toggled(Meaning::Tools), Place::default());
    }
}
