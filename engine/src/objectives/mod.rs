//! Objectives: what is asked of each service's calls, kept, and held against what the roll-ups say of them.
//!
//! An objective outlives its service: one that comes back stands as it stood.

pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use crate::analytics::Analytics;
use crate::events::Events;
use crate::{Error, clock, db::Db};
use domain::event::{ServiceChange, What};
use domain::failure::Kind;
use domain::names;
use domain::objective::{BURN_WINDOWS, OBJECTIVES_MAX, Objective, Standing, sort};
use domain::{Failure, List, Time};
use std::collections::BTreeMap;

/// The objectives of every service.
#[derive(Clone, Debug)]
pub struct Objectives {
    db: Db,
    events: Events,
    analytics: Analytics,
}

impl Objectives {
    /// The objectives in that database, over those figures.
    pub const fn new(db: Db, events: Events, analytics: Analytics) -> Self {
        Self { db, events, analytics }
    }

    /// What is asked of each service.
    pub async fn all(&self) -> Result<BTreeMap<String, Objective>, Error> {
        store::all(&self.db).await
    }

    /// What is asked of one service.
    pub async fn of(&self, service: &str) -> Result<Option<Objective>, Error> {
        Ok(self.all().await?.remove(service))
    }

    /// Sets what is asked of a service in place of what was before.
    pub async fn set(&self, service: &str, objective: Objective) -> Result<(), Failure> {
        let wrong = objective.violations();
        if !wrong.is_empty() {
            return Err(Failure::violations("The objective is not valid; nothing was kept.", wrong));
        }
        if !store::save(&self.db, service, &objective, clock::now(), OBJECTIVES_MAX).await? {
            return Err(Failure::new(Kind::Conflict, format!("There are {OBJECTIVES_MAX} objectives; remove one first.")));
        }
        self.tell(service);
        Ok(())
    }

    /// Asks nothing of a service any more.
    pub async fn remove(&self, service: &str) -> Result<(), Failure> {
        if !store::remove(&self.db, service).await? {
            return Err(self.missing(service).await?);
        }
        self.tell(service);
        Ok(())
    }

    /// That nothing is asked of a service, with those that are meant perhaps.
    pub async fn missing(&self, service: &str) -> Result<Failure, Error> {
        let all = self.all().await?;
        let near = names::near(service, all.keys().map(String::as_str));
        Ok(Failure::not_found(format!("`{service}` has no objective."), near))
    }

    /// How every service stands with its objective at `now`, those that want a person first.
    pub async fn standings(&self, now: Time) -> Result<Vec<Standing>, Error> {
        self.stand(self.all().await?, now).await
    }

    /// How the services of a page stand at `now`, by service; no other is looked at.
    pub async fn page(&self, limit: u32, after: Option<&str>, now: Time) -> Result<List<Standing>, Error> {
        let List { items, next, total } = List::page(self.all().await?.into_iter().collect(), after, limit, |(service, _)| service);
        let mut items = self.stand(items.into_iter().collect(), now).await?;
        items.sort_by(|a, b| a.service.cmp(&b.service));
        Ok(List { items, next, total })
    }

    /// How one service stands; nothing where nothing is asked of it.
    pub async fn standing(&self, service: &str, now: Time) -> Result<Option<Standing>, Error> {
        let only: BTreeMap<String, Objective> =
            self.of(service).await?.map(|objective| (service.to_owned(), objective)).into_iter().collect();
        Ok(self.stand(only, now).await?.pop())
    }

    async fn stand(&self, all: BTreeMap<String, Objective>, now: Time) -> Result<Vec<Standing>, Error> {
        let mut by_days: BTreeMap<i64, BTreeMap<String, Objective>> = BTreeMap::new();
        for (service, objective) in &all {
            by_days.entry(objective.seconds()).or_default().insert(service.clone(), *objective);
        }
        let [hour, six_hours] = BURN_WINDOWS;
        let (hour, six_hours) = (self.analytics.counted(&all, now, hour).await?, self.analytics.counted(&all, now, six_hours).await?);
        let mut standings = Vec::with_capacity(all.len());
        for (seconds, objectives) in by_days {
            let whole = self.analytics.counted(&objectives, now, seconds).await?;
            let of = |counted: &BTreeMap<String, _>, service: &str| counted.get(service).copied().unwrap_or_default();
            let stand = |(service, objective): (&String, &Objective)| {
                objective.standing(service, of(&whole, service), [of(&hour, service), of(&six_hours, service)])
            };
            standings.extend(objectives.iter().map(stand));
        }
        sort(&mut standings);
        Ok(standings)
    }

    fn tell(&self, service: &str) {
        self.events.emit(What::Service { service: service.to_owned(), change: ServiceChange::Changed });
    }
}
