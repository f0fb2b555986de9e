//! One instance in memory: where it answers, what its checks say, what it is doing right now.

use super::Care;
use crate::traffic::Gate;
use crate::{clock, ids};
use domain::health::{Check, Verdict, Watch};
use domain::service::{Instance, Registration};
use domain::{Health, Time};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One instance in memory.
#[derive(Debug)]
pub struct InstanceState {
    /// Its id.
    pub id: String,
    /// Where it answers, without a slash at the end.
    pub base_url: String,
    /// Its share of calls.
    pub weight: u32,
    /// How its health is found out, and what follows when it stays bad.
    pub care: Care,
    lease_until: Option<Time>,
    live: Arc<Live>,
}

/// What lives on when an instance renews its registration.
#[derive(Debug, Default)]
struct Live {
    watch: Mutex<Watch>,
    /// What its source says of its health, where it checks that itself.
    told: Mutex<Option<Check>>,
    gate: Arc<Gate>,
}

impl InstanceState {
    /// A new instance, of which nothing is known yet.
    pub fn registered(registration: &Registration, now: Time) -> Self {
        let verdict = Verdict { health: Health::Unknown, reason: "not checked yet".to_owned(), since: now };
        Self {
            id: ids::instance(&registration.name, &registration.base_url),
            base_url: registration.base_url.clone(),
            weight: registration.weight.unwrap_or(1),
            care: Care::of(registration),
            lease_until: lease_end(registration, now),
            live: Live::resumed(verdict),
        }
    }

    /// An instance as the database holds it.
    pub fn stored(service: &str, base_url: String, weight: u32, care: Care, lease_until: Option<Time>, verdict: Verdict) -> Self {
        Self { id: ids::instance(service, &base_url), base_url, weight, care, lease_until, live: Live::resumed(verdict) }
    }

    /// This instance, with the checks and calls of the one it stands for now.
    pub fn succeeding(self, before: &Self) -> Self {
        Self { live: Arc::clone(&before.live), ..self }
    }

    /// Whether the same was said of both.
    pub fn is_like(&self, other: &Self) -> bool {
        let said = |of: &Self| (of.base_url.clone(), of.weight, of.care.clone(), of.lease_until);
        said(self) == said(other)
    }

    /// The same instance after it registered again; an expired one starts anew.
    pub fn renewed(&self, registration: &Registration, now: Time) -> Self {
        let live = if self.verdict().health == Health::Expired {
            Live::resumed(Verdict { health: Health::Unknown, reason: "registered again, not checked yet".to_owned(), since: now })
        } else {
            Arc::clone(&self.live)
        };
        Self {
            id: self.id.clone(),
            base_url: self.base_url.clone(),
            weight: registration.weight.unwrap_or(self.weight),
            care: self.care.renewed(registration),
            lease_until: lease_end(registration, now),
            live,
        }
    }

    /// What its checks say.
    pub fn verdict(&self) -> Verdict {
        self.watch().verdict.clone()
    }

    /// Puts another verdict in place, as when a lease ends.
    pub fn set_verdict(&self, verdict: Verdict) {
        let mut watch = self.watch();
        if watch.verdict.health != verdict.health {
            *watch = Watch::resume(verdict);
        }
    }

    /// Takes a check into account; the new verdict where the health changed.
    pub fn observe(&self, check: Check, at: Time) -> Option<Verdict> {
        let mut watch = self.watch();
        watch.observe(check, at).then(|| watch.verdict.clone())
    }

    /// Takes what its source says of its health; true where that is news.
    pub fn tell(&self, check: Check) -> bool {
        let told = Some(check);
        let mut before = self.live.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = *before != told;
        *before = told;
        is_news
    }

    /// What its source last said of its health.
    pub fn told(&self) -> Option<Check> {
        self.live.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// When its lease ends.
    pub const fn lease_until(&self) -> Option<Time> {
        self.lease_until
    }

    /// Whether its lease holds.
    pub fn is_leased(&self, now: Time) -> bool {
        self.lease_until.is_none_or(|until| until > now)
    }

    /// Whether calls may go there while others may take them: not expired, not failing.
    pub fn is_in_rotation(&self, now: Time) -> bool {
        self.is_leased(now) && !matches!(self.watch().verdict.health, Health::Unhealthy | Health::Expired)
    }

    /// What its calls pass.
    pub fn gate(&self) -> &Arc<Gate> {
        &self.live.gate
    }

    /// The instance as callers see it.
    pub fn describe(&self) -> Instance {
        let Verdict { health, reason, since } = self.verdict();
        Instance {
            id: self.id.clone(),
            base_url: self.base_url.clone(),
            weight: self.weight,
            health,
            reason,
            since,
            circuit: self.gate().stands(clock::instant()),
            lease_until: self.lease_until,
            in_flight: self.gate().in_flight(),
        }
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        // Each change of a watch is whole, so a panic elsewhere cannot leave it half-written.
        self.live.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Live {
    fn resumed(verdict: Verdict) -> Arc<Self> {
        Arc::new(Self { watch: Mutex::new(Watch::resume(verdict)), ..Self::default() })
    }
}

fn lease_end(registration: &Registration, now: Time) -> Option<Time> {
    registration.lease_seconds.map(|seconds| now.plus_seconds(i64::from(seconds)))
}
