//! Alerts: rules judged over the figures of calls, told to everyone here and to the webhooks that they name.
//!
//! ```text
//! every few seconds: rules → figures → Watch ─ a turn ▶ state and delivery, one transaction ▶ an alert event
//!                    deliveries that are due → signed, sent through the egress policy → taken, or tried again later
//! ```
//! The database holds all of it, so that a restart neither tells twice nor forgets, and of several processes on one
//! database one tells.

mod deliver;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use deliver::{ATTEMPTS_MAX, BACK_OFF_SECONDS};

use crate::analytics::Analytics;
use crate::egress::{Denied, Outbound};
use crate::events::Events;
use crate::mesh::Live;
use crate::objectives::Objectives;
use crate::variables::Variables;
use crate::{Error, clock, db::Db};
use domain::alert::{Alert, AlertBoard, Delivery, Firing, Judgement, Measured, RULES_MAX, Rule, SILENCE_HOURS, State, Turn};
use domain::charts::{ChartsQuery, Fired, Plot};
use domain::event::What;
use domain::failure::{Kind, Violation};
use domain::metrics::{By, MetricsQuery, STEPS_MAX, Scope};
use domain::names::{self, is_service_name};
use domain::{Failure, List, Time};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Kept;
use tokio_util::sync::CancellationToken;
use url::Url;

/// How often rules are judged.
const JUDGE_EVERY: Duration = Duration::from_secs(5);

/// How often it is asked which deliveries are due.
const DELIVER_EVERY: Duration = Duration::from_secs(1);

/// How often what is too old is taken out.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// How long deliveries are listed, in seconds.
const DELIVERIES_KEPT: i64 = 30 * 86_400;

/// How long it is known when an alert fired, in seconds: as long as hours of calls are kept.
const FIRINGS_KEPT: i64 = 400 * 86_400;

/// How many firings a chart shows, the last ones.
const FIRINGS_SHOWN: i64 = 20;

/// How many deliveries an alert lists.
const DELIVERIES_SHOWN: i64 = 20;

/// The variable that deliveries are signed with. No service's template can ask for it: their names begin otherwise.
pub const SECRET: &str = "_alerts_SECRET";

/// The alerts of this Meshdeck.
#[derive(Clone, Debug)]
pub struct Alerts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    events: Events,
    figures: Figures,
    variables: Variables,
    outbound: Outbound,
    /// What was measured last, by rule.
    measured: Mutex<BTreeMap<String, Judgement>>,
}

/// What rules are held against.
#[derive(Clone, Debug)]
pub struct Figures {
    /// What is counted of calls.
    pub analytics: Analytics,
    /// What is asked of services.
    pub objectives: Objectives,
    /// Who calls whom.
    pub live: Live,
}

impl Alerts {
    /// Alerts over those figures.
    pub fn new(db: Db, events: Events, figures: Figures, variables: Variables, outbound: Outbound) -> Self {
        Self(Arc::new(Inner { db, events, figures, variables, outbound, measured: Mutex::default() }))
    }

    /// Judges and delivers until `stop`, neither waiting for the other: a receiver may be slow.
    pub async fn run(self, stop: CancellationToken) {
        tokio::join!(self.keep_judging(&stop), self.keep_delivering(&stop));
    }

    async fn keep_judging(&self, stop: &CancellationToken) {
        let mut judge = tokio::time::interval(JUDGE_EVERY);
        let mut purge = tokio::time::interval(PURGE_EVERY);
        let mut failing = false;
        while !stop.is_cancelled() {
            let done = tokio::select! {
                () = stop.cancelled() => return,
                _ = judge.tick() => self.judge(clock::now()).await,
                _ = purge.tick() => self.purge(clock::now()).await,
            };
            failing = report(&done, failing, "judged");
        }
    }

    /// An attempt that is cut off by `stop` comes again when its next turn is due.
    async fn keep_delivering(&self, stop: &CancellationToken) {
        let mut deliver = tokio::time::interval(DELIVER_EVERY);
        let mut failing = false;
        while stop.run_until_cancelled(deliver.tick()).await.is_some() {
            let Some(done) = stop.run_until_cancelled(self.deliver(clock::now())).await else { return };
            failing = report(&done, failing, "delivered");
        }
    }

