//! One service in memory: what it said of itself, its instances, its manual.

use super::{InstanceState, SourceState};
use crate::clock;
use crate::traffic::Spread;
use domain::Time;
use domain::health::{self, Verdict};
use domain::service::{ManualStatus, Protocol, Registration, Service};
use domain::traffic::Traffic;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The share of instances in rotation, in percent, below which calls go to all whose lease holds.
pub const HEALTHY_PANIC_THRESHOLD: usize = 50;

/// What a service said of itself when it registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
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
    /// The services that it means to call.
    pub depends_on: Vec<String>,
    /// How its calls travel.
    pub traffic: Traffic,
    /// Which kind of manual it has.
    pub protocol: Option<Protocol>,
    /// Where its manual is.
    pub manual_url: Option<String>,
    /// When it first registered.
    pub created_at: Time,
    /// When it last did.
    pub renewed_at: Time,
}

impl Facts {
    /// Whether a person would see a difference.
    pub fn differ(&self, other: &Self) -> bool {
        Self { renewed_at: other.renewed_at, ..self.clone() } != *other
    }
}

/// One service in memory.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it said of itself.
    pub facts: Facts,
    /// Who brought it, and alone may change it.
    pub source: Arc<SourceState>,
    /// What its source says of it that we have no word for.
    pub extra: Map<String, Value>,
    /// Its instances, by base URL.
    pub instances: Vec<Arc<InstanceState>>,
    /// Its manual.
    pub manual: ManualStatus,
    /// Whose turn it is; it outlives changes of the service.
    pub spread: Arc<Spread>,
}

impl Entry {
    /// The service after `registration`, the instance that registered, and whether that one is new.
    pub fn registered(
        before: Option<&Self>,
        source: &Arc<SourceState>,
        registration: &Registration,
        now: Time,
    ) -> (Self, Arc<InstanceState>, bool) {
        let mut entry = before.cloned().unwrap_or_else(|| Self {
            facts: first_facts(registration, now),
            source: Arc::clone(source),
            extra: Map::new(),
            instances: Vec::new(),
            manual: ManualStatus::default(),
            spread: Arc::default(),
        });
        entry.facts.renew(registration, now);
        let known = entry.instances.iter().position(|instance| instance.base_url == registration.base_url);
        let instance = match known {
            Some(at) => Arc::new(entry.instances[at].renewed(registration, now)),
            None => Arc::new(InstanceState::registered(registration, now)),
        };
        match known {
            Some(at) => entry.instances[at] = Arc::clone(&instance),
            None => entry.instances.push(Arc::clone(&instance)),
        }
        entry.instances.sort_by(|a, b| a.base_url.cmp(&b.base_url));
        (entry, instance, known.is_none())
    }

    /// Whether both say the same, whenever they said it.
    pub fn is_like(&self, other: &Self) -> bool {
        let alike = self.instances.len() == other.instances.len() && self.instances.iter().zip(&other.instances).all(|(a, b)| a.is_like(b));
        alike && self.source.is(&other.source) && self.extra == other.extra && !self.facts.differ(&other.facts)
    }

    /// The verdict over the service.
    pub fn verdict(&self) -> Verdict {
        let all: Vec<Verdict> = self.instances.iter().map(|instance| instance.verdict()).collect();
        health::of_service(&all)
    }

    /// The instances that calls may go to: those in rotation.
    ///
    /// Where checks fail for more than half of those whose lease holds, all of these: the few that are left would
    /// drown, and the checks may be wrong.
    pub fn rotation(&self, now: Time) -> Vec<Arc<InstanceState>> {
        let everywhere = self.is_panic(now);
        self.instances.iter().filter(|one| if everywhere { one.is_leased(now) } else { one.is_in_rotation(now) }).cloned().collect()
    }

    fn is_panic(&self, now: Time) -> bool {
        let count = |of: fn(&InstanceState, Time) -> bool| self.instances.iter().filter(|instance| of(instance, now)).count();
        count(InstanceState::is_in_rotation) * 100 < count(InstanceState::is_leased) * HEALTHY_PANIC_THRESHOLD
    }

    /// The service as callers see it, with `tools` tools in the catalogue.
    pub fn describe(&self, tools: u32) -> Service {
        let Verdict { health, mut reason, since } = self.verdict();
        if self.instances.len() > 1 && self.is_panic(clock::now()) {
            reason.push_str("; more than half are down, so calls go to all of them");
        }
        let facts = self.facts.clone();
        let source = self.source.describe(facts.renewed_at);
        Service {
            name: facts.name,
            environment: facts.environment,
            version: facts.version,
            owner: facts.owner,
            tags: facts.tags,
            depends_on: facts.depends_on,
            source,
            health,
            reason,
            since,
            instances: self.instances.iter().map(|instance| instance.describe()).collect(),
            manual: self.manual.clone(),
            tools,
            traffic: facts.traffic,
            // Who reads manuals knows, and says so.
            hold_changes: false,
        }
    }
}

/// Facts of which nothing is known but the name.
pub(super) fn first_facts(registration: &Registration, now: Time) -> Facts {
    Facts {
        name: registration.name.clone(),
        environment: None,
        version: None,
        owner: None,
        tags: Vec::new(),
        depends_on: Vec::new(),
        traffic: Traffic::default(),
        protocol: None,
        manual_url: None,
        created_at: now,
        renewed_at: now,
    }
}

impl Facts {
    /// Takes over what the registration says; what it leaves out stays as it was.
    pub(super) fn renew(&mut self, registration: &Registration, now: Time) {
        let Registration { environment, version, owner, tags, depends_on, balancer, protocol, manual_url, .. } = registration.clone();
        self.environment = environment.or(self.environment.take());
        self.version = version.or(self.version.take());
        self.owner = owner.or(self.owner.take());
        self.protocol = protocol.or(self.protocol);
        self.manual_url = manual_url.or(self.manual_url.take());
        self.traffic.balancer = balancer.unwrap_or(self.traffic.balancer);
        if !tags.is_empty() {
            self.tags = tags;
        }
        if !depends_on.is_empty() {
            self.depends_on = depends_on;
        }
        self.renewed_at = now;
    }
}
