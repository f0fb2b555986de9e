//! Services: registered, listed, shown, removed.

use super::sourced::refuse_foreign;
use super::{Engine, lists};
use crate::analytics::{CallFilter, ServiceFigures};
use crate::clock;
use crate::registry::Entry;
use domain::failure::{Kind, Violation};
use domain::overview::{BARS, ServiceRow};
use domain::patch::Patch;
use domain::query::Query;
use domain::service::{HealthChange, ManualState, Registration, Service, ServiceDetail};
use domain::{Failure, Health, List};
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// How long a registration waits for the manual before it answers.
const MANUAL_WAIT: Duration = Duration::from_secs(5);

/// How many changes of health a page lists.
const HISTORY_SHOWN: u32 = 30;

/// How many calls a page lists.
const CALLS_SHOWN: u32 = 20;

/// How much of a manual's text a page holds, in bytes.
const MANUAL_SHOWN: usize = 200_000;

/// The window of a service's own page, in seconds.
const WINDOW_SECONDS: i64 = 3600;

/// A service that registered, and whether it, or the instance, is new.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisteredService {
    /// The service as it stands.
    pub service: Service,
    /// Whether something new came.
    pub created: bool,
}

impl Engine {
    /// Registers an instance or renews it; waits a while for the manual of a new one.
    pub async fn register(&self, mut registration: Registration) -> Result<RegisteredService, Failure> {
        registration.base_url.truncate(registration.base_url.trim_end_matches('/').len());
        self.refuse_bad(&registration)?;
        let registered = self.0.registry.register(&registration).await?;
        let name = registration.name;
        if registered.created || registered.entry.manual.state != ManualState::Read {
            self.look_at(&registered).await;
        }
        let entry = self.0.registry.require(&name)?;
        Ok(RegisteredService { service: self.describe(&entry), created: registered.created })
    }

    /// Changes how a service's calls travel, its tags, its owner or what it depends on.
    pub async fn change(&self, name: &str, patch: Patch) -> Result<Service, Failure> {
        let entry = self.0.registry.require(name)?;
        let traffic = patch.applied(entry.facts.traffic);
        let traffic = traffic.map_err(|wrong| Failure::violations("The change is not valid; nothing was changed.", wrong))?;
        let changed = self.0.registry.change(name, |facts| {
            facts.traffic = traffic;
            facts.tags = patch.tags.unwrap_or_else(|| std::mem::take(&mut facts.tags));
            facts.owner = patch.owner.or_else(|| facts.owner.take());
            facts.depends_on = patch.depends_on.unwrap_or_else(|| std::mem::take(&mut facts.depends_on));
        });
        let changed = changed.await?;
        if let Some(hold) = patch.hold_changes {
            self.hold_changes(name, hold).await?;
        }
        match changed {
            Some(entry) => Ok(self.describe(&entry)),
            None => Err(Failure::not_found(format!("There is no service `{name}` any more."), Vec::new())),
        }
    }

    /// Removes a service, or one instance of it by id or base URL.
    pub async fn remove(&self, name: &str, instance: Option<&str>) -> Result<(), Failure> {
        let entry = self.0.registry.require(name)?;
        refuse_foreign(&entry)?;
        if !self.0.registry.remove(name, instance).await? {
            let near = entry.instances.iter().map(|instance| instance.base_url.clone()).take(3).collect();
            return Err(Failure::not_found(format!("{name} has no instance `{}`.", instance.unwrap_or_default()), near));
        }
        if self.0.registry.get(name).is_none() {
            self.0.manuals.forget(name);
        }
        Ok(())
    }

    /// Every service by name, a page at a time.
    pub fn services(&self, limit: Option<u32>, after: Option<&str>) -> List<Service> {
        self.services_that_fit(&Query::default(), limit, after)
    }

    /// The services that fit, by name, a page at a time.
    pub fn services_that_fit(&self, query: &Query, limit: Option<u32>, after: Option<&str>) -> List<Service> {
        let limit = limit.unwrap_or(domain::list::LIMIT_DEFAULT);
        let mut all = self.0.registry.all();
        if !query.is_empty() {
            all.retain(|entry| query.fits(&self.describe(entry)));
        }
        List::page(all, after, limit, |entry| &entry.facts.name).map(|entry| self.describe(&entry))
    }

    /// One service.
    pub fn service(&self, name: &str) -> Result<Service, Failure> {
        Ok(self.describe(&*self.0.registry.require(name)?))
    }

    /// One service with everything its page shows.
    pub async fn service_detail(&self, name: &str) -> Result<ServiceDetail, Failure> {
        let entry = self.0.registry.require(name)?;
        let to = clock::now();
        let figures = self.0.analytics.service_bars(to.plus_seconds(-WINDOW_SECONDS), to, BARS).await?;
        let filter = CallFilter { service: Some(name.to_owned()), ..CallFilter::default() };
        let text = self.0.manuals.text(name).await?;
        Ok(ServiceDetail {
            service: self.describe(&entry),
            tools: self.0.catalogue.of_service(name).iter().map(|tool| lists::summary(tool, entry.verdict().health)).collect(),
            manual_text: text.filter(|text| !text.is_empty()).map(shorten),
            history: self.history(name).await?,
            calls: self.0.analytics.recent_calls(filter, CALLS_SHOWN).await?,
            figures: self.row(&entry, figures.get(name)),
            objective: self.0.objectives.standing(name, to).await?,
            alerts: self.0.alerts.firing_of(name, to).await?,
        })
    }

