//! The overview: everything on one page, from memory and the roll-ups.

use super::{Engine, lists};
use crate::analytics::Course;
use crate::clock;
use crate::registry::Entry;
use domain::alert::Alert;
use domain::call::Outcome;
use domain::event::What;
use domain::metrics::Figures;
use domain::overview::{Attention, AttentionKind, BARS, Counts, EVENTS_SHOWN, Overview, SERVICES_SHOWN, SLOWEST_SHOWN, ServiceRow, Trend};
use domain::service::ManualState;
use domain::{Failure, Health};

/// The share of failed calls from which an attention names it.
const FAILED_SHARE_NAMED: f64 = 0.01;

/// How many things the overview asks a person to look at.
const ATTENTION_SHOWN: usize = 8;

impl Engine {
    /// The overview over the last `window` seconds, against the window before.
    pub async fn overview(&self, window: i64) -> Result<Overview, Failure> {
        let window = lists::window(window);
        let to = clock::now();
        let from = to.plus_seconds(-window);
        let now = self.0.analytics.course(from, to, BARS).await?;
        let before = self.0.analytics.course(from.plus_seconds(-window), from, BARS).await?;
        let rows = self.service_rows(window).await?;
        let mut counts = Counts::default();
        rows.iter().for_each(|row| counts.add(row.health));
        Ok(Overview {
            at: to,
            window_seconds: window,
            counts,
            calls_per_minute: trend(&now, &before, |figures, minutes| Some(figures.calls as f64 / minutes)),
            success: trend(&now, &before, |figures, _| figures.success()),
            p95_ms: trend(&now, &before, |figures, _| figures.latency_ms.p95),
            runs_now: self.0.runs.running(),
            runs: self.0.runs.count_since(from, BARS / 2).await?,
            tools: self.0.catalogue.len() as u32,
            attention: self.attention(&rows).await?,
            services: rows.into_iter().take(SERVICES_SHOWN).collect(),
            mesh: self.mesh(window as u32).await?,
            slowest: self.0.analytics.slowest(from, to, SLOWEST_SHOWN).await?,
            events: self.0.events.last(EVENTS_SHOWN, is_worth_telling),
        })
    }

    /// What wants a person: alerts that fire first, then what fails, then manuals that cannot be read.
    async fn attention(&self, rows: &[ServiceRow]) -> Result<Vec<Attention>, Failure> {
        let firing = self.0.alerts.firing(clock::now()).await?.into_iter().map(alarm);
        let ill = rows.iter().filter(|row| matches!(row.health, Health::Unhealthy | Health::Degraded | Health::Expired));
        let ill = ill.map(|row| Attention {
            kind: AttentionKind::Service,
            name: row.name.clone(),
            health: row.health,
            sentence: sentence(row),
            since: row.since,
        });
        let registered = self.0.registry.all();
        let unread = registered.iter().filter(|entry| entry.manual.state == ManualState::Failed).map(|entry| unread(entry));
        Ok(firing.chain(ill).chain(unread).take(ATTENTION_SHOWN).collect())
    }
}

/// A figure of the whole window and of each slice; `of` is told how many minutes of it were watched.
fn trend(now: &Course, before: &Course, of: impl Fn(&Figures, f64) -> Option<f64>) -> Trend {
    let course = |course: &Course| -> Vec<Option<f64>> {
        let minutes = course.step_minutes as f64;
        course.steps.iter().map(|step| step.as_ref().and_then(|figures| of(figures, minutes))).collect()
    };
    let whole = |course: &Course| {
        // A mesh that is three minutes old has three minutes to be judged by, not an hour.
        let watched = course.steps.iter().flatten().count() as i64 * course.step_minutes;
        (watched > 0).then(|| of(&course.whole, watched as f64)).flatten()
    };
    Trend { now: whole(now), before: whole(before), course: course(now), course_before: course(before) }
}

fn sentence(row: &ServiceRow) -> String {
    let mut words = capitalised(&row.reason);
    let share = if row.calls == 0 { 0.0 } else { row.errors as f64 / row.calls as f64 };
    if share >= FAILED_SHARE_NAMED {
        words = format!("{words}. {:.1}\u{202f}% of its calls fail", share * 100.0);
    }
    words + "."
}

fn alarm(alert: Alert) -> Attention {
    let sentence = format!("The alert fires: {}.", alert.reason);
    Attention { kind: AttentionKind::Alert, name: alert.name, health: Health::Unhealthy, sentence, since: alert.since }
}

fn unread(entry: &Entry) -> Attention {
    let reason = entry.manual.reason.as_deref().unwrap_or("the reason is not known");
    Attention {
        kind: AttentionKind::Service,
        name: entry.facts.name.clone(),
        health: entry.verdict().health,
        sentence: format!("Its manual could not be read: {reason}."),
        since: entry.manual.fetched_at.unwrap_or(entry.facts.created_at),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What people care for: changes and failures, not each good call.
fn is_worth_telling(what: &What) -> bool {
    match what {
        What::Service { .. } | What::Health { .. } | What::Circuit { .. } | What::Manual { .. } | What::Alert { .. } => true,
        What::Call { outcome, .. } => *outcome != Outcome::Ok,
        What::Run { state, .. } => state.is_over(),
        What::Hello { .. } | What::Edge { .. } | What::Pins { .. } | What::Resync { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_young_mesh_is_judged_by_the_minutes_it_was_watched() {
        let calls = |calls| Figures { calls, ..Figures::default() };
        let now = Course { step_minutes: 2, whole: calls(60), steps: vec![None, None, Some(calls(40)), Some(calls(20))] };
        let trend = trend(&now, &Course::default(), |figures, minutes| Some(figures.calls as f64 / minutes));
        assert_eq!((trend.now, trend.before), (Some(15.0), None));
        assert_eq!(trend.course, [None, None, Some(20.0), Some(10.0)]);
    }
}
