//! The sources of the registry: which there are, and what each may bring.

use super::{Entry, Registry, SourceState, Wanted, store};
use crate::{Error, clock};
use domain::Time;
use domain::event::What;
use domain::service::SourceKind;
use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};

/// The sources of services, by kind and name.
pub(super) type Sources = BTreeMap<(SourceKind, String), Arc<SourceState>>;

impl Registry {
    /// Makes a service what its source wants it to be. `None` where it is so already; an error names the source that has it.
    pub async fn bring(&self, source: &Arc<SourceState>, wanted: &Wanted) -> Result<Option<Arc<Entry>>, Error> {
        let _turn = self.0.turn.lock().await;
        let before = self.get(wanted.name());
        if let Some(other) = before.as_ref().filter(|before| !may_take(source, &before.source)) {
            return Err(Error::Taken { service: wanted.name().to_owned(), owner: other.source.words() });
        }
        let Some(entry) = wanted.entry(before.as_deref(), source, clock::now()) else { return Ok(None) };
        if before.as_ref().is_some_and(|before| before.is_like(&entry)) {
            return Ok(None);
        }
        store::replace(&self.0.db, &entry).await?;
        Ok(Some(self.replace(before.as_deref(), entry, true)))
    }

    /// The source of that kind and name, new where it was not known.
    pub fn source(&self, kind: SourceKind, name: &str) -> Arc<SourceState> {
        source_in(&mut self.locked_sources(), kind, name, Time(0))
    }

    /// Every source but our own API.
    pub fn sources(&self) -> Vec<Arc<SourceState>> {
        self.locked_sources().values().filter(|source| !source.is_api()).cloned().collect()
    }

    /// The services that a source brought, by name.
    pub fn brought_by(&self, source: &SourceState) -> Vec<Arc<Entry>> {
        self.all().into_iter().filter(|entry| entry.source.is(source)).collect()
    }

    /// Keeps when a source last answered, for a process to come.
    pub async fn keep_source(&self, source: &SourceState) -> Result<(), Error> {
        store::save_source(&self.0.db, source, source.seen().as_of).await
    }

    /// Forgets a source that brings nothing any more.
    pub async fn forget_source(&self, source: &SourceState) -> Result<(), Error> {
        store::remove_source(&self.0.db, source).await?;
        self.locked_sources().remove(&(source.kind, source.name.clone()));
        Ok(())
    }

    /// Tells everyone of something that wants a person.
    pub fn alert(&self, about: String, reason: String) {
        self.0.events.emit(What::Alert { about, reason });
    }

    /// Our own API among the sources.
    pub(super) fn api(&self) -> Arc<SourceState> {
        let api = SourceState::api();
        self.source(api.kind, &api.name)
    }

    fn locked_sources(&self) -> MutexGuard<'_, Sources> {
        self.0.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The source of that kind and name among `sources`, put there where it was not known.
pub(super) fn source_in(sources: &mut Sources, kind: SourceKind, name: &str, as_of: Time) -> Arc<SourceState> {
    Arc::clone(sources.entry((kind, name.to_owned())).or_insert_with(|| Arc::new(SourceState::known(kind, name, as_of))))
}

/// A source owns only what it brought; but what registered here before we stood in front of a registry is that registry's.
fn may_take(source: &SourceState, owner: &SourceState) -> bool {
    source.is(owner) || (source.kind == SourceKind::Registry && owner.is_api())
}
