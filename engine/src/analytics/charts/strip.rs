//! Reads a strip: what happened step by step, what of it nobody watched, and the same of the period before.

use super::range::Range;
use super::scope::{Failures, Sources};
use crate::Error;
use crate::analytics::draw::{Step, Strip, heat};
use crate::analytics::series::Series;
use crate::analytics::span::Span;
use crate::analytics::split::Split;
use crate::analytics::tally::{Calls, Tally};
use crate::analytics::{Analytics, store};
use domain::Time;
use domain::call::Outcome;
use domain::charts::{Annotations, FailedKind};
use std::collections::BTreeMap;

/// How far the strip reaches back from which a time is chosen, in seconds.
const WEEK_SECONDS: i64 = 7 * 86_400;

/// The width of its steps, in minutes.
const WEEK_STEP: i64 = 60;

/// A strip, and its whole now and before.
pub struct Told {
    pub range: Range,
    pub strip: Strip,
    pub now: Tally,
    pub before: Option<Tally>,
}

/// Failures by step and by kind.
type Failed = BTreeMap<usize, BTreeMap<FailedKind, u64>>;

impl Analytics {
    /// The strip of a range, with the one before where they are compared.
    pub(super) async fn strip(&self, sources: &Sources, range: Range, compare: bool) -> Result<Told, Error> {
        let now = self.series(&sources.whole, &range.now).await?;
        let failed = match &sources.failures {
            Failures::ByOutcome(source) => by_kind(&self.series(source, &range.now).await?),
            Failures::One(kind) => now.steps().iter().map(|(place, tally)| (*place, BTreeMap::from([(*kind, tally.errors)]))).collect(),
        };
        let step = |place: &usize, tally: &Tally| {
            let failed = failed.get(place).cloned().unwrap_or_default();
            Step { figures: tally.figures(), heat: heat::classes(&tally.latency), failed }
        };
        let mut strip = Strip {
            from: range.now.time(0),
            step: range.now.step * 60,
            now: range.at,
            steps: self.steps(&range.now, &now, step).await?,
            before: Vec::new(),
            before_name: range.before_name.into(),
            annotations: Annotations::default(),
            left_out: Vec::new(),
        };
        let before = if compare { Some(self.series(&sources.whole, &range.before).await?) } else { None };
        if let Some(before) = &before {
            strip.before = self.steps(&range.before, before, |_, tally| tally.figures()).await?;
        }
        Ok(Told { strip, now: now.whole(), before: before.map(|before| before.whole()), range })
    }

    /// The strip of the last seven days.
    pub(super) async fn week(&self, sources: &Sources, at: Time) -> Result<Strip, Error> {
        let end = at.floor_to(WEEK_STEP * 60).seconds() / 60 + WEEK_STEP;
        let span = Span { minutes: end - WEEK_SECONDS / 60..end, step: WEEK_STEP };
        let series = self.series(&sources.whole, &span).await?;
        let steps = self.steps(&span, &series, |_, tally| Step { figures: tally.figures(), ..Step::default() }).await?;
        Ok(Strip { from: span.time(0), step: WEEK_STEP * 60, now: at, steps, ..Strip::default() })
    }

    /// What `step` makes of each step: of nothing where somebody watched and nobody called, and none where nobody watched.
    async fn steps<T: Clone + Default>(
        &self,
        span: &Span,
        series: &Series,
        step: impl Fn(&usize, &Tally) -> T,
    ) -> Result<Vec<Option<T>>, Error> {
        let mut steps = vec![None; span.len()];
        for minute in store::watched(&self.0.db, &span.pieces(Split::Total)).await? {
            steps[span.place(minute)] = Some(T::default());
        }
        series.steps().iter().for_each(|(place, tally)| steps[*place] = Some(step(place, tally)));
        Ok(steps)
    }
}

/// The failures of series by outcome.
fn by_kind(outcomes: &Series<Calls>) -> Failed {
    let mut failed = Failed::new();
    for (word, steps) in &outcomes.0 {
        let Some(kind) = Outcome::from_word(word).and_then(FailedKind::of) else { continue };
        for (place, Calls(calls)) in steps {
            *failed.entry(*place).or_default().entry(kind).or_default() += calls;
        }
    }
    failed
}
