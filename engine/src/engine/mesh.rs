//! The mesh, and the line at the foot of every page.

use super::{Engine, lists};
use crate::analytics::LOOKED_AT_MAX;
use crate::clock;
use crate::edges::{Taken, otlp};
use crate::mesh::strip::{self, Strip};
use crate::mesh::tools;
use domain::call::CallFilter;
use domain::failure::Violation;
use domain::mesh::{Changes, MOMENT_SECONDS, Mesh, NodeKind, ORCHESTRATOR, REGISTRY, Reach, Timeline, Tools};
use domain::overview::{Counts, Sill};
use domain::{Failure, Health, Time};

/// The most signs the strip shows; beyond, it becomes one bar of shares.
const SIGNS_MAX: usize = 60;

impl Engine {
    /// The mesh over the last `window` seconds.
    pub async fn mesh(&self, window: u32) -> Result<Mesh, Failure> {
        self.0.keeper.mesh(clock::now(), lists::window(i64::from(window)) as u32).await
    }

    /// The mesh as it was at the last moment kept until `at`, over the `window` seconds before.
    pub async fn mesh_at(&self, at: Time, window: u32) -> Result<Mesh, Failure> {
        let now = clock::now();
        refuse_future("at", at, now)?;
        // The moment that has just come may not be kept yet.
        self.0.keeper.look(now).await?;
        self.0.keeper.mesh_at(at, lists::window(i64::from(window)) as u32).await
    }

    /// The mesh at the later of two moments, of which the first may be now, with what is gone since the earlier one and what is different.
    pub async fn mesh_compared(&self, at: Option<Time>, against: Time, window: u32) -> Result<(Mesh, Changes), Failure> {
        let now = clock::now();
        let (from, to) = match at {
            Some(at) if at < against => (at, Some(against)),
            at => (against, at),
        };
        refuse_future("against", against, now)?;
        at.map_or(Ok(()), |at| refuse_future("at", at, now))?;
        self.0.keeper.look(now).await?;
        let (before, after) = self.0.keeper.both(from, to, now, lists::window(i64::from(window)) as u32).await?;
        let changes = Changes::between(&before, &after);
        Ok((after.with_gone(&before), changes))
    }

    /// The tools of a service with who called which of them, in the `window` seconds until a moment or now. Of so many calls as are
    /// not looked at for one page, the last are told apart.
    pub async fn tools_called(&self, service: &str, at: Option<Time>, window: u32) -> Result<Tools, Failure> {
        let to = at.unwrap_or_else(clock::now);
        let from = Some(to.plus_seconds(-i64::from(window)));
        let filter = CallFilter { service: Some(service.to_owned()), from, to: Some(to), ..CallFilter::default() };
        let calls = self.0.analytics.recent_calls(filter, LOOKED_AT_MAX as u32).await?;
        // Which tools it had then is not kept.
        let now = if at.is_none() { self.0.catalogue.of_service(service) } else { Vec::new() };
        let is_part = calls.len() as u64 == LOOKED_AT_MAX;
        Ok(tools(service, &calls, now.iter().map(|tool| tool.id.to_string()).collect(), is_part))
    }

    /// What is different between two moments, or between one and now, over the `window` seconds before each.
    pub async fn changes(&self, from: Time, to: Option<Time>, window: u32) -> Result<Changes, Failure> {
        let now = clock::now();
        refuse_future("from", from, now)?;
        to.map_or(Ok(()), |to| refuse_future("to", to, now))?;
        self.0.keeper.look(now).await?;
        self.0.keeper.changes(from, to, now, lists::window(i64::from(window)) as u32).await
    }

    /// The stretches of time that are kept without a gap, oldest first.
    pub async fn moments(&self) -> Result<Vec<(Time, Time)>, Failure> {
        self.0.keeper.kept().await
    }

    /// Takes traces that tell of calls which our gateway did not carry.
    pub fn take_traces(&self, traces: otlp::Traces) -> Taken {
        self.0.edges.take(traces, clock::now())
    }

    /// The time up to the last moment, over `reach`; without one, over as much as is kept, up to six hours, or back to `at`.
    pub async fn timeline(&self, reach: Option<Reach>, at: Option<Time>) -> Result<Timeline, Failure> {
        let now = clock::now();
        self.0.keeper.look(now).await?;
        let kept = self.0.keeper.kept().await?;
        let to = now.floor_to(MOMENT_SECONDS);
        let reach = reach.unwrap_or_else(|| natural(&kept, at, to));
        let from = to.plus_seconds(-reach.seconds());
        let first = kept.iter().find(|(_, last)| *last >= from).map(|(first, _)| (*first).max(from));
        let turns = self.0.keeper.turns(from, to).await?;
        let begin = from.floor_to(reach.step_seconds());
        let slots = (now.seconds() - begin.seconds()).div_euclid(reach.step_seconds()) + 1;
        let end = begin.plus_seconds(slots * reach.step_seconds());
        let course = self.0.analytics.course(begin, end, slots as usize).await?;
        let line = Timeline { reach, from, to, kept: first, turns, drawing: String::new() };
        let drawing = strip::draw(&Strip { line: &line, kept: &kept, slots: (begin, course.step_minutes * 60), calls: &course.steps });
        Ok(Timeline { drawing, ..line })
    }

    /// Since when a service is registered; none where it is not.
    pub fn registered_since(&self, name: &str) -> Option<Time> {
        self.0.registry.get(name).map(|entry| entry.facts.created_at)
    }

    /// When a call from one to the other was first seen; none where that is not remembered.
    pub fn first_seen(&self, source: &str, target: &str) -> Option<Time> {
        self.0.live.first_seen(source, target)
    }

    /// The line at the foot of every page.
    pub fn sill(&self) -> Sill {
        let services: Vec<(String, NodeKind, Health)> =
            self.0.registry.all().iter().map(|entry| (entry.facts.name.clone(), NodeKind::Service, entry.verdict().health)).collect();
        let mut counts = Counts::default();
        services.iter().for_each(|(_, _, health)| counts.add(*health));
        let own = [(REGISTRY, NodeKind::Registry), (ORCHESTRATOR, NodeKind::Orchestrator)];
        let signs = own.into_iter().map(|(name, kind)| (name.to_owned(), kind, Health::Healthy)).chain(services);
        let signs: Vec<_> = signs.collect();
        Sill {
            at: clock::now(),
            seq: self.0.events.seq(),
            counts,
            signs: if signs.len() > SIGNS_MAX { Vec::new() } else { signs },
            environment: self.0.settings.environment.clone(),
            demo: self.0.settings.demo,
        }
    }
}

/// The shortest reach in which all lies that is kept, of which nobody asked for more than six hours.
fn natural(kept: &[(Time, Time)], at: Option<Time>, to: Time) -> Reach {
    let since = |time: Time| to.seconds() - time.seconds();
    let kept = kept.first().map_or(0, |(first, _)| since(*first)).min(Reach::Shift.seconds());
    Reach::covering(at.map_or(0, since).max(kept))
}

fn refuse_future(parameter: &str, at: Time, now: Time) -> Result<(), Failure> {
    if at <= now {
        return Ok(());
    }
    let violation = Violation {
        pointer: format!("/{parameter}"),
        message: format!("{at} is yet to come"),
        remedy: "write a time that is past".to_owned(),
    };
    Err(Failure::violations("Only moments that are past can be asked for.", vec![violation]))
}