    /// Every service as a row over the last `window` seconds, worst first.
    pub async fn service_rows(&self, window: i64) -> Result<Vec<ServiceRow>, Failure> {
        let to = clock::now();
        let figures = self.0.analytics.service_bars(to.plus_seconds(-lists::window(window)), to, BARS).await?;
        let mut rows: Vec<ServiceRow> = self.0.registry.all().iter().map(|entry| self.row(entry, figures.get(&entry.facts.name))).collect();
        rows.sort_by(|a, b| (a.health.rank(), b.calls, &a.name).cmp(&(b.health.rank(), a.calls, &b.name)));
        Ok(rows)
    }

    /// Whether each service can be called.
    pub fn health(&self) -> BTreeMap<String, bool> {
        self.0.registry.all().iter().map(|entry| (entry.facts.name.clone(), entry.verdict().health.is_callable())).collect()
    }

    /// The services whose name or tags hold `words`: those of that name first, then those that begin so, hold it, bear it as a tag.
    pub fn find_services(&self, words: &str, limit: usize) -> Vec<Service> {
        let mut found: Vec<_> = self.0.registry.all().into_iter().filter_map(|entry| Some((nearness(&entry, words)?, entry))).collect();
        found.sort_by_key(|(nearness, _)| *nearness);
        found.iter().take(limit).map(|(_, entry)| self.describe(entry)).collect()
    }

    pub(super) fn describe(&self, entry: &Entry) -> Service {
        let name = &entry.facts.name;
        Service { hold_changes: self.0.manuals.is_held(name), ..entry.describe(self.0.catalogue.count(name)) }
    }

    pub(super) fn health_of(&self, service: &str) -> Health {
        self.0.registry.get(service).map_or(Health::Unknown, |entry| entry.verdict().health)
    }

    pub(super) fn row(&self, entry: &Entry, figures: Option<&ServiceFigures>) -> ServiceRow {
        let verdict = entry.verdict();
        let facts = &entry.facts;
        let figures = figures.cloned().unwrap_or_default();
        ServiceRow {
            name: facts.name.clone(),
            health: verdict.health,
            reason: verdict.reason,
            since: verdict.since,
            bars: figures.bars,
            calls: figures.calls,
            errors: figures.errors,
            latency_ms: figures.latency,
            tools: self.0.catalogue.count(&facts.name),
            instances: entry.instances.len() as u32,
            environment: facts.environment.clone(),
            tags: facts.tags.clone(),
            source: entry.source.kind,
            stale: entry.source.describe(facts.renewed_at).stale(),
        }
    }

    async fn history(&self, name: &str) -> Result<Vec<HealthChange>, Failure> {
        Ok(self.0.registry.history(name, HISTORY_SHOWN).await?)
    }

    /// Reads the manual and checks the health of what just registered; what is not done in time goes on by itself.
    async fn look_at(&self, registered: &crate::registry::Registered) {
        let engine = self.clone();
        let (entry, instance) = (registered.entry.clone(), registered.instance.clone());
        let looking = self.0.tasks.spawn(async move {
            let name = &entry.facts.name;
            let (read, checked) = tokio::join!(engine.0.manuals.refresh(name), engine.0.checker.check(&entry, &instance));
            for error in [read, checked].into_iter().filter_map(Result::err) {
                tracing::error!(%error, "what {name} registered could not be kept: {error}");
            }
        });
        // Longer than this the caller does not wait; the task lives on.
        let _ = tokio::time::timeout(MANUAL_WAIT, looking).await;
    }

    fn refuse_bad(&self, registration: &Registration) -> Result<(), Failure> {
        let mut wrong = registration.violations();
        let urls = [
            ("/base_url", Some(&registration.base_url)),
            ("/manual_url", registration.manual_url.as_ref()),
            ("/health_url", registration.health_url.as_ref()),
        ];
        let unparsed = |pointer: &str| wrong.iter().any(|violation| violation.pointer == pointer);
        let denied: Vec<Violation> = urls
            .into_iter()
            .filter(|(pointer, _)| !unparsed(pointer))
            .filter_map(|(pointer, url)| Some((pointer, self.why_denied(url?)?)))
            .map(|(pointer, message)| Violation {
                pointer: pointer.to_owned(),
                message,
                remedy: "use an address this server may call, or start it with --egress-allow and the address's range".to_owned(),
            })
            .collect();
        if wrong.is_empty() && !denied.is_empty() {
            let detail = "The egress policy does not let this server call that address; nothing was registered.";
            return Err(Failure { errors: denied, ..Failure::new(Kind::EgressDenied, detail) });
        }
        wrong.extend(denied);
        if wrong.is_empty() { Ok(()) } else { Err(Failure::violations("The registration is not valid; nothing was registered.", wrong)) }
    }

    fn why_denied(&self, url: &str) -> Option<String> {
        match Url::parse(url) {
            Ok(url) => self.0.means.outbound.policy().check(&url).err().map(|denied| denied.0),
            Err(error) => Some(format!("`{url}` is not a URL: {error}")),
        }
    }
}

/// How near a service is to what somebody typed, the nearest first; `None` where it is not meant.
fn nearness(entry: &Entry, words: &str) -> Option<u8> {
    let name = entry.facts.name.as_str();
    let ranks = [name == words, name.starts_with(words), name.contains(words)];
    let by_tag = || entry.facts.tags.iter().any(|tag| tag.to_lowercase().contains(words)).then_some(3);
    ranks.iter().position(|fits| *fits).map(|rank| rank as u8).or_else(by_tag)
}

/// Cuts a text that no page can hold, at a character.
fn shorten(mut text: String) -> String {
    if text.len() > MANUAL_SHOWN {
        text.truncate(text.floor_char_boundary(MANUAL_SHOWN));
        text.push_str("\n… cut here: the manual is longer than a page can hold");
    }
    text
}
