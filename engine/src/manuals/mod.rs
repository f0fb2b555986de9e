//! Manuals: found, fetched, understood, kept in every version.
//!
//! ```text
//! places to look → fetch → read → keep the text → catalogue + registry → event
//! ```
//! UTCP manuals are read. OpenAPI documents and MCP servers are recognised and said to be not yet readable.

mod places;
mod store;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use store::STATEMENTS;

use crate::catalogue::Catalogue;
use crate::db::Db;
use crate::egress::{Fetched, Outbound};
use crate::events::Events;
use crate::registry::{Entry, Registry};
use crate::{Error, clock, ids};
use domain::event::What;
use domain::manual::{BYTES_MAX, Manual, read_utcp};
use domain::service::{ManualState, ManualStatus, Protocol};
use domain::tool::ManualVersion;
use places::Place;
use std::time::Duration;

/// How long a manual may take to come.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads and keeps the manuals of services.
#[derive(Clone, Debug)]
pub struct Manuals {
    db: Db,
    events: Events,
    registry: Registry,
    catalogue: Catalogue,
    outbound: Outbound,
}

/// A manual's text with what was made of it.
struct Found {
    kind: Protocol,
    text: String,
    outcome: Result<Manual, String>,
}

impl Manuals {
    /// Takes up the manuals that the database holds, so that the catalogue is full before the first fetch.
    pub async fn open(db: Db, events: Events, registry: Registry, catalogue: Catalogue, outbound: Outbound) -> Result<Self, Error> {
        for (service, kind, mut status) in store::load(&db).await? {
            if let Some(text) = store::current_text(&db, &service).await?.filter(|_| kind == Some(Protocol::Utcp)) {
                let manual = read_utcp(&service, &text).unwrap_or_default();
                status.rejected = manual.rejected;
                catalogue.set(&service, manual.tools);
            }
            registry.set_manual(&service, status);
        }
        Ok(Self { db, events, registry, catalogue, outbound })
    }

    /// Fetches a service's manual anew; what is known already stays when it cannot be had.
    pub async fn refresh(&self, name: &str) -> Result<(), Error> {
        let Some(entry) = self.registry.get(name) else { return Ok(()) };
        match self.find(&entry).await {
            Ok(found) => self.keep(&entry, found).await,
            Err(reason) => self.fail(&entry, reason).await,
        }
    }

    /// The text of a service's manual in use.
    pub async fn text(&self, name: &str) -> Result<Option<String>, Error> {
        store::current_text(&self.db, name).await
    }

    /// Every version of a service's manual, newest first.
    pub async fn versions(&self, name: &str) -> Result<Vec<ManualVersion>, Error> {
        store::versions(&self.db, name).await
    }

    /// Forgets a service's tools; its texts went with the service.
    pub fn forget(&self, name: &str) {
        self.catalogue.remove(name);
    }

    async fn find(&self, entry: &Entry) -> Result<Found, String> {
        let places = places::of(&entry.facts, entry.instances.iter().map(|instance| instance.base_url.as_str()));
        let mut reasons = Vec::new();
        for place in places {
            if place.kind == Some(Protocol::Mcp) {
                return Ok(Found { kind: Protocol::Mcp, text: String::new(), outcome: Err(not_yet(Protocol::Mcp)) });
            }
            match self.outbound.get(&place.url, BYTES_MAX, TIMEOUT).await {
                Ok(fetched) if fetched.status == 200 => return understand(&entry.facts.name, &place, &fetched),
                Ok(fetched) => reasons.push(format!("{} answers {}", place.url, fetched.status)),
                Err(trouble) => reasons.push(format!("{}: {}", place.url, trouble.words())),
            }
        }
        Err(if reasons.is_empty() { "there is no instance to ask".to_owned() } else { reasons.join("; ") })
    }

    async fn keep(&self, entry: &Entry, found: Found) -> Result<(), Error> {
        let name = &entry.facts.name;
        let digest = ids::sha256_hex(&found.text);
        let before = &entry.manual;
        let changed = before.digest.as_deref() != Some(digest.as_str());
        if found.kind == Protocol::Utcp && found.outcome.is_err() {
            let reason = found.outcome.err().unwrap_or_default();
            return self.fail(entry, reason).await;
        }
        let (state, reason, manual) = match found.outcome {
            Ok(manual) => (ManualState::Read, None, manual),
            Err(reason) => (ManualState::Unreadable, Some(reason), Manual::default()),
        };
        let mut status = ManualStatus {
            state,
            kind: Some(found.kind),
            reason,
            digest: Some(digest.clone()),
            fetched_at: Some(clock::now()),
            versions: before.versions,
            rejected: manual.rejected,
        };
        status.versions = store::keep(&self.db, name, &status, &digest, &found.text).await?;
        let is_news = changed || before.state != status.state;
        if is_news {
            self.catalogue.set(name, manual.tools);
        }
        self.settle(name, status, is_news);
        Ok(())
    }

    /// Says that the manual could not be had; the tools read before stay callable.
    async fn fail(&self, entry: &Entry, reason: String) -> Result<(), Error> {
        let is_news = entry.manual.state != ManualState::Failed || entry.manual.reason.as_ref() != Some(&reason);
        let status = ManualStatus { state: ManualState::Failed, reason: Some(reason), ..entry.manual.clone() };
        store::fail(&self.db, &entry.facts.name, &status).await?;
        self.settle(&entry.facts.name, status, is_news);
        Ok(())
    }

    fn settle(&self, name: &str, status: ManualStatus, is_news: bool) {
        let (state, versions, reason) = (status.state, status.versions, status.reason.clone());
        if !self.registry.set_manual(name, status) {
            self.catalogue.remove(name);
            return;
        }
        if is_news {
            let tools = self.catalogue.count(name);
            self.events.emit(What::Manual { service: name.to_owned(), state, tools, versions, reason });
        }
    }
}

fn understand(service: &str, place: &Place, fetched: &Fetched) -> Result<Found, String> {
    let text = String::from_utf8(fetched.body.clone()).map_err(|_| format!("{}: it is not UTF-8 text", place.url))?;
    if let Some(kind) = other_kind(&text) {
        return Ok(Found { kind, outcome: Err(not_yet(kind)), text });
    }
    let outcome = read_utcp(service, &text).map_err(|reason| format!("{}: {reason}", place.url));
    Ok(Found { kind: Protocol::Utcp, text, outcome })
}

/// An OpenAPI document names its version in a key of the whole.
fn other_kind(text: &str) -> Option<Protocol> {
    #[derive(serde::Deserialize)]
    struct Head {
        openapi: Option<serde::de::IgnoredAny>,
        swagger: Option<serde::de::IgnoredAny>,
    }
    let head: Head = serde_json::from_str(text).ok()?;
    (head.openapi.is_some() || head.swagger.is_some()).then_some(Protocol::Openapi)
}

fn not_yet(kind: Protocol) -> String {
    format!("{} manuals are not yet readable here; the service is listed and its health is checked", kind.name())
}
