//! The list of an existing registry, read leniently: what we have no word for is kept as it came.

use crate::sources::Listing;
use domain::service::{Probe, Protocol, Registration};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The fields that we have words for: those of a registration, and those of a service as we show it.
const KNOWN: [&str; 25] = [
    "name",
    "base_url",
    "tags",
    "depends_on",
    "environment",
    "version",
    "owner",
    "weight",
    "protocol",
    "manual_url",
    "health_url",
    "lease_seconds",
    "balancer",
    "probe",
    "deregister_critical_service_after_seconds",
    "source",
    "health",
    "reason",
    "since",
    "instances",
    "manual",
    "tools",
    "id",
    "circuit",
    "lease_until",
];

/// One page of the list: its entries, and where the next page begins.
pub struct Page {
    /// Its entries.
    pub entries: Vec<Value>,
    /// What to ask for after it.
    pub next: Option<String>,
}

/// Reads a page: an array, or an object with the list `items` or `services`.
pub fn page(body: &[u8]) -> Result<Page, String> {
    let value: Value = serde_json::from_slice(body).map_err(|_| "its list is not JSON".to_owned())?;
    let (list, next) = match value {
        list @ Value::Array(_) => (list, None),
        Value::Object(mut page) => {
            let next = page.get("next").and_then(Value::as_str).filter(|next| !next.is_empty()).map(str::to_owned);
            (page.remove("items").or_else(|| page.remove("services")).unwrap_or_default(), next)
        }
        _ => (Value::Null, None),
    };
    match list {
        Value::Array(entries) => Ok(Page { entries, next }),
        _ => Err("its list is neither an array nor an object with `items` or `services`".to_owned()),
    }
}

/// What the entries of a list say; one that names no service or no address is told and left out.
pub fn listing(entries: &[Value], mut remember: impl FnMut(&mut Registration)) -> Listing {
    let mut listing = Listing::default();
    for entry in entries.iter().filter_map(Value::as_object) {
        let extra: Map<String, Value> =
            entry.iter().filter(|(key, _)| !KNOWN.contains(&key.as_str())).map(|(key, value)| (key.clone(), value.clone())).collect();
        for mut registration in registrations(entry) {
            remember(&mut registration);
            listing.add(registration, &extra);
        }
    }
    listing
}

/// One registration an instance; an instance whose lease ended is none any more.
fn registrations(entry: &Map<String, Value>) -> Vec<Registration> {
    let service = registration(entry);
    let instances = entry.get("instances").and_then(Value::as_array);
    let Some(instances) = instances.filter(|instances| !instances.is_empty()) else { return vec![service] };
    let living = instances.iter().filter_map(Value::as_object).filter(|instance| instance.get("health") != Some(&"expired".into()));
    living
        .map(|instance| {
            let own = registration(instance);
            let (base_url, weight, health_url) =
                (own.base_url, own.weight.or(service.weight), own.health_url.or(service.health_url.clone()));
            Registration { base_url, weight, health_url, probe: own.probe.or(service.probe.clone()), ..service.clone() }
        })
        .collect()
}

/// What is understood of an entry; what is of another type than ours is passed over.
fn registration(entry: &Map<String, Value>) -> Registration {
    let kind = || entry.get("manual").and_then(|manual| as_is::<Protocol>(manual.get("kind")));
    Registration {
        name: as_is(entry.get("name")).unwrap_or_default(),
        base_url: as_is(entry.get("base_url")).unwrap_or_default(),
        tags: as_is(entry.get("tags")).unwrap_or_default(),
        depends_on: as_is(entry.get("depends_on")).unwrap_or_default(),
        environment: as_is(entry.get("environment")),
        version: as_is(entry.get("version")),
        owner: as_is(entry.get("owner")),
        weight: as_is(entry.get("weight")),
        protocol: as_is(entry.get("protocol")).or_else(kind),
        manual_url: as_is(entry.get("manual_url")),
        health_url: as_is(entry.get("health_url")),
        lease_seconds: None,
        balancer: as_is(entry.get("balancer")),
        probe: as_is::<Probe>(entry.get("probe")),
        ..Registration::default()
    }
}

