//! What Consul says, and what it means here. Its keys are Go-cased; what is null or left out is empty.
//!
//! | its metadata | ours |
//! | --- | --- |
//! | `meshdeck-protocol` | `utcp`, `openapi` or `mcp` |
//! | `meshdeck-scheme`, `meshdeck-path` | of the base URL: `http` and nothing where they are not said |
//! | `manual_url`, `health_url` | the same; with a `health_url` we check ourselves, else Consul's checks hold |
//! | `version`, `owner`, `environment` | the same |
//! | `meshdeck-ignore` | `true` leaves the instance out |
//!
//! What the sidecar proxies of a service list as upstreams, it depends on.
//! Tags are tags; the weight is `Weights.Passing`, or `Weights.Warning` while a check warns.

use domain::health::Check;
use domain::service::{Protocol, Registration, WEIGHT};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// How much of a check's output is told.
const OUTPUT_MAX: usize = 200;

/// An instance with its node and its checks, as `/v1/health/service/:name` lists it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct HealthEntry {
    node: Node,
    service: Service,
    #[serde(deserialize_with = "nullable")]
    checks: Vec<HealthCheck>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Node {
    address: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Service {
    #[serde(rename = "ID")]
    id: String,
    #[serde(rename = "Service")]
    name: String,
    kind: String,
    address: String,
    port: u16,
    #[serde(deserialize_with = "nullable")]
    tags: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    meta: BTreeMap<String, String>,
    #[serde(deserialize_with = "nullable")]
    weights: Weights,
    #[serde(deserialize_with = "nullable")]
    proxy: Proxy,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Proxy {
    destination_service_name: String,
    #[serde(deserialize_with = "nullable")]
    upstreams: Vec<Upstream>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Upstream {
    destination_type: String,
    destination_name: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Weights {
    passing: u32,
    warning: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { passing: 1, warning: 1 }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct HealthCheck {
    name: String,
    status: String,
    output: String,
}

fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The index to ask with next: one that goes backwards begins anew, and 0 would not wait.
pub fn next_index(before: u64, said: Option<u64>) -> u64 {
    match said {
        Some(said) if said < before => 0,
        Some(said) => said.max(1),
        None => 0,
    }
}

impl HealthEntry {
    /// The registration of this instance under `name`; `None` for a proxy, or one that is to be left out.
    pub fn registration(&self, name: &str) -> Option<Registration> {
        let meta = |key: &str| self.service.meta.get(key).filter(|value| !value.is_empty()).cloned();
        if !self.service.kind.is_empty() || meta("meshdeck-ignore").as_deref() == Some("true") {
            return None;
        }
        let weights = self.service.weights;
        let weight = if self.status() == "warning" { weights.warning } else { weights.passing };
        Some(Registration {
            name: name.to_owned(),
            base_url: self.base_url(&meta("meshdeck-scheme").unwrap_or_else(|| "http".to_owned()), meta("meshdeck-path").as_deref()),
            tags: self.service.tags.clone(),
            environment: meta("environment"),
            version: meta("version"),
            owner: meta("owner"),
            weight: Some(weight.clamp(*WEIGHT.start(), *WEIGHT.end())),
            protocol: meta("meshdeck-protocol").and_then(|word| serde_json::from_value::<Protocol>(word.into()).ok()),
            manual_url: meta("manual_url"),
            health_url: meta("health_url"),
            ..Registration::default()
        })
    }

    /// The service that this is a proxy of, and those that it may call through it; none of what is no proxy.
    pub fn upstreams(&self) -> impl Iterator<Item = (&str, &str)> {
        let Proxy { destination_service_name: service, upstreams } = &self.service.proxy;
        let services = upstreams.iter().filter(|upstream| matches!(upstream.destination_type.as_str(), "" | "service"));
        services.map(|upstream| (service.as_str(), upstream.destination_name.as_str()))
    }

    /// What its checks say, the worst first; `None` where it has none, or its health is ours to check.
    pub fn check(&self) -> Option<Check> {
        if self.checks.is_empty() || self.service.meta.contains_key("health_url") {
            return None;
        }
        let worst = self.checks.iter().max_by_key(|check| rank(&check.status))?;
        let output: String = worst.output.chars().filter(|c| !c.is_control()).take(OUTPUT_MAX).collect();
        let words = format!("Consul's check `{}` is {}: {output}", worst.name, worst.status);
        let words = words.trim_end_matches([' ', ':']).to_owned();
        Some(match worst.status.as_str() {
            "passing" => Check::Passed,
            "warning" => Check::Limped(words),
            _ => Check::Failed(words),
        })
    }

    fn status(&self) -> &str {
        self.checks.iter().max_by_key(|check| rank(&check.status)).map_or("passing", |check| &check.status)
    }

    /// Without an address of its own it is at its node's.
    fn base_url(&self, scheme: &str, path: Option<&str>) -> String {
        let address = if self.service.address.is_empty() { &self.node.address } else { &self.service.address };
        let host = if address.contains(':') { format!("[{address}]") } else { address.clone() };
        let path = path.map(|path| format!("/{}", path.trim_matches('/'))).unwrap_or_default();
        format!("{scheme}://{host}:{}{path}", self.service.port)
    }

    /// Its id, or where there is none its service's name.
    pub fn id(&self) -> &str {
        if self.service.id.is_empty() { &self.service.name } else { &self.service.id }
    }

    /// Whether it can be reached at a port at all.
    pub const fn has_port(&self) -> bool {
        self.service.port > 0
    }
}

/// How bad a status is; one that we do not know is bad.
fn rank(status: &str) -> u8 {
    match status {
        "passing" => 0,
        "warning" => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn entry(change: impl FnOnce(&mut Value)) -> HealthEntry {
        let mut entry = json!({
            "Node": {"Node": "n1", "Address": "10.0.0.5", "Meta": {}},
            "Service": {"ID": "weather-1", "Service": "weather", "Tags": ["v1"], "Address": "", "Port": 9001, "Meta": {"version": "7"},
                        "Weights": {"Passing": 10, "Warning": 2}},
            "Checks": [{"CheckID": "serfHealth", "Name": "Serf", "Status": "passing", "Output": "alive", "ServiceID": ""}],
        });
        change(&mut entry);
        serde_json::from_value(entry).expect("an entry")
    }

    #[test]
    fn an_instance_is_read_with_its_tags_metadata_and_weight() {
        let read = entry(|_| ()).registration("weather").expect("an instance");
        assert_eq!((read.base_url.as_str(), read.weight, read.version.as_deref()), ("http://10.0.0.5:9001", Some(10), Some("7")));
        let read = entry(|entry| {
            entry["Service"]["Address"] = json!("fd00::7");
            entry["Service"]["Meta"] = json!({"meshdeck-protocol": "mcp", "meshdeck-scheme": "https", "meshdeck-path": "mcp/"});
            entry["Checks"][0]["Status"] = json!("warning");
        });
        let read = read.registration("weather").expect("an instance");
        assert_eq!((read.base_url.as_str(), read.weight, read.protocol), ("https://[fd00::7]:9001/mcp", Some(2), Some(Protocol::Mcp)));
        assert!(entry(|entry| entry["Service"]["Kind"] = json!("connect-proxy")).registration("weather").is_none());
        assert!(entry(|entry| entry["Service"]["Meta"]["meshdeck-ignore"] = json!("true")).registration("weather").is_none());
        let bare =
            entry(|entry| (entry["Service"]["Tags"], entry["Service"]["Meta"], entry["Checks"]) = (Value::Null, Value::Null, Value::Null));
        assert_eq!((bare.registration("weather").expect("an instance").tags.len(), bare.check()), (0, None));
    }

    #[test]
    fn upstreams_of_a_proxy_that_are_services_are_told_with_what_it_is_a_proxy_of() {
        let told = |proxy: Value| {
            let entry = entry(|entry| entry["Service"]["Proxy"] = proxy);
            entry.upstreams().map(|(service, upstream)| format!("{service} {upstream}")).collect::<Vec<_>>()
        };
        let upstream = |kind: &str, name: &str| json!({"DestinationType": kind, "DestinationName": name, "LocalBindPort": 9});
        let upstreams = json!([upstream("service", "geo"), upstream("prepared_query", "near"), upstream("", "units")]);
        assert_eq!(told(json!({"DestinationServiceName": "weather", "Upstreams": upstreams})), ["weather geo", "weather units"]);
        assert_eq!([told(Value::Null), told(json!({"DestinationServiceName": "weather", "Upstreams": null}))], [[""; 0]; 2]);
    }

    #[test]
    fn the_worst_check_holds_unless_its_health_is_ours_to_check() {
        let status = |status: &str| entry(|entry| entry["Checks"][0]["Status"] = json!(status)).check();
        assert_eq!(status("passing"), Some(Check::Passed));
        assert_eq!(status("warning"), Some(Check::Limped("Consul's check `Serf` is warning: alive".to_owned())));
        assert_eq!(status("critical"), Some(Check::Failed("Consul's check `Serf` is critical: alive".to_owned())));
        assert_eq!(entry(|entry| entry["Service"]["Meta"]["health_url"] = json!("http://h/up")).check(), None);
    }

    #[test]
    fn an_index_never_waits_for_ever_nor_asks_without_end() {
        assert_eq!([next_index(0, Some(0)), next_index(0, Some(7)), next_index(7, Some(7))], [1, 7, 7]);
        assert_eq!([next_index(7, Some(3)), next_index(7, None)], [0, 0]);
    }
}
