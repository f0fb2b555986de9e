//! Holds: services of which a tool that changes waits for somebody's approval.
//!
//! ```text
//! tools read → judge → as approved: active · else: quarantined, with what differs
//! ```
//! A new tool of such a service waits too. What stands when the hold begins counts as approved.

use super::store;
use crate::db::Db;
use crate::{Error, ids};
use domain::Time;
use domain::manual::{canonical, diff, read_definition};
use domain::tool::{Tool, ToolState};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

/// A tool's definition and its digest.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Definition {
    /// The tool's own name.
    pub tool: String,
    /// SHA-256 of the definition, in hex.
    pub digest: String,
    /// Its canonical JSON.
    #[sqlx(rename = "definition")]
    pub json: String,
}

impl Definition {
    /// The definition of `tool`.
    pub fn of(tool: &Tool) -> Self {
        let json = canonical::definition(tool);
        Self { tool: tool.id.name().to_owned(), digest: ids::sha256_hex(&json), json }
    }
}

/// Which services are held. What is approved of them stands in the database, for it is read with a new manual only.
#[derive(Clone, Debug)]
pub struct Holds {
    db: Db,
    services: Arc<RwLock<HashSet<String>>>,
}

impl Holds {
    /// Takes up the holds that the database has.
    pub async fn open(db: Db) -> Result<Self, Error> {
        let services = store::holds(&db).await?.into_iter().collect();
        Ok(Self { db, services: Arc::new(RwLock::new(services)) })
    }

    /// Whether changes of a service's tools are held.
    pub fn is_held(&self, service: &str) -> bool {
        self.services.read().unwrap_or_else(PoisonError::into_inner).contains(service)
    }

    /// Holds back those of a service's tools that are not as approved.
    pub async fn judge(&self, service: &str, mut tools: Vec<Tool>) -> Result<Vec<Tool>, Error> {
        if !self.is_held(service) {
            return Ok(tools);
        }
        let approved: HashMap<String, Definition> =
            store::approved(&self.db, service).await?.into_iter().map(|one| (one.tool.clone(), one)).collect();
        for tool in &mut tools {
            hold_back(tool, approved.get(tool.id.name()));
        }
        Ok(tools)
    }

    /// Begins to hold a service's changes; `tools` count as approved.
    pub async fn begin(&self, service: &str, tools: &[Arc<Tool>], now: Time) -> Result<(), Error> {
        let definitions: Vec<Definition> = tools.iter().map(|tool| Definition::of(tool)).collect();
        store::hold(&self.db, service, &definitions, now).await?;
        self.services.write().unwrap_or_else(PoisonError::into_inner).insert(service.to_owned());
        Ok(())
    }

    /// Ends it; what was approved is forgotten.
    pub async fn end(&self, service: &str) -> Result<(), Error> {
        store::release(&self.db, service).await?;
        self.services.write().unwrap_or_else(PoisonError::into_inner).remove(service);
        Ok(())
    }

    /// Approves a tool as it is defined now.
    pub async fn approve(&self, tool: &Tool, now: Time) -> Result<(), Error> {
        store::approve(&self.db, tool.id.service(), &Definition::of(tool), now).await
    }
}

/// Quarantines a tool unless it is as approved.
fn hold_back(tool: &mut Tool, approved: Option<&Definition>) {
    if approved.is_some_and(|approved| approved.digest == Definition::of(tool).digest) {
        return;
    }
    let before = approved.and_then(|approved| read_definition(tool.id.service(), &approved.json));
    tool.held = diff::of(before.as_ref(), Some(tool));
    tool.state = ToolState::Quarantined;
}

/// A tool that nothing holds back.
pub fn released(tool: &Tool) -> Tool {
    Tool { state: ToolState::Active, held: Vec::new(), ..tool.clone() }
}
