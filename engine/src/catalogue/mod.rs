//! The catalogue: every tool of every service, in memory, searchable.
//!
//! Filled by `manuals`, read by the gateway, the pages and the planner. A lookup is one hash; a search
//! touches only the tools that share a word with the question.

mod index;
#[cfg(test)]
mod tests;
mod words;

pub use words::terms;

use crate::gateway::{Lasting, Schema};
use domain::Failure;
use domain::names;
use domain::tool::{Tool, Why};
use index::Index;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// A tool in memory, with its schema ready to check inputs.
#[derive(Debug)]
pub struct Listed {
    /// The tool.
    pub tool: Arc<Tool>,
    /// Its input schema, compiled at the first call.
    pub schema: Schema,
    /// Its output schema, read when it is first asked for.
    pub outputs: OnceLock<Schema>,
    /// How it is called, where that lasts.
    pub plan: Lasting,
}

/// A tool that a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The tool.
    pub tool: Arc<Tool>,
    /// How well it fits, 0–1.
    pub score: f64,
    /// Why it was found.
    pub why: Vec<Why>,
}

/// The catalogue of this Meshdeck.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Arc<RwLock<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    by_id: HashMap<String, Arc<Listed>>,
    by_service: BTreeMap<String, Vec<Arc<Listed>>>,
    index: Index,
}

impl Catalogue {
    /// Puts `tools` in the place of all tools that `service` had.
    pub fn set(&self, service: &str, mut tools: Vec<Tool>) {
        tools.sort_by(|a, b| a.id.cmp(&b.id));
        let listed = |tool: Tool| {
            let schema = Schema::new(&tool.inputs);
            Listed { schema, tool: Arc::new(tool), outputs: OnceLock::new(), plan: Lasting::default() }
        };
        let listed: Vec<Arc<Listed>> = tools.into_iter().map(|tool| Arc::new(listed(tool))).collect();
        let mut inner = self.0.write().unwrap_or_else(PoisonError::into_inner);
        inner.remove(service);
        for entry in &listed {
            inner.by_id.insert(entry.tool.id.as_str().to_owned(), Arc::clone(entry));
            inner.index.add(&entry.tool);
        }
        inner.by_service.insert(service.to_owned(), listed);
    }

    /// Takes every tool of `service` out.
    pub fn remove(&self, service: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(service);
    }

    /// The tool of that address.
    pub fn get(&self, id: &str) -> Option<Arc<Tool>> {
        self.listed(id).map(|listed| Arc::clone(&listed.tool))
    }

    /// The tool of that address with its schema.
    pub fn listed(&self, id: &str) -> Option<Arc<Listed>> {
        self.read(|inner| inner.by_id.get(id).cloned())
    }

    /// The tool of that address, or a failure that names those it may be.
    pub fn require(&self, id: &str) -> Result<Arc<Listed>, Failure> {
        self.listed(id).ok_or_else(|| {
            let near = self.read(|inner| names::near(id, inner.by_id.keys().map(String::as_str)));
            Failure::not_found(format!("There is no tool `{id}`."), near)
        })
    }

    /// Every tool, by service and name.
    pub fn all(&self) -> Vec<Arc<Tool>> {
        self.read(|inner| inner.by_service.values().flatten().map(|listed| Arc::clone(&listed.tool)).collect())
    }

    /// The tools of one service, by name.
    pub fn of_service(&self, service: &str) -> Vec<Arc<Tool>> {
        self.read(|inner| inner.by_service.get(service).into_iter().flatten().map(|listed| Arc::clone(&listed.tool)).collect())
    }

    /// How many tools a service has.
    pub fn count(&self, service: &str) -> u32 {
        self.read(|inner| inner.by_service.get(service).map_or(0, |tools| tools.len() as u32))
    }

    /// How many tools there are.
    pub fn len(&self) -> usize {
        self.read(|inner| inner.by_id.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tools that fit `words`, best first, at most `limit` of them.
    pub fn search(&self, words: &str, limit: usize) -> Vec<Found> {
        self.read(|inner| {
            let mut hits = inner.index.search(words);
            hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
            let found = hits.into_iter().filter_map(|hit| {
                let tool = Arc::clone(&inner.by_id.get(&hit.id)?.tool);
                Some(Found { tool, score: hit.score, why: hit.why })
            });
            found.take(limit).collect()
        })
    }

    fn read<T>(&self, look: impl FnOnce(&Inner) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn remove(&mut self, service: &str) {
        for listed in self.by_service.remove(service).unwrap_or_default() {
            self.by_id.remove(listed.tool.id.as_str());
            self.index.remove(listed.tool.id.as_str());
        }
    }
}
