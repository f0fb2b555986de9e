//! The registry: which services there are, and where their instances answer.
//!
//! ```text
//! POST → register → store (SQL first) → entries (memory) → event
//! ```
//! Everything that reads, reads memory; memory follows the database, never the other way round.
//! Writers take turns, so that what the database holds is what memory holds.

mod care;
mod entry;
mod instance;
mod source;
mod sources;
mod store;
mod wanted;

pub use care::Care;
pub use entry::{Entry, Facts};
pub use instance::InstanceState;
pub use source::{Seen, SourceState};
#[cfg(test)]
pub(crate) use store::STATEMENTS;
pub use wanted::Wanted;

use crate::traffic::Transition;
use crate::{Error, clock, db::Db, events::Events};
use domain::event::{ServiceChange, What};
use domain::health::Verdict;
use domain::service::{EXPIRED_LISTED_SECONDS, HealthChange, ManualStatus, Registration};
use domain::{Failure, Health, Time, names};
use sources::{Sources, source_in};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The services of this Meshdeck.
#[derive(Clone, Debug)]
pub struct Registry(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    events: Events,
    entries: RwLock<BTreeMap<String, Arc<Entry>>>,
    sources: Mutex<Sources>,
    turn: tokio::sync::Mutex<()>,
}

/// What a registration brought about.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The service as it stands now.
    pub entry: Arc<Entry>,
    /// The instance that registered.
    pub instance: Arc<InstanceState>,
    /// Whether the service, or this instance of it, is new.
    pub created: bool,
}

impl Registry {
    /// Takes up what the database holds.
    pub async fn open(db: Db, events: Events) -> Result<Self, Error> {
        let api = Arc::new(SourceState::api());
        let mut sources = Sources::from([((api.kind, api.name.clone()), api)]);
        for (kind, name, as_of) in store::sources(&db).await? {
            source_in(&mut sources, kind, &name, as_of);
        }
        let entries = store::load(&db, |kind, name| source_in(&mut sources, kind, name, Time(0))).await?;
        let entries = entries.into_iter().map(|entry| (entry.facts.name.clone(), Arc::new(entry))).collect();
        let (entries, sources) = (RwLock::new(entries), Mutex::new(sources));
        Ok(Self(Arc::new(Inner { db, events, entries, sources, turn: tokio::sync::Mutex::default() })))
    }

    /// Registers an instance at our API, or renews it: the same name and base URL are the same instance.
    pub async fn register(&self, registration: &Registration) -> Result<Registered, Error> {
        let _turn = self.0.turn.lock().await;
        let now = clock::now();
        let before = self.get(&registration.name);
        if let Some(other) = before.as_ref().filter(|before| !before.source.is_api()) {
            return Err(Error::Taken { service: registration.name.clone(), owner: other.source.words() });
        }
        let (entry, instance, created) = Entry::registered(before.as_deref(), &self.api(), registration, now);
        store::save(&self.0.db, &entry, &instance).await?;
        let entry = self.replace(before.as_deref(), entry, created);
        Ok(Registered { entry, instance, created })
    }

    /// Puts a service in place of what it was, and tells it where somebody sees a difference: in its facts, or as `is_news` says.
    fn replace(&self, before: Option<&Entry>, entry: Entry, is_news: bool) -> Arc<Entry> {
        let change = match before {
            None => Some(ServiceChange::Registered),
            Some(before) if is_news || before.facts.differ(&entry.facts) => Some(ServiceChange::Changed),
            Some(_) => None,
        };
        let entry = Arc::new(entry);
        self.put(Arc::clone(&entry));
        if let Some(change) = change {
            self.tell(&entry.facts.name, change);
        }
        entry
    }

    /// Changes what is known of a service; `None` where there is none.
    pub async fn change(&self, name: &str, change: impl FnOnce(&mut Facts)) -> Result<Option<Arc<Entry>>, Error> {
        let _turn = self.0.turn.lock().await;
        let Some(before) = self.get(name) else { return Ok(None) };
        let mut entry = Entry::clone(&before);
        change(&mut entry.facts);
        store::save_facts(&self.0.db, &entry.facts).await?;
        let entry = Arc::new(entry);
        self.put(Arc::clone(&entry));
        self.tell(name, ServiceChange::Changed);
        Ok(Some(entry))
    }

    /// Removes a service, or one instance of it by id or base URL; false where there is none.
    pub async fn remove(&self, name: &str, instance: Option<&str>) -> Result<bool, Error> {
        let _turn = self.0.turn.lock().await;
        let Some(entry) = self.get(name) else { return Ok(false) };
        let Some(wanted) = instance else {
            self.drop_service(name).await?;
            return Ok(true);
        };
        let Some(found) = entry.instances.iter().find(|i| i.id == wanted || i.base_url == wanted) else { return Ok(false) };
        self.drop_instance(&entry, found).await?;
        Ok(true)
    }

