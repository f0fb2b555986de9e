//! Figures and charts.

use super::Engine;
use crate::analytics::{Drawing, KeptCharts};
use crate::{Error, clock};
use domain::call::{Call, CallFilter, CallPage, CallQuery, CallsFound, Sequences};
use domain::charts::{Annotations, Charts, ChartsQuery, Period};
use domain::failure::Kind;
use domain::list::LIMIT_DEFAULT;
use domain::metrics::{By, Compared, Heat, Metrics, MetricsQuery, MetricsTotal, Scope};
use domain::objective::Standing;
use domain::{Failure, Time};

impl Engine {
    /// Figures over a range, from the roll-ups.
    pub async fn metrics(&self, query: &MetricsQuery) -> Result<Metrics, Failure> {
        self.0.analytics.metrics(query).await
    }

    /// The names of those who called, in the order of the alphabet; the first 200 of them.
    pub async fn callers(&self) -> Result<Vec<String>, Failure> {
        Ok(self.0.analytics.callers().await?)
    }

    /// The charts of a period; the console shows where it stands what of a query cannot be charted.
    pub async fn charts(&self, query: ChartsQuery) -> Result<Charts, Failure> {
        let is_query = !query.query.is_empty();
        match self.charts_of(query).await {
            Err(failure) if is_query && failure.kind == Kind::SchemaViolation => {
                Ok(Charts { at: clock::now(), wrong: failure.errors, ..Charts::default() })
            }
            charts => charts,
        }
    }

    async fn charts_of(&self, query: ChartsQuery) -> Result<Charts, Failure> {
        let query = &self.read(query).await?;
        let charts = self.0.analytics.charts(query, self.annotations(query).await?).await?;
        Ok(Charts { objectives: self.standings_of(&query.scope, charts.at).await?, ..charts })
    }

    /// How the service of a scope or of its tool stands with its objective; every one where the scope has none.
    async fn standings_of(&self, scope: &Scope, at: Time) -> Result<Vec<Standing>, Error> {
        let of_tool = scope.tool.as_deref().and_then(|tool| tool.split('.').next());
        match scope.service.as_deref().or(of_tool) {
            Some(service) => Ok(self.0.objectives.standing(service, at).await?.into_iter().collect()),
            None => self.0.objectives.standings(at).await,
        }
    }

    /// The charts of a question as a report keeps them, as of a moment.
    pub(super) async fn kept_charts(&self, query: ChartsQuery, at: Time) -> Result<KeptCharts, Failure> {
        let query = &self.read(query).await?;
        let charts = self.0.analytics.kept_charts(query, self.annotations(query).await?, at).await?;
        Ok(charts.beside(self.standings_of(&query.scope, at).await?))
    }

    /// A question whose query, where it has one, is read.
    pub(super) async fn read(&self, query: ChartsQuery) -> Result<ChartsQuery, Failure> {
        let is_query = !query.query.is_empty();
        let read = query.read()?;
        Ok(if is_query { self.0.analytics.spelled(read).await? } else { read })
    }

    /// Which tool is called next after which, in the calls of a question about charts; none where its query cannot be charted,
    /// which the charts themselves tell.
    pub async fn sequences(&self, query: ChartsQuery) -> Result<Sequences, Failure> {
        let query = match self.read(query).await {
            Err(failure) if failure.kind == Kind::SchemaViolation => return Ok(Sequences::default()),
            query => query?,
        };
        let (from, to) = times(query.period);
        let filter = CallFilter { caller: query.scope.caller.clone(), from: Some(from), to: Some(to), ..CallFilter::default() };
        self.0.analytics.sequences(&filter, |call| query.picks(call)).await
    }

    /// What stands in the charts of a question beside calls.
    async fn annotations(&self, query: &ChartsQuery) -> Result<Annotations, Failure> {
        let objective = match query.service() {
            Some(service) => self.0.objectives.of(service).await?,
            None => None,
        };
        let (from, to) = times(query.period);
        Ok(Annotations { objective, fired: self.0.alerts.fired(query, from, to).await? })
    }

    /// One of them as an SVG file.
    pub async fn chart_file(&self, drawing: Drawing, query: ChartsQuery) -> Result<String, Failure> {
        let query = &self.read(query).await?;
        self.0.analytics.chart_file(drawing, query, self.annotations(query).await?).await
    }

    /// Totals over a range beside those of the one as long before it, most calls first; by [`By::Edge`] it is the matrix of
    /// callers and services.
    pub async fn compared(&self, from: Time, to: Time, by: By, scope: &Scope) -> Result<Vec<Compared>, Failure> {
        self.0.analytics.compared(from, to, by, scope).await
    }

    /// The `n` tools whose p95 is highest, slowest first.
    pub async fn slowest_tools(&self, from: Time, to: Time, scope: &Scope, n: usize) -> Result<Vec<MetricsTotal>, Failure> {
        self.0.analytics.slowest_tools(from, to, scope, n).await
    }

    /// How many calls took how long, step by step.
    pub async fn heat(&self, query: &MetricsQuery) -> Result<Heat, Failure> {
        self.0.analytics.heat(query).await
    }

    /// A page of the raw calls that `asked` means, newest first.
    pub async fn recorded_calls(&self, asked: &CallQuery) -> Result<CallPage, Failure> {
        let (filter, query) = asked.read()?;
        self.0.analytics.calls(&filter, &query, asked.after.as_deref(), asked.limit.unwrap_or(LIMIT_DEFAULT)).await
    }

    /// The same for the console, which shows what cannot be read where it stands.
    pub async fn calls_found(&self, asked: &CallQuery) -> Result<CallsFound, Failure> {
        let at = clock::now();
        match self.recorded_calls(asked).await {
            Ok(page) => Ok(CallsFound { at, page, wrong: Vec::new() }),
            Err(failure) if failure.kind == Kind::SchemaViolation => Ok(CallsFound { at, wrong: failure.errors, ..CallsFound::default() }),
            Err(failure) => Err(failure),
        }
    }

    /// One recorded call, for as long as it is kept.
    pub async fn recorded_call(&self, id: &str) -> Result<Call, Failure> {
        let detail = || format!("No call {id} is kept; calls are kept for 30 days.");
        self.0.analytics.call(id).await?.ok_or_else(|| Failure::new(Kind::NotFound, detail()))
    }
}

/// From when until when a period is.
fn times(period: Period) -> (Time, Time) {
    let now = clock::now();
    match period {
        Period::Last(seconds) => (now.plus_seconds(seconds.saturating_neg()), now),
        Period::Between(from, to) => (from, to),
    }
}