    /// Takes out what is too old at `now`.
    async fn purge(&self, now: Time) -> Result<(), Error> {
        store::purge(&self.0.db, now.plus_seconds(-DELIVERIES_KEPT), now.plus_seconds(-FIRINGS_KEPT)).await
    }

    /// Judges every rule by the figures until `now`, and tells what turned.
    pub async fn judge(&self, now: Time) -> Result<(), Error> {
        for kept in store::all(&self.0.db).await? {
            let Ok(judgement) = self.measure(&kept.rule, now).await else { continue };
            let mut watch = kept.watch;
            let turn = watch.judge(judgement.holds, now, kept.rule.for_seconds, kept.rule.clear_seconds);
            if watch != kept.watch {
                self.turn(&Kept { watch, ..kept.clone() }, kept.watch.is_firing, turn, &judgement, now).await?;
            }
            self.measured().insert(kept.name, judgement);
        }
        Ok(())
    }

    /// Keeps how a rule stands now, and tells where it turned; where another process was first, that one tells.
    async fn turn(&self, kept: &Kept, was_firing: bool, turn: Option<Turn>, judgement: &Judgement, now: Time) -> Result<(), Error> {
        let turn = turn.filter(|_| kept.silenced_until.is_none_or(|until| until <= now));
        let delivery = turn.and_then(|turn| deliver::letter(kept, turn.word(), judgement, now));
        if !store::keep_watch(&self.0.db, &kept.name, &kept.watch, was_firing, delivery.as_ref()).await? {
            return Ok(());
        }
        if let Some(turn) = turn {
            let word = if turn == Turn::Fired { "fires" } else { "is well again" };
            self.0.events.emit(What::Alert { about: format!("alert {}", kept.name), reason: format!("{word}: {}", judgement.reason) });
        }
        Ok(())
    }

    async fn measure(&self, rule: &Rule, now: Time) -> Result<Judgement, Failure> {
        let from = now.plus_seconds(-i64::from(rule.window_seconds));
        let (tool, service) = (rule.tool.clone(), rule.service.clone());
        let by = if tool.is_some() { By::Tool } else { service.as_ref().map_or(By::Total, |_| By::Service) };
        let scope = Scope { tool, service, caller: None };
        // As fine as so many steps allow: the beginning is rounded down to a step.
        let step = (i64::from(rule.window_seconds) / 60 / (STEPS_MAX - 1) + 1) * 60;
        let metrics = self.0.figures.analytics.metrics(&MetricsQuery { from, to: now, step, by, scope }).await?;
        let figures = metrics.totals.into_iter().next().map_or_else(Default::default, |total| total.figures);
        let new_edges = self.0.figures.live.new_edges_since(from, rule.service.as_deref());
        let (has_objective, burn_rate) = self.burn_rate(rule, now).await?;
        Ok(rule.judge(&Measured { figures, new_edges, has_objective, burn_rate }))
    }

    /// Whether a rule's service has an objective, and how fast it burns the budget of that, where the rule looks at it.
    async fn burn_rate(&self, rule: &Rule, now: Time) -> Result<(bool, Option<f64>), Error> {
        let Figures { analytics, objectives, .. } = &self.0.figures;
        let (Some(service), true) = (&rule.service, rule.is_of_objective()) else { return Ok((false, None)) };
        let Some(objective) = objectives.of(service).await? else { return Ok((false, None)) };
        let only = BTreeMap::from([(service.clone(), objective)]);
        let counted = analytics.counted(&only, now, i64::from(rule.window_seconds)).await?;
        Ok((true, counted.get(service).and_then(|counted| objective.burn_rate(*counted))))
    }

    /// Sets a rule in place of the one of that name; how it stands stays. Whether it is new.
    pub async fn set(&self, name: &str, rule: &Rule) -> Result<bool, Failure> {
        self.refuse_bad(name, rule)?;
        let all = store::all(&self.0.db).await?;
        let is_new = all.iter().all(|kept| kept.name != name);
        if is_new && all.len() >= RULES_MAX {
            return Err(Failure::new(Kind::Conflict, format!("There are {RULES_MAX} alerts; remove one first.")));
        }
        store::save(&self.0.db, name, rule, clock::now()).await?;
        Ok(is_new)
    }