    /// Removes an instance that was unhealthy for longer than it asked to be kept, and tells why.
    pub async fn give_up(&self, name: &str, instance: &InstanceState, seconds: u32) -> Result<(), Error> {
        if !self.remove(name, Some(&instance.id)).await? {
            return Ok(());
        }
        let reason = format!("removed: it was unhealthy for {seconds} s, and asked not to be kept longer");
        tracing::info!(service = name, instance = instance.base_url, "{name} at {}: {reason}", instance.base_url);
        self.0.events.emit(What::Alert { about: format!("{name} at {}", instance.base_url), reason });
        Ok(())
    }

    /// Ends the leases that are over, and forgets instances that have been listed as expired for long enough.
    pub async fn sweep_leases(&self) -> Result<(), Error> {
        let now = clock::now();
        for entry in self.all() {
            for instance in &entry.instances {
                let Some(until) = instance.lease_until().filter(|until| *until <= now) else { continue };
                if now.seconds() - until.seconds() >= EXPIRED_LISTED_SECONDS {
                    let _turn = self.0.turn.lock().await;
                    if let Some(entry) = self.get(&entry.facts.name) {
                        self.drop_instance(&entry, instance).await?;
                    }
                } else if instance.verdict().health != Health::Expired {
                    let verdict = Verdict { health: Health::Expired, reason: "its lease ended without renewal".to_owned(), since: until };
                    self.judge(&entry, instance, verdict).await?;
                    self.tell(&entry.facts.name, ServiceChange::Expired);
                }
            }
        }
        Ok(())
    }

    /// Keeps a changed verdict over an instance, and tells everyone.
    pub async fn judge(&self, entry: &Entry, instance: &InstanceState, verdict: Verdict) -> Result<(), Error> {
        instance.set_verdict(verdict.clone());
        store::judge(&self.0.db, &entry.facts.name, &instance.base_url, &verdict).await?;
        self.0.events.emit(What::Health {
            service: entry.facts.name.clone(),
            instance: instance.base_url.clone(),
            health: verdict.health,
            reason: verdict.reason,
            service_health: entry.verdict().health,
        });
        Ok(())
    }

    /// Tells everyone how an instance's circuit stands now.
    pub fn tell_circuit(&self, entry: &Entry, instance: &InstanceState, Transition { to, reason }: Transition) {
        let (service, instance) = (entry.facts.name.clone(), instance.base_url.clone());
        self.0.events.emit(What::Circuit { service, instance, circuit: to, reason });
    }

    /// Puts what is known of a service's manual beside it; false where the service is gone.
    pub fn set_manual(&self, name: &str, manual: ManualStatus) -> bool {
        let mut entries = self.0.entries.write().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = entries.get_mut(name) else { return false };
        *entry = Arc::new(Entry { manual, ..Entry::clone(entry) });
        true
    }

    /// The service of that name.
    pub fn get(&self, name: &str) -> Option<Arc<Entry>> {
        self.0.entries.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// The service of that name, or a failure that names those it may be.
    pub fn require(&self, name: &str) -> Result<Arc<Entry>, Failure> {
        self.get(name).ok_or_else(|| {
            let all = self.all();
            let near = names::near(name, all.iter().map(|entry| entry.facts.name.as_str()));
            Failure::not_found(format!("There is no service `{name}`."), near)
        })
    }

    /// Every service, by name.
    pub fn all(&self) -> Vec<Arc<Entry>> {
        self.0.entries.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The last changes of a service's health, newest first.
    pub async fn history(&self, name: &str, limit: u32) -> Result<Vec<HealthChange>, Error> {
        store::history(&self.0.db, name, limit).await
    }

    async fn drop_service(&self, name: &str) -> Result<(), Error> {
        store::remove_service(&self.0.db, name).await?;
        self.0.entries.write().unwrap_or_else(PoisonError::into_inner).remove(name);
        self.tell(name, ServiceChange::Removed);
        Ok(())
    }

    async fn drop_instance(&self, entry: &Entry, gone: &InstanceState) -> Result<(), Error> {
        let name = &entry.facts.name;
        let instances: Vec<_> = entry.instances.iter().filter(|instance| instance.id != gone.id).cloned().collect();
        if instances.is_empty() {
            return self.drop_service(name).await;
        }
        store::remove_instance(&self.0.db, name, &gone.base_url).await?;
        self.put(Arc::new(Entry { instances, ..entry.clone() }));
        self.tell(name, ServiceChange::Changed);
        Ok(())
    }

    fn put(&self, entry: Arc<Entry>) {
        self.0.entries.write().unwrap_or_else(PoisonError::into_inner).insert(entry.facts.name.clone(), entry);
    }

    fn tell(&self, name: &str, change: ServiceChange) {
        self.0.events.emit(What::Service { service: name.to_owned(), change });
    }
}

#[cfg(test)]
mod tests;
