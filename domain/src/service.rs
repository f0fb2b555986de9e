//! Services and their instances, as they register and as they are shown.

mod source;

pub use source::{Freshness, Source, SourceKind, SourceReport};

use crate::failure::Violation;
use crate::traffic::{Balancer, Traffic};
use crate::{Health, Time, names};
use serde::{Deserialize, Serialize};

/// The range of a lease, in seconds.
pub const LEASE_SECONDS: std::ops::RangeInclusive<u32> = 5..=86_400;

/// The range of an instance's weight.
pub const WEIGHT: std::ops::RangeInclusive<u32> = 1..=1000;

/// How long, in seconds, an instance whose lease ended stays listed.
pub const EXPIRED_LISTED_SECONDS: i64 = 3600;

/// The most tags a service may bear.
pub const TAGS_MAX: usize = 64;

/// The most services that one may say it depends on.
pub const DEPENDS_ON_MAX: usize = 64;

/// The most characters of a URL, a tag or another short text in a registration.
pub const TEXT_MAX: usize = 2048;

/// Which way a service publishes its manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// A UTCP manual.
    Utcp,
    /// An OpenAPI document.
    Openapi,
    /// An MCP `tools/list`.
    Mcp,
}

impl Protocol {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Utcp => "utcp",
            Self::Openapi => "openapi",
            Self::Mcp => "mcp",
        }
    }

    /// The name people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utcp => "UTCP",
            Self::Openapi => "OpenAPI",
            Self::Mcp => "MCP",
        }
    }
}

/// What a check of an instance's health asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeKind {
    /// Its health URL.
    #[default]
    Http,
    /// Its manual, which must be readable.
    Manual,
    /// A `ping` of its MCP server.
    McpPing,
    /// A call of one of its tools, which must answer well.
    Tool,
}

/// The check of choice: how an instance's health is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// What is asked.
    pub kind: ProbeKind,
    /// The tool to call, by its name in the manual; for the kind `tool` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// What the tool is called with; an empty object where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<serde_json::Value>,
}

impl Probe {
    /// What is wrong with it: the pointer, the words and the remedy.
    fn fault(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let is_tool = self.kind == ProbeKind::Tool;
        match (&self.tool, &self.input) {
            (None, _) if is_tool => Some(("/probe/tool", "a probe of the kind `tool` names no tool", "name one of the service's tools")),
            (Some(tool), _) if is_tool && (tool.is_empty() || tool.len() > TEXT_MAX) => {
                Some(("/probe/tool", "the tool's name is empty or too long", "name one of the service's tools"))
            }
            (Some(_), _) if !is_tool => {
                Some(("/probe/tool", "only a probe of the kind `tool` calls one", "leave it out, or use the kind `tool`"))
            }
            (_, Some(_)) if !is_tool => {
                Some(("/probe/input", "only a probe of the kind `tool` has an input", "leave it out, or use the kind `tool`"))
            }
            (_, Some(input)) if !input.is_object() => {
                Some(("/probe/input", "a tool's input is an object", "write it as {\"name\": value}"))
            }
            _ => None,
        }
    }
}

/// What `POST /registry/services` takes: one instance of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The service's name.
    pub name: String,
    /// Where the instance answers; with the name it identifies the instance.
    pub base_url: String,
    /// Words to filter by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where it runs, as `production`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The service's own version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its share of calls against the other instances, 1–1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
    /// Which kind of manual it has; tried in turn where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// Where the manual is, when not at its usual place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual_url: Option<String>,
    /// Where to check its health, when not at `{base_url}/health`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health_url: Option<String>,
    /// For how long the registration holds without renewal, 5–86400; forever where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_seconds: Option<u32>,
    /// How calls are spread over the instances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balancer: Option<Balancer>,
    /// How its health is found out, when not by its health URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Probe>,
    /// After how many seconds without a good check the instance is removed, 5–86400; never where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregister_critical_service_after_seconds: Option<u32>,
    /// The services that it means to call, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
}

/// What is wrong with a list of services that one depends on: the words and the remedy.
pub fn wrong_dependencies(names: &[String]) -> Option<(String, String)> {
    let remedy = format!("name at most {DEPENDS_ON_MAX} services, as [\"payments\", \"stock\"]");
    let wrong = names.iter().find(|name| !names::is_service_name(name));
    match wrong {
        Some(name) => Some((format!("`{}` is not a service name", shorten(name)), remedy)),
        None => (names.len() > DEPENDS_ON_MAX).then(|| ("there are too many".to_owned(), remedy)),
    }
}

