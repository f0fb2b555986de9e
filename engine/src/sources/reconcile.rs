//! Reconciling: what a source lists becomes what the registry holds of it, and nothing else is touched.

use super::Listing;
use crate::health::Checker;
use crate::manuals::Manuals;
use crate::registry::{Entry, Registry, Seen, SourceState, Wanted};
use crate::{Error, clock};
use domain::failure::Violation;
use domain::health::Check;
use domain::service::Freshness;
use futures::StreamExt;
use std::collections::HashSet;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

/// How many new services are looked at at once.
const LOOKS_AT_ONCE: usize = 8;

/// After how many seconds without news it is kept anew that a source answered.
const KEPT_EVERY_SECONDS: i64 = 30;

/// Puts what sources list into the registry.
#[derive(Clone, Debug)]
pub struct Reconciler {
    /// Where it goes.
    pub registry: Registry,
    manuals: Manuals,
    checker: Checker,
    tasks: TaskTracker,
}

impl Reconciler {
    /// A reconciler; the manuals and the health of what is new are looked at in `tasks`.
    pub const fn new(registry: Registry, manuals: Manuals, checker: Checker, tasks: TaskTracker) -> Self {
        Self { registry, manuals, checker, tasks }
    }

    /// Makes the registry hold what the source lists: what is new comes, what changed changes, what is gone goes.
    pub async fn settle(&self, source: &Arc<SourceState>, listing: Listing) -> Result<(), Error> {
        let Listing { services, edges, mut troubles, checks, .. } = listing;
        let mut news = Vec::new();
        let names: HashSet<&str> = services.iter().map(Wanted::name).collect();
        for entry in self.registry.brought_by(source) {
            if !names.contains(entry.facts.name.as_str()) {
                self.withdraw(&entry).await?;
            }
        }
        for wanted in &services {
            match self.registry.bring(source, wanted).await {
                Ok(brought) => news.extend(brought),
                Err(Error::Taken { service, owner }) => troubles.push(taken(service, &owner)),
                Err(error) => return Err(error),
            }
        }
        let is_news = !news.is_empty();
        self.look_at(news);
        self.answered(source, edges, troubles, is_news).await?;
        self.tell(source, checks);
        Ok(())
    }

    /// Takes what the source says of its instances' health, and looks at those of which it says something new.
    fn tell(&self, source: &SourceState, checks: Vec<(String, String, Check)>) {
        for (name, base_url, check) in checks {
            let Some(entry) = self.registry.get(&name).filter(|entry| entry.source.is(source)) else { continue };
            let Some(instance) = entry.instances.iter().find(|instance| instance.base_url == base_url).cloned() else { continue };
            if instance.tell(check) {
                let checker = self.checker.clone();
                self.tasks.spawn(async move {
                    if let Err(error) = checker.check(&entry, &instance).await {
                        tracing::error!(%error, "a verdict over {name} could not be kept: {error}");
                    }
                });
            }
        }
    }

    /// Says that a source does not answer; what it brought stays as it was.
    pub async fn miss(&self, source: &SourceState, reason: String, troubles: Vec<Violation>) {
        let before = source.seen();
        let seen = Seen { state: Freshness::Stale, as_of: before.as_of, reason: Some(reason.clone()), edges: before.edges, troubles };
        source.see(seen);
        if before.reason.as_ref() == Some(&reason) {
            return;
        }
        let words = source.words();
        tracing::warn!(source = words, reason, "{words} cannot be read, what it brought stays as it was: {reason}");
        self.registry.alert(words, reason);
        if let Err(error) = self.registry.keep_source(source).await {
            tracing::error!(%error, "the state of {} could not be kept: {error}", source.name);
        }
    }

    /// Removes a service that its source no longer lists.
    async fn withdraw(&self, entry: &Entry) -> Result<(), Error> {
        let name = &entry.facts.name;
        self.registry.remove(name, None).await?;
        self.manuals.forget(name);
        Ok(())
    }

    async fn answered(&self, source: &SourceState, edges: Option<u32>, troubles: Vec<Violation>, is_news: bool) -> Result<(), Error> {
        let now = clock::now();
        let before = source.see(Seen { state: Freshness::Fresh, as_of: now, reason: None, edges, troubles: troubles.clone() });
        for trouble in troubles.iter().filter(|trouble| !before.troubles.contains(trouble)) {
            let told = format!("{}: {}; {}", trouble.pointer, trouble.message, trouble.remedy);
            tracing::warn!(source = source.words(), "{}: {told}", source.words());
            self.registry.alert(source.words(), told);
        }
        let is_back = before.state == Freshness::Stale;
        if is_back && before.reason.is_some() {
            tracing::info!(source = source.words(), "{} answers again", source.words());
            self.registry.alert(source.words(), "it answers again".to_owned());
        }
        if is_back || is_news || now.seconds() / KEPT_EVERY_SECONDS != before.as_of.seconds() / KEPT_EVERY_SECONDS {
            self.registry.keep_source(source).await?;
        }
        Ok(())
    }

    /// Reads the manuals and checks the health of what is new, without waiting for it.
    fn look_at(&self, news: Vec<Arc<Entry>>) {
        if news.is_empty() {
            return;
        }
        let reconciler = self.clone();
        self.tasks.spawn(futures::stream::iter(news).for_each_concurrent(LOOKS_AT_ONCE, move |entry| {
            let reconciler = reconciler.clone();
            async move { reconciler.look_at_one(&entry).await }
        }));
    }

    async fn look_at_one(&self, entry: &Entry) {
        let checks = entry.instances.iter().map(|instance| self.checker.check(entry, instance));
        let (read, checked) = tokio::join!(self.manuals.refresh(&entry.facts.name), futures::future::join_all(checks));
        for error in checked.into_iter().chain([read]).filter_map(Result::err) {
            tracing::error!(%error, "what {} says could not be kept: {error}", entry.facts.name);
        }
    }
}

fn taken(service: String, owner: &str) -> Violation {
    let message = format!("the name belongs to a service that comes from {owner}; this one was left out");
    Violation { pointer: service, message, remedy: "give one of them another name, or remove one".to_owned() }
}
