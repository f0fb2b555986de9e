//! An event as it travels: one flat object. Read by hand, for what is derived for a flattened enum with a tag is among the
//! heaviest things that a browser would have to load.

use super::{Event, ServiceChange, What};
use crate::call::Outcome;
use crate::names::ToolId;
use crate::{Health, Time};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

/// Every field that some kind of event has.
#[derive(Deserialize)]
pub struct Flat {
    seq: u64,
    at: Time,
    kind: String,
    about: Option<String>,
    caller: Option<String>,
    change: Option<ServiceChange>,
    circuit: Option<String>,
    edges: Option<Vec<(String, String)>>,
    epoch: Option<String>,
    health: Option<Health>,
    id: Option<String>,
    instance: Option<String>,
    latency_ms: Option<f64>,
    outcome: Option<Outcome>,
    reason: Option<String>,
    service: Option<String>,
    service_health: Option<Health>,
    state: Option<String>,
    steps: Option<u32>,
    tool: Option<ToolId>,
    tools: Option<u32>,
    versions: Option<u32>,
    view: Option<String>,
}

impl TryFrom<Flat> for Event {
    type Error = String;

    fn try_from(flat: Flat) -> Result<Self, String> {
        let (seq, at, kind) = (flat.seq, flat.at, flat.kind.clone());
        match flat.what() {
            Some(what) => Ok(Self { seq, at, what }),
            None => Err(format!("an event of the kind `{kind}` is not known, or lacks a field")),
        }
    }
}

impl Flat {
    fn what(self) -> Option<What> {
        Some(match self.kind.as_str() {
            "hello" => What::Hello { epoch: self.epoch? },
            "service" => What::Service { service: self.service?, change: self.change? },
            "health" => What::Health {
                service: self.service?,
                instance: self.instance?,
                health: self.health?,
                reason: self.reason?,
                service_health: self.service_health?,
            },
            "circuit" => {
                What::Circuit { service: self.service?, instance: self.instance?, circuit: word(&self.circuit?)?, reason: self.reason? }
            }
            "manual" => What::Manual {
                service: self.service?,
                state: word(&self.state?)?,
                tools: self.tools?,
                versions: self.versions?,
                reason: self.reason,
            },
            "call" => What::Call {
                id: self.id?,
                caller: self.caller?,
                tool: self.tool?,
                instance: self.instance,
                outcome: self.outcome?,
                latency_ms: self.latency_ms?,
            },
            "edge" => What::Edge { edges: self.edges? },
            "run" => What::Run { id: self.id?, state: word(&self.state?)?, steps: self.steps? },
            "alert" => What::Alert { about: self.about?, reason: self.reason? },
            "pins" => What::Pins { view: self.view? },
            "resync" => What::Resync { reason: self.reason? },
            _ => return None,
        })
    }
}

/// The state that a word names; which states there are depends on the kind of event.
fn word<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(text)).ok()
}
