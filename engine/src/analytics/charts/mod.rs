//! The charts of a period: its figures and those of the period before, the drawings, and who is busy, slow or calls whom.

mod kept;
mod range;
mod scope;
mod strip;
#[cfg(test)]
mod tests;

use super::draw::{self, Drawing};
use super::metrics::{refused, totals};
use super::span::Span;
use super::split::{Names, Source, Split};
use super::tally::{Calls, Tally};
use super::{Analytics, store};
use crate::{Error, clock};
use domain::charts::{Annotations, Change, Charts, ChartsQuery, Drawings, EdgeCalls, Steps, changes};
use domain::metrics::{Compared, MetricsTotal, Scope};
use domain::{Failure, Time};
pub use kept::KeptCharts;
use range::Range;
use scope::{Sources, has_edge};
use std::collections::BTreeMap;
use strip::Told;

/// How many tools are called the busiest, or the slowest.
const TOOLS_SHOWN: usize = 6;

/// How many changes are told.
const CHANGES_SHOWN: usize = 7;

/// How many callers are offered by name.
const CALLERS_LISTED: usize = 200;

/// How many edges are shown.
const EDGES_SHOWN: usize = 40;

impl Analytics {
    /// The charts of a period.
    pub async fn charts(&self, query: &ChartsQuery, annotations: Annotations) -> Result<Charts, Failure> {
        self.charts_at(query, annotations, clock::now()).await
    }

    /// One drawing, as a file of its own.
    pub async fn chart_file(&self, drawing: Drawing, query: &ChartsQuery, annotations: Annotations) -> Result<String, Failure> {
        let (_, told) = self.told(query, annotations, clock::now()).await?;
        Ok(draw::file(drawing, &told.strip))
    }

    /// The question with its tool and its caller as they are written: a query knows no upper and lower case, a roll-up's name does.
    pub async fn spelled(&self, query: ChartsQuery) -> Result<ChartsQuery, Error> {
        let Scope { service, tool, caller } = query.scope;
        let tool = self.spelling(Split::Tool, tool).await?;
        let caller = self.spelling(Split::Caller, caller).await?;
        Ok(ChartsQuery { scope: Scope { service: service.map(|service| service.to_lowercase()), tool, caller }, ..query })
    }

    async fn spelling(&self, split: Split, word: Option<String>) -> Result<Option<String>, Error> {
        let Some(word) = word else { return Ok(None) };
        if !store::names(&self.0.db, split, &Names::one(&word)).await?.is_empty() {
            return Ok(Some(word));
        }
        // No index knows a name by its lower case.
        let names = store::names(&self.0.db, split, &Names::all()).await?;
        let same = names.into_values().filter(|name| name.to_lowercase() == word.to_lowercase()).min();
        Ok(Some(same.unwrap_or(word)))
    }

    /// The names of those who called, in the order of the alphabet, as far as they are listed.
    pub async fn callers(&self) -> Result<Vec<String>, Error> {
        self.settle().await;
        let mut names: Vec<String> = store::names(&self.0.db, Split::Caller, &Names::all()).await?.into_values().collect();
        names.sort_unstable();
        names.truncate(CALLERS_LISTED);
        Ok(names)
    }

    async fn charts_at(&self, query: &ChartsQuery, annotations: Annotations, at: Time) -> Result<Charts, Failure> {
        let week = self.week(&Sources::of(query).map_err(refused)?, at).await?;
        let charts = self.kept_charts(query, annotations, at).await?.drawn(query.width);
        let drawings = Drawings { week: draw::page(Drawing::Week, &week, query.width), ..charts.drawings };
        Ok(Charts { week: steps(&week), drawings, ..charts })
    }

    /// Whether charts can answer a question, or what is wrong with it.
    pub fn chartable(query: &ChartsQuery) -> Result<(), Failure> {
        Sources::of(query).map(drop).map_err(refused)
    }