impl Registration {
    /// Everything that is wrong with it, each with its field and its remedy; empty when it is fine.
    pub fn violations(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut refuse = |wrong: bool, pointer: &str, message: String, remedy: &str| {
            if wrong {
                found.push(Violation { pointer: pointer.to_owned(), message, remedy: remedy.to_owned() });
            }
        };
        refuse(
            !names::is_service_name(&self.name),
            "/name",
            format!("`{}` is not a service name", shorten(&self.name)),
            "use 1 to 63 of a–z, 0–9 and -, beginning and ending with a letter or digit",
        );
        let urls =
            [("/base_url", Some(&self.base_url)), ("/manual_url", self.manual_url.as_ref()), ("/health_url", self.health_url.as_ref())];
        for (pointer, url) in urls.into_iter().filter_map(|(pointer, url)| Some((pointer, url?))) {
            refuse(
                !is_http_url(url),
                pointer,
                format!("`{}` is not an http or https URL", shorten(url)),
                "write it whole, without user name, query or fragment, as http://127.0.0.1:8003",
            );
        }
        refuse(
            self.lease_seconds.is_some_and(|seconds| !LEASE_SECONDS.contains(&seconds)),
            "/lease_seconds",
            "the lease is out of range".to_owned(),
            "use 5 to 86400 seconds, or leave it out for a registration without end",
        );
        refuse(
            self.deregister_critical_service_after_seconds.is_some_and(|seconds| !LEASE_SECONDS.contains(&seconds)),
            "/deregister_critical_service_after_seconds",
            "the time is out of range".to_owned(),
            "use 5 to 86400 seconds, or leave it out to keep an instance that fails",
        );
        if let Some((pointer, message, remedy)) = self.probe.as_ref().and_then(Probe::fault) {
            refuse(true, pointer, message.to_owned(), remedy);
        }
        refuse(
            self.weight.is_some_and(|weight| !WEIGHT.contains(&weight)),
            "/weight",
            "the weight is out of range".to_owned(),
            "use 1 to 1000",
        );
        refuse(
            self.tags.len() > TAGS_MAX || self.tags.iter().any(|tag| tag.is_empty() || tag.len() > TEXT_MAX),
            "/tags",
            "a tag is empty or too long, or there are too many".to_owned(),
            "use at most 64 tags, none of them empty",
        );
        if let Some((message, remedy)) = wrong_dependencies(&self.depends_on) {
            refuse(true, "/depends_on", message, &remedy);
        }
        for (pointer, text) in [("/environment", &self.environment), ("/version", &self.version), ("/owner", &self.owner)] {
            refuse(
                text.as_ref().is_some_and(|text| text.len() > TEXT_MAX || text.contains('\0')),
                pointer,
                "the text is too long, or holds a null character".to_owned(),
                "use at most 2048 bytes, and none of them 0",
            );
        }
        found
    }
}

fn is_http_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")) else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !authority.is_empty()
        && url.len() <= TEXT_MAX
        && !authority.contains('@')
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '#' || c == '?')
}

fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// How the reading of a manual stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManualState {
    /// It was read; its tools are in the catalogue.
    Read,
    /// It is being read.
    #[default]
    Reading,
    /// It could not be read; the reason says why.
    Failed,
}

impl ManualState {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Reading => "reading",
            Self::Failed => "failed",
        }
    }
}

/// A tool of a manual that was left out, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The tool's name, or its place in the list where it has none.
    pub tool: String,
    /// Why it was left out.
    pub reason: String,
}

/// What is known of a service's manual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualStatus {
    /// How the reading stands.
    pub state: ManualState,
    /// Which kind of manual it is, once known.
    pub kind: Option<Protocol>,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// SHA-256 of the text, in hex.
    pub digest: Option<String>,
    /// When it was last fetched.
    pub fetched_at: Option<Time>,
    /// How many different texts were seen.
    pub versions: u32,
    /// The tools that were left out.
    #[serde(default)]
    pub rejected: Vec<Rejected>,
}

/// How an instance's circuit stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Circuit {
    /// Calls go through.
    #[default]
    Closed,
    /// Calls are refused at once.
    Open,
    /// One probe may go through.
    HalfOpen,
}

impl Circuit {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }

    /// The words people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
        }
    }
}

/// One base URL of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its id.
    pub id: String,
    /// Where it answers.
    pub base_url: String,
    /// Its share of calls, 1–1000.
    pub weight: u32,
    /// What its checks say.
    pub health: Health,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Time,
    /// How its circuit stands.
    pub circuit: Circuit,
    /// When its lease ends, if it has one.
    pub lease_until: Option<Time>,
    /// Calls under way right now.
    pub in_flight: u32,
}