    /// Refuses the name of an alert that there is, where a new one is to be made.
    pub async fn refuse_taken(&self, name: &str) -> Result<(), Failure> {
        if store::all(&self.0.db).await?.iter().all(|kept| kept.name != name) {
            return Ok(());
        }
        let (message, remedy) = ("there is an alert of that name".to_owned(), "write another name, or change that one".to_owned());
        let taken = Violation { pointer: "/name".to_owned(), message, remedy };
        Err(Failure::violations("The alert is not valid; nothing was kept.", vec![taken]))
    }

    fn refuse_bad(&self, name: &str, rule: &Rule) -> Result<(), Failure> {
        let mut wrong = rule.violations();
        if !is_service_name(name) {
            let (message, remedy) = ("that is no name of an alert".to_owned(), "write 1 to 63 of a-z, 0-9 and -".to_owned());
            wrong.push(Violation { pointer: "/name".to_owned(), message, remedy });
        }
        if !wrong.is_empty() {
            return Err(Failure::violations("The alert is not valid; nothing was kept.", wrong));
        }
        let Some(webhook) = &rule.webhook else { return Ok(()) };
        let denied = match Url::parse(webhook) {
            Ok(url) => self.0.outbound.policy().check(&url).err().map(|Denied(reason)| reason),
            Err(error) => Some(format!("`{webhook}` is not a URL: {error}")),
        };
        if let Some(message) = denied {
            let remedy = "use an address this server may call, or start it with --egress-allow and the address's range".to_owned();
            let errors = vec![Violation { pointer: "/webhook".to_owned(), message, remedy }];
            let detail = "The egress policy does not let this server call that address; nothing was kept.";
            return Err(Failure { errors, ..Failure::new(Kind::EgressDenied, detail) });
        }
        let signed = self.0.variables.sign(SECRET, b"");
        signed.map(drop).map_err(|words| Failure::new(Kind::VariableMissing, format!("Nothing was kept: the variable {words}.")))
    }

    /// Every alert by name, a page at a time, without its deliveries.
    pub async fn all(&self, limit: u32, after: Option<&str>) -> Result<List<Alert>, Failure> {
        let all = store::all(&self.0.db).await?;
        Ok(List::page(all, after, limit, |kept| &kept.name).map(|kept| self.shown(kept, Vec::new())))
    }

    /// Every alert with its last delivery, those that fire first.
    pub async fn board(&self) -> Result<AlertBoard, Failure> {
        let mut last = store::last_of_each(&self.0.db).await?;
        let kept = store::all(&self.0.db).await?.into_iter();
        let mut alerts: Vec<Alert> =
            kept.map(|kept| (last.remove(&kept.name), kept)).map(|(last, kept)| self.shown(kept, last.into_iter().collect())).collect();
        alerts.sort_by_key(|alert| State::WORST_FIRST.iter().position(|state| *state == alert.state));
        Ok(AlertBoard { at: clock::now(), alerts, can_sign: self.0.variables.sign(SECRET, b"").is_ok() })
    }

    /// The alerts that fire, but for those that nobody is to be told of.
    pub async fn firing(&self, now: Time) -> Result<Vec<Alert>, Failure> {
        let all = store::all(&self.0.db).await?.into_iter().filter(|kept| kept.watch.is_firing);
        Ok(all.map(|kept| self.shown(kept, Vec::new())).filter(|alert| !alert.is_silenced(now)).collect())
    }

