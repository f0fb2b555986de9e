//! Events: what just happened, in an order without gaps.

mod flat;

use crate::call::Outcome;
use crate::names::ToolId;
use crate::run::RunState;
use crate::service::{Circuit, ManualState};
use crate::{Health, Time};
use serde::{Deserialize, Serialize};

/// How many events are kept for readers that come back.
pub const KEPT: usize = 4096;

/// One thing that happened, with its place in the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "flat::Flat")]
pub struct Event {
    /// Its place: one more than the event before.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened to a service's registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceChange {
    /// It is new.
    Registered,
    /// An instance came, went, or its facts changed.
    Changed,
    /// It was removed.
    Removed,
    /// A lease ended.
    Expired,
}

/// The kinds of event, with what each tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The stream begins here.
    Hello {
        /// The process's start, in unix microseconds: another value means a restart.
        epoch: String,
    },
    /// A service came, went or changed.
    Service {
        /// Its name.
        service: String,
        /// What changed.
        change: ServiceChange,
    },
    /// An instance's health changed.
    Health {
        /// Its service.
        service: String,
        /// Its base URL.
        instance: String,
        /// The instance's health now.
        health: Health,
        /// Why.
        reason: String,
        /// The service's health now.
        service_health: Health,
    },
    /// An instance's circuit changed.
    Circuit {
        /// Its service.
        service: String,
        /// Its base URL.
        instance: String,
        /// How it stands now.
        circuit: Circuit,
        /// Why.
        reason: String,
    },
    /// A manual was read anew.
    Manual {
        /// Its service.
        service: String,
        /// How the reading stands.
        state: ManualState,
        /// How many tools it has.
        tools: u32,
        /// How many different texts were seen.
        versions: u32,
        /// Why it could not be read, or what changed.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A call ended.
    Call {
        /// Its id.
        id: String,
        /// Who called.
        caller: String,
        /// What.
        tool: ToolId,
        /// The instance that answered.
        instance: Option<String>,
        /// How it ended.
        outcome: Outcome,
        /// How long it took, in milliseconds.
        latency_ms: f64,
    },
    /// Calls of the last second were folded into these edges.
    Edge {
        /// Caller and callee of each.
        edges: Vec<(String, String)>,
    },
    /// A run moved.
    Run {
        /// Its id.
        id: String,
        /// Its state now.
        state: RunState,
        /// How many steps it has.
        steps: u32,
    },
    /// Something that wants a person, beside what the other kinds tell.
    Alert {
        /// What it is about, as a source's name.
        about: String,
        /// What is wrong, or that it is well again.
        reason: String,
    },
    /// Somebody pinned a node of the map, or let one go.
    Pins {
        /// In which view.
        view: String,
    },
    /// Events were lost: fetch a snapshot and go on from here.
    Resync {
        /// Why.
        reason: String,
    },
}

impl What {
    /// The name on the wire's `event:` line.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Hello { .. } => "hello",
            Self::Service { .. } => "service",
            Self::Health { .. } => "health",
            Self::Circuit { .. } => "circuit",
            Self::Manual { .. } => "manual",
            Self::Call { .. } => "call",
            Self::Edge { .. } => "edge",
            Self::Run { .. } => "run",
            Self::Alert { .. } => "alert",
            Self::Pins { .. } => "pins",
            Self::Resync { .. } => "resync",
        }
    }

    /// Every name, for those who listen by name.
    pub const NAMES: [&'static str; 11] =
        ["hello", "service", "health", "circuit", "manual", "call", "edge", "run", "alert", "pins", "resync"];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(what: What, text: &str) {
        let event = Event { seq: 7, at: Time(0), what };
        let text = format!(r#"{{"seq":7,"at":"1970-01-01T00:00:00.000Z",{text}}}"#);
        assert_eq!(serde_json::to_string(&event).expect("json"), text);
        assert_eq!(serde_json::from_str::<Event>(&text).expect("an event"), event);
    }

    #[test]
    fn an_event_is_flat_json_with_its_kind() {
        let geo = || "geo".to_owned();
        check(What::Hello { epoch: "1".into() }, r#""kind":"hello","epoch":"1""#);
        check(
            What::Service { service: geo(), change: ServiceChange::Registered },
            r#""kind":"service","service":"geo","change":"registered""#,
        );
        let (health, service_health) = (Health::Unhealthy, Health::Degraded);
        check(
            What::Health { service: geo(), instance: "http://a".into(), health, reason: "gone".into(), service_health },
            r#""kind":"health","service":"geo","instance":"http://a","health":"unhealthy","reason":"gone","service_health":"degraded""#,
        );
        check(
            What::Manual { service: geo(), state: ManualState::Read, tools: 3, versions: 1, reason: None },
            r#""kind":"manual","service":"geo","state":"read","tools":3,"versions":1"#,
        );
        check(
            What::Circuit { service: geo(), instance: "http://a".into(), circuit: Circuit::HalfOpen, reason: "a call probes it".into() },
            r#""kind":"circuit","service":"geo","instance":"http://a","circuit":"half_open","reason":"a call probes it""#,
        );
        let (tool, outcome) = (ToolId::new("geo", "near"), Outcome::Ok);
        check(
            What::Call { id: "1".into(), caller: "console".into(), tool, instance: None, outcome, latency_ms: 1.5 },
            r#""kind":"call","id":"1","caller":"console","tool":"geo.near","instance":null,"outcome":"ok","latency_ms":1.5"#,
        );
        check(What::Edge { edges: vec![("a".into(), "b".into())] }, r#""kind":"edge","edges":[["a","b"]]"#);
        check(What::Run { id: "1".into(), state: RunState::Running, steps: 2 }, r#""kind":"run","id":"1","state":"running","steps":2"#);
        let about = "the file geo.toml".to_owned();
        check(What::Alert { about, reason: "gone".into() }, r#""kind":"alert","about":"the file geo.toml","reason":"gone""#);
        check(What::Pins { view: "main".into() }, r#""kind":"pins","view":"main""#);
        check(What::Resync { reason: "slow".into() }, r#""kind":"resync","reason":"slow""#);
    }

    #[test]
    fn an_event_that_lacks_a_field_is_refused() {
        let read = serde_json::from_str::<Event>(r#"{"seq":7,"at":0,"kind":"run","id":"1"}"#);
        assert_eq!(read.expect_err("no state").to_string(), "an event of the kind `run` is not known, or lacks a field");
    }
}