/// A named provider of tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Where it runs.
    pub environment: Option<String>,
    /// Its own version.
    pub version: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// The services that it means to call, by name.
    #[serde(default)]
    pub depends_on: Vec<String>,
    /// Where we know it from.
    pub source: Source,
    /// The verdict over its instances.
    pub health: Health,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Time,
    /// Its instances, by base URL.
    pub instances: Vec<Instance>,
    /// Its manual.
    pub manual: ManualStatus,
    /// How many tools it has in the catalogue.
    pub tools: u32,
    /// How its calls travel.
    pub traffic: Traffic,
    /// Whether tools whose definition changes are held until somebody approves them.
    pub hold_changes: bool,
}

/// One change of health, as the history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthChange {
    /// When.
    pub at: Time,
    /// Which instance, by its base URL.
    pub instance: String,
    /// What it became.
    pub health: Health,
    /// Why.
    pub reason: String,
}

/// Everything the page of one service shows beside the service itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceDetail {
    /// The service.
    pub service: Service,
    /// Its tools.
    pub tools: Vec<crate::tool::ToolSummary>,
    /// The manual's text as it was fetched, cut to what a page can hold.
    pub manual_text: Option<String>,
    /// Changes of health, newest first.
    pub history: Vec<HealthChange>,
    /// Recent calls of its tools, newest first.
    pub calls: Vec<crate::call::Call>,
    /// Its figures over the last hour.
    pub figures: crate::overview::ServiceRow,
    /// How it stands with its objective, where it has one.
    pub objective: Option<crate::objective::Standing>,
    /// The alerts about it that fire.
    pub alerts: Vec<crate::alert::Firing>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut Registration), pointers: &[&str]) {
        let mut registration =
            Registration { name: "orders".to_owned(), base_url: "http://127.0.0.1:8003".to_owned(), ..Registration::default() };
        change(&mut registration);
        let found: Vec<String> = registration.violations().into_iter().map(|violation| violation.pointer).collect();
        assert_eq!(found, pointers);
    }

    #[test]
    fn a_registration_names_each_wrong_field() {
        check(|_| {}, &[]);
        check(|r| r.name = "My Service".to_owned(), &["/name"]);
        check(|r| r.base_url = "127.0.0.1:8003".to_owned(), &["/base_url"]);
        check(|r| r.base_url = "http://user:secret@host".to_owned(), &["/base_url"]);
        check(|r| r.base_url = "http://host\n/x".to_owned(), &["/base_url"]);
        check(|r| r.manual_url = Some("ftp://host".to_owned()), &["/manual_url"]);
        check(|r| r.lease_seconds = Some(4), &["/lease_seconds"]);
        check(|r| r.weight = Some(0), &["/weight"]);
        check(|r| r.tags = vec![String::new()], &["/tags"]);
        check(|r| r.depends_on = vec!["stock".to_owned(); DEPENDS_ON_MAX], &[]);
        check(|r| r.depends_on = vec!["stock".to_owned(); DEPENDS_ON_MAX + 1], &["/depends_on"]);
        check(|r| r.depends_on = vec!["The Stock".to_owned()], &["/depends_on"]);
        check(|r| r.owner = Some("a\0b".to_owned()), &["/owner"]);
        check(|r| r.deregister_critical_service_after_seconds = Some(4), &["/deregister_critical_service_after_seconds"]);
        check(|r| (r.name, r.weight) = (String::new(), Some(1001)), &["/name", "/weight"]);
    }

    #[test]
    fn a_probe_has_what_its_kind_needs_and_no_more() {
        let probe = |kind, tool: Option<&str>, input| Some(Probe { kind, tool: tool.map(str::to_owned), input });
        check(|r| r.probe = probe(ProbeKind::McpPing, None, None), &[]);
        check(|r| r.probe = probe(ProbeKind::Tool, Some("ping"), Some(serde_json::json!({}))), &[]);
        check(|r| r.probe = probe(ProbeKind::Tool, None, None), &["/probe/tool"]);
        check(|r| r.probe = probe(ProbeKind::Manual, Some("ping"), None), &["/probe/tool"]);
        check(|r| r.probe = probe(ProbeKind::Http, None, Some(serde_json::json!({}))), &["/probe/input"]);
        check(|r| r.probe = probe(ProbeKind::Tool, Some("ping"), Some(serde_json::json!(7))), &["/probe/input"]);
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = r#"{"name":"a","base_url":"http://h","colour":"red"}"#;
        assert!(serde_json::from_str::<Registration>(text).expect_err("refused").to_string().contains("unknown field `colour`"));
    }
}
