//! What a source says of one service, and what the service becomes by it.

use super::entry::first_facts;
use super::{Entry, InstanceState, SourceState};
use domain::Time;
use domain::service::{ManualStatus, Registration};
use serde_json::{Map, Value};
use std::sync::Arc;

/// One service as a source wants it: all its instances, and nothing from elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// One registration an instance, all of one name; where they differ, the last one holds for the service.
    pub registrations: Vec<Registration>,
    /// What the source says that we have no word for; shown as it came.
    pub extra: Map<String, Value>,
}

impl Wanted {
    /// Its name.
    pub fn name(&self) -> &str {
        self.registrations.first().map_or("", |registration| &registration.name)
    }

    /// The service that it makes of the one there is; what the source no longer says is gone from it.
    pub fn entry(&self, before: Option<&Entry>, source: &Arc<SourceState>, now: Time) -> Option<Entry> {
        let mut facts = first_facts(self.registrations.first()?, now);
        // How its calls travel is the operator's word, but for the balancer.
        facts.traffic = before.map_or(facts.traffic, |before| before.facts.traffic);
        self.registrations.iter().for_each(|registration| facts.renew(registration, now));
        facts.created_at = before.map_or(now, |before| before.facts.created_at);
        let known = |url: &str| before.and_then(|before| before.instances.iter().find(|instance| instance.base_url == url));
        let mut instances: Vec<_> = self
            .registrations
            .iter()
            .map(|registration| {
                let instance = InstanceState::registered(registration, now);
                Arc::new(match known(&registration.base_url) {
                    Some(before) => instance.succeeding(before),
                    None => instance,
                })
            })
            .collect();
        instances.sort_by(|a, b| a.base_url.cmp(&b.base_url));
        instances.dedup_by(|a, b| a.base_url == b.base_url);
        Some(Entry {
            facts,
            source: Arc::clone(source),
            extra: self.extra.clone(),
            instances,
            manual: before.map_or_else(ManualStatus::default, |before| before.manual.clone()),
            spread: before.map_or_else(Arc::default, |before| Arc::clone(&before.spread)),
        })
    }
}