fn as_is<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    value.and_then(|value| T::deserialize(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Wanted;
    use proptest::prelude::*;
    use serde_json::json;

    fn check(body: &Value, names: &[&str], next: Option<&str>) {
        let page = page(body.to_string().as_bytes()).expect("a page");
        let listing = listing(&page.entries, |_| ());
        let found: Vec<&str> = listing.services.iter().map(Wanted::name).collect();
        assert_eq!((found.as_slice(), page.next.as_deref()), (names, next), "{body}");
    }

    #[test]
    fn a_list_comes_in_three_forms() {
        let entry = |name: &str| json!({"name": name, "base_url": "http://h"});
        check(&json!([entry("a"), entry("b")]), &["a", "b"], None);
        check(&json!({"services": [entry("a")]}), &["a"], None);
        check(&json!({"items": [entry("a")], "next": "a", "total": 2}), &["a"], Some("a"));
        check(&json!({"items": [], "next": null}), &[], None);
        for odd in [json!("services"), json!({"error": "no"}), json!({"items": 7})] {
            assert!(page(odd.to_string().as_bytes()).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_we_have_no_word_for_is_kept() {
        let entry =
            json!({"name": "a", "base_url": "http://h", "colour": "red", "tags": "not a list", "health": "healthy", "team": {"x": [1]}});
        let listing = listing(&[entry], |_| ());
        let wanted = &listing.services[0];
        assert_eq!(Value::Object(wanted.extra.clone()), json!({"colour": "red", "team": {"x": [1]}}));
        assert!(wanted.registrations[0].tags.is_empty());
    }

    #[test]
    fn a_service_as_we_show_it_is_read_back_with_its_living_instances() {
        let instance = |url: &str, health: &str| json!({"id": "i", "base_url": url, "weight": 3, "health": health, "circuit": "closed"});
        let entry = json!({"name": "a", "owner": "me", "manual": {"state": "read", "kind": "mcp"}, "balancer": "round_robin",
            "instances": [instance("http://x", "healthy"), instance("http://y", "expired")]});
        let listing = listing(&[entry], |_| ());
        let [only] = listing.services[0].registrations.as_slice() else { panic!("one instance: {listing:?}") };
        let told = (only.base_url.as_str(), only.weight, only.owner.as_deref(), only.protocol);
        assert_eq!(told, ("http://x", Some(3), Some("me"), Some(Protocol::Mcp)));
    }

    #[test]
    fn an_entry_without_a_name_or_an_address_is_told() {
        let listing = listing(&[json!({"name": "Bad Name", "base_url": "http://h"}), json!({"name": "a"})], |_| ());
        let told: Vec<&str> = listing.troubles.iter().map(|trouble| trouble.pointer.as_str()).collect();
        assert_eq!((listing.services.len(), told), (0, vec!["Bad Name", "a"]));
    }

    proptest! {
        #[test]
        fn whatever_it_answers_each_entry_is_taken_or_told(
            keys in prop::collection::vec(("name|base_url|tags|instances|manual|probe|weight|x", 0_usize..6), 0..8)
        ) {
            let values = [json!(null), json!("a"), json!("http://h"), json!(7), json!([{"base_url": "http://i"}, 3]), json!({"kind": "utcp"})];
            let entry: Map<String, Value> = keys.into_iter().map(|(key, at)| (key, values[at].clone())).collect();
            let listing = listing(&[Value::Object(entry.clone())], |_| ());
            prop_assert!(listing.services.len() + listing.troubles.len() >= 1, "{entry:?}");
            prop_assert!(listing.services.iter().flat_map(|wanted| &wanted.registrations).all(|taken| taken.violations().is_empty()));
        }
    }
}
