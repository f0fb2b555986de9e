//! Manuals: found, fetched, understood, kept in every version.
//!
//! ```text
//! places to look → fetch → read → keep the text → catalogue + registry → event
//! ```
//! UTCP manuals, OpenAPI documents and the lists of MCP servers; which of them a text is, it says itself.

mod approval;
pub mod check;
mod holds;
mod places;
mod review;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod watch;

#[cfg(test)]
pub(crate) use store::STATEMENTS;

use crate::catalogue::Catalogue;
use crate::db::Db;
use crate::egress::Fetched;
use crate::events::Events;
use crate::means::Means;
use crate::registry::{Entry, Facts, InstanceState, Registry};
use crate::{Error, clock, ids};
use domain::event::What;
use domain::manual::{BYTES_MAX, Manual, diff, read_utcp};
use domain::service::{ManualState, ManualStatus, Protocol};
use domain::tool::{Tool, ToolState};
use domain::{mcp, openapi};
use holds::{Definition, Holds};
use places::Place;
use std::sync::Arc;
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
    means: Means,
    holds: Holds,
    /// Held while a service's tools are judged and put into the catalogue, so that no approval is of what was replaced.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// A manual's text with what was made of it.
struct Found {
    kind: Protocol,
    text: String,
    manual: Manual,
}

impl Manuals {
    /// Takes up the manuals that the database holds, so that the catalogue is full before the first fetch.
    pub async fn open(db: Db, events: Events, registry: Registry, catalogue: Catalogue, means: Means) -> Result<Self, Error> {
        let holds = Holds::open(db.clone()).await?;
        for (service, kind, mut status) in store::load(&db).await? {
            if let (Some(text), Some(kind)) = (store::current_text(&db, &service).await?, kind) {
                let at = registry.get(&service).map(|entry| usual_place(&entry, kind)).unwrap_or_default();
                let manual = read(&service, kind, &at, &text).unwrap_or_default();
                status.rejected = manual.rejected;
                catalogue.set(&service, holds.judge(&service, manual.tools).await?);
            }
            registry.set_manual(&service, status);
        }
        Ok(Self { db, events, registry, catalogue, means, holds, turn: Arc::default() })
    }

    /// Fetches a service's manual anew; what is known already stays when it cannot be had.
    pub async fn refresh(&self, name: &str) -> Result<(), Error> {
        let Some(entry) = self.registry.get(name) else { return Ok(()) };
        match self.find(&entry).await {
            Ok(found) => self.keep(&entry, found).await,
            Err(reason) => self.fail(&entry, reason).await,
        }
    }

    /// Whether an instance's manual can be read right now; the error says why not. Nothing is kept of it.
    pub async fn try_read(&self, entry: &Entry, instance: &InstanceState) -> Result<(), String> {
        let kind = entry.facts.protocol.or(entry.manual.kind);
        let facts = Facts { protocol: kind, ..entry.facts.clone() };
        let mut reasons = Vec::new();
        for place in places::of(&facts, std::iter::once(instance.base_url.as_str())) {
            match look(&self.means, &place).await {
                Ok((kind, text)) => return read(&facts.name, kind, &place.url, &text).map(drop),
                Err(reason) => reasons.push(reason),
            }
        }
        Err(reasons.join("; "))
    }

    /// Where an instance's MCP server answers.
    pub fn endpoint(entry: &Entry, instance: &InstanceState) -> String {
        let facts = Facts { protocol: Some(Protocol::Mcp), ..entry.facts.clone() };
        let place = places::of(&facts, std::iter::once(instance.base_url.as_str())).into_iter().next();
        place.map(|place| place.url).unwrap_or_default()
    }

    /// The text of a service's manual in use.
    pub async fn text(&self, name: &str) -> Result<Option<String>, Error> {
        store::current_text(&self.db, name).await
    }

    /// Forgets a service's tools; its texts went with the service.
    pub fn forget(&self, name: &str) {
        self.catalogue.remove(name);
    }

    async fn find(&self, entry: &Entry) -> Result<Found, String> {
        let mut reasons = Vec::new();
        for place in places(entry) {
            match look(&self.means, &place).await {
                Ok((kind, text)) => {
                    let manual = read(&entry.facts.name, kind, &place.url, &text).map_err(|reason| format!("{}: {reason}", place.url))?;
                    return Ok(Found { kind, text, manual });
                }
                Err(reason) => reasons.push(reason),
            }
        }
        Err(if reasons.is_empty() { "there is no instance to ask".to_owned() } else { reasons.join("; ") })
    }