    /// The charts of a period as they are kept, as of a moment.
    pub async fn kept_charts(&self, query: &ChartsQuery, annotations: Annotations, at: Time) -> Result<KeptCharts, Failure> {
        let (sources, told) = self.told(query, annotations, at).await?;
        let range = &told.range;
        let tools = Box::pin(self.tools(&sources, &range.now));
        let changed = Box::pin(self.changed(&sources, range));
        let edges = Box::pin(self.edges_shown(query, &range.now));
        let (tools, changed, edges) = tokio::try_join!(tools, changed, edges)?;
        let (busiest, slowest) = first_tools(tools);
        let before_name = range.before_name.to_owned();
        let (now, before) = (told.now.figures(), told.before.map(|tally| tally.figures()));
        let (scope, outcome) = (query.scope.clone(), query.outcome);
        let charts = Charts { at, before_name, now, before, changed, busiest, slowest, edges, scope, outcome, ..Charts::default() };
        Ok(KeptCharts::new(charts, told.strip))
    }

    async fn told(&self, query: &ChartsQuery, annotations: Annotations, at: Time) -> Result<(Sources, Told), Failure> {
        let sources = Sources::of(query).map_err(refused)?;
        let range = Range::of(query.period, at).map_err(refused)?.fitted(sources.whole.split, &self.gone());
        let mut told = self.strip(&sources, range, query.compare).await?;
        told.strip.annotations = annotations;
        told.strip.left_out.clone_from(&query.left_out);
        Ok((sources, told))
    }

    /// The tools of a scope, most calls first; none where they are not kept.
    async fn tools(&self, sources: &Sources, span: &Span) -> Result<Vec<MetricsTotal>, Error> {
        match &sources.tools {
            Some(source) => Ok(totals(self.wholes(source, span).await?)),
            None => Ok(Vec::new()),
        }
    }

    async fn changed(&self, sources: &Sources, range: &Range) -> Result<Vec<Change>, Error> {
        let Some(source) = &sources.parts else { return Ok(Vec::new()) };
        let mut both: BTreeMap<String, [Tally; 2]> = BTreeMap::new();
        for (place, span) in [&range.now, &range.before].into_iter().enumerate() {
            for (key, tally) in self.wholes(source, span).await? {
                both.entry(key).or_default()[place] = tally;
            }
        }
        let compared = |(key, [now, before]): (String, [Tally; 2])| Compared { key, now: now.figures(), before: before.figures() };
        let compared: Vec<Compared> = both.into_iter().map(compared).collect();
        Ok(changes(&compared, CHANGES_SHOWN))
    }

    /// The edges of a scope, most calls first; they are kept whatever came of a call.
    async fn edges_shown(&self, query: &ChartsQuery, span: &Span) -> Result<Vec<EdgeCalls>, Error> {
        if query.outcome.is_some() {
            return Ok(Vec::new());
        }
        let edges = self.wholes(&Source::all(Split::Edge), span).await?.into_iter().filter(|(edge, _)| has_edge(query, edge));
        let mut edges: Vec<EdgeCalls> = edges.map(|(key, Calls(calls))| EdgeCalls { key, calls }).collect();
        edges.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| a.key.cmp(&b.key)));
        edges.truncate(EDGES_SHOWN);
        Ok(edges)
    }
}

fn steps(strip: &draw::Strip) -> Steps {
    Steps { from: strip.from, seconds: strip.step, count: strip.steps.len() as u32 }
}

/// The busiest and the slowest of tools that are sorted by calls.
fn first_tools(tools: Vec<MetricsTotal>) -> (Vec<MetricsTotal>, Vec<MetricsTotal>) {
    let mut slowest: Vec<MetricsTotal> = tools.iter().filter(|tool| tool.figures.latency_ms.p95.is_some()).cloned().collect();
    slowest.sort_by(|a, b| b.figures.latency_ms.p95.unwrap_or(0.0).total_cmp(&a.figures.latency_ms.p95.unwrap_or(0.0)));
    slowest.truncate(TOOLS_SHOWN);
    let mut busiest = tools;
    busiest.truncate(TOOLS_SHOWN);
    (busiest, slowest)
}