    /// When the alerts about these calls fired between two moments, the last first; silenced ones, too.
    pub async fn fired(&self, query: &ChartsQuery, from: Time, to: Time) -> Result<Vec<Fired>, Error> {
        // A rule looks at calls whoever made them and however they ended.
        if query.scope.caller.is_some() || query.outcome.is_some() {
            return Ok(Vec::new());
        }
        let (service, tool) = (query.scope.service.as_deref(), query.scope.tool.as_deref());
        let about = store::all(&self.0.db).await?.into_iter().filter(|kept| kept.rule.is_about(service, tool));
        let plots: BTreeMap<String, Plot> = about.map(|kept| (kept.name, Plot::of(&kept.rule.condition))).collect();
        let alerts: Vec<&str> = plots.keys().map(String::as_str).collect();
        let fired = store::fired(&self.0.db, &alerts, from, to, FIRINGS_SHOWN).await?.into_iter();
        Ok(fired.filter_map(|(alert, from, to)| Some(Fired { plot: *plots.get(&alert)?, alert, from, to })).collect())
    }

    /// The alerts about a service that fire, but for those that nobody is to be told of.
    pub async fn firing_of(&self, service: &str, now: Time) -> Result<Vec<Firing>, Failure> {
        let all = self.firing(now).await?.into_iter().filter(|alert| alert.rule.is_about(Some(service), None));
        Ok(all.map(|Alert { name, since, reason, .. }| Firing { name, since, reason }).collect())
    }

    /// One alert with its last deliveries.
    pub async fn get(&self, name: &str) -> Result<Alert, Failure> {
        let kept = self.require(name).await?;
        let deliveries = store::deliveries(&self.0.db, name, DELIVERIES_SHOWN).await?;
        Ok(self.shown(kept, deliveries))
    }

    /// Removes a rule with its deliveries.
    pub async fn remove(&self, name: &str) -> Result<(), Failure> {
        self.require(name).await?;
        store::remove(&self.0.db, name).await?;
        self.measured().remove(name);
        Ok(())
    }

    /// Tells nobody of a rule for so many hours; 0 lifts that.
    pub async fn silence(&self, name: &str, hours: u32) -> Result<(), Failure> {
        self.require(name).await?;
        let until = (hours > 0).then(|| clock::now().plus_seconds(i64::from(hours.min(*SILENCE_HOURS.end())) * 3600));
        Ok(store::silence(&self.0.db, name, until).await?)
    }

    /// Tells the webhook of a rule for trial, once, and says what came of it.
    pub async fn test(&self, name: &str) -> Result<Delivery, Failure> {
        let kept = self.require(name).await?;
        let judgement = Judgement { holds: None, value: None, reason: "this is a test".to_owned() };
        let Some(letter) = deliver::letter(&kept, "test", &judgement, clock::now()) else {
            return Err(Failure::new(Kind::Conflict, format!("The alert {name} names no webhook.")));
        };
        Ok(self.deliver_once(letter).await?)
    }

    async fn require(&self, name: &str) -> Result<Kept, Failure> {
        let mut all = store::all(&self.0.db).await?;
        if let Some(at) = all.iter().position(|kept| kept.name == name) {
            return Ok(all.swap_remove(at));
        }
        let near = names::near(name, all.iter().map(|kept| kept.name.as_str()));
        Err(Failure::not_found(format!("There is no alert `{name}`."), near))
    }

    fn shown(&self, kept: Kept, deliveries: Vec<Delivery>) -> Alert {
        let measured = self.measured().get(&kept.name).cloned();
        let unjudged = || Judgement { holds: None, value: None, reason: "it was not judged yet".to_owned() };
        let Judgement { value, reason, .. } = measured.unwrap_or_else(unjudged);
        let Kept { name, rule, watch, silenced_until } = kept;
        // It stays in the database after its end.
        let silenced_until = silenced_until.filter(|until| *until > clock::now());
        Alert { name, rule, state: watch.state(), since: watch.since, value, reason, silenced_until, deliveries }
    }

    fn measured(&self) -> MutexGuard<'_, BTreeMap<String, Judgement>> {
        // Each change is one whole judgement.
        self.0.measured.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says once that alerts cannot be `what`, and once that they are again.
fn report(done: &Result<(), Error>, failing: bool, what: &str) -> bool {
    match done {
        Err(error) if !failing => tracing::error!(%error, "alerts cannot be {what}: {error}"),
        Ok(()) if failing => tracing::info!("alerts are {what} again"),
        _ => {}
    }
    done.is_err()
}