    async fn keep(&self, entry: &Entry, Found { kind, text, manual }: Found) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        let name = &entry.facts.name;
        let digest = ids::sha256_hex(&text);
        let before = &entry.manual;
        let is_news = before.digest.as_deref() != Some(digest.as_str()) || before.state != ManualState::Read;
        let mut status = ManualStatus {
            state: ManualState::Read,
            kind: Some(kind),
            reason: None,
            digest: Some(digest.clone()),
            fetched_at: Some(clock::now()),
            versions: before.versions,
            rejected: manual.rejected,
        };
        status.versions = store::keep(&self.db, name, &status, &digest, &text).await?;
        let changed = if is_news { self.put(name, manual.tools).await? } else { None };
        self.settle(name, status, is_news, changed);
        Ok(())
    }

    /// Puts a service's tools into the catalogue, those held back that are not as approved; what changed, in a few words.
    async fn put(&self, name: &str, tools: Vec<Tool>) -> Result<Option<String>, Error> {
        let definitions: Vec<Definition> = tools.iter().map(Definition::of).collect();
        store::keep_definitions(&self.db, name, &definitions, clock::now()).await?;
        let tools = self.holds.judge(name, tools).await?;
        let before = self.catalogue.of_service(name);
        let changes = if before.is_empty() { Vec::new() } else { diff::between(&before, &tools) };
        let held = tools.iter().filter(|tool| tool.state == ToolState::Quarantined).count();
        let words = [diff::summary(&changes), if held > 0 { format!("{held} held for approval") } else { String::new() }];
        let words = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ");
        self.catalogue.set(name, tools);
        Ok(Some(words).filter(|words| !words.is_empty()))
    }

    /// Says that the manual could not be had; the tools read before stay callable.
    async fn fail(&self, entry: &Entry, reason: String) -> Result<(), Error> {
        let is_news = entry.manual.state != ManualState::Failed || entry.manual.reason.as_ref() != Some(&reason);
        let status = ManualStatus { state: ManualState::Failed, reason: Some(reason), ..entry.manual.clone() };
        store::fail(&self.db, &entry.facts.name, &status).await?;
        let reason = status.reason.clone();
        self.settle(&entry.facts.name, status, is_news, reason);
        Ok(())
    }

    /// Puts what is known of a manual beside its service, and tells of it where it is news.
    fn settle(&self, name: &str, status: ManualStatus, is_news: bool, reason: Option<String>) {
        if !self.registry.set_manual(name, status) {
            self.catalogue.remove(name);
        } else if is_news {
            self.tell(name, reason);
        }
    }

    fn tell(&self, name: &str, reason: Option<String>) {
        if let Some(entry) = self.registry.get(name) {
            let ManualStatus { state, versions, .. } = entry.manual;
            self.events.emit(What::Manual { service: name.to_owned(), state, tools: self.catalogue.count(name), versions, reason });
        }
    }
}

/// The manual at a place, and of which kind it is; the error says why there is none.
async fn look(means: &Means, Place { url, kind }: &Place) -> Result<(Protocol, String), String> {
    if *kind == Some(Protocol::Mcp) {
        let listed = means.mcp.tools(url, TIMEOUT).await.map_err(|miss| format!("{url}: {}", miss.words()))?;
        return Ok((Protocol::Mcp, format!("{:#}", mcp::in_order(listed))));
    }
    match means.outbound.get(url, BYTES_MAX, TIMEOUT).await {
        Ok(fetched) if fetched.status == 200 => text_of(fetched).map_err(|reason| format!("{url}: {reason}")),
        Ok(fetched) => Err(format!("{url} answers {}", fetched.status)),
        Err(trouble) => Err(format!("{url}: {}", trouble.words())),
    }
}

/// The places of a service, in the order in which to look.
fn places(entry: &Entry) -> Vec<Place> {
    places::of(&entry.facts, entry.instances.iter().map(|instance| instance.base_url.as_str()))
}

/// Where the instances of a service answer MCP.
pub fn mcp_endpoints(entry: &Entry) -> Vec<String> {
    let speaks_mcp = |place: &Place| place.kind.is_none_or(|kind| kind == Protocol::Mcp);
    places(entry).into_iter().filter(speaks_mcp).map(|place| place.url).collect()
}

/// Where a manual of that kind lies that was read earlier; what it says relative to itself is meant from there.
fn usual_place(entry: &Entry, kind: Protocol) -> String {
    let mut near = places(entry).into_iter().filter(|place| place.kind.is_none_or(|expected| expected == kind));
    near.next().map(|place| place.url).unwrap_or_default()
}

/// A text, and of which kind it says that it is.
fn text_of(fetched: Fetched) -> Result<(Protocol, String), String> {
    let text = String::from_utf8(fetched.body).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let kind = if openapi::is_document(&text) { Protocol::Openapi } else { Protocol::Utcp };
    Ok((kind, text))
}

fn read(service: &str, kind: Protocol, at: &str, text: &str) -> Result<Manual, String> {
    match kind {
        Protocol::Utcp => read_utcp(service, text),
        Protocol::Openapi => openapi::read(service, at, text),
        Protocol::Mcp => mcp::read(service, at, text),
    }
}
