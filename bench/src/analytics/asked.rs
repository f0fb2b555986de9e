//! Asking: each question some times over, all of them in turn, so that none has the machine's better moments to itself.

use super::cpu;
use super::filled::{DAY, Filled, SECONDS};
use super::made::service;
use super::plain::Plain;
use crate::Result;
use crate::{Figures, quantile};
use domain::Time;
use domain::call::Outcome;
use domain::metrics::{By, MetricsQuery, Scope};
use domain::query::Query;
use engine::analytics::{Analytics, CallFilter};
use serde_json::json;
use std::collections::BTreeMap;
use std::future::Future;
use std::time::{Duration, Instant};

/// How often each question is asked, after once that does not count.
const ROUNDS: usize = 20;

/// How often raw rows are scanned.
const SCANS: usize = 3;

/// How many calls a page has.
const PAGE: u32 = 100;

/// What each question took by the clock, and of the processor, in milliseconds.
type Took = BTreeMap<String, Vec<(f64, f64)>>;

/// Asks everything and notes the 95th percentile of the slowest question of each kind.
pub async fn ask(analytics: &Analytics, plain: &Plain, filled: &Filled, ours: &mut Figures, theirs: &mut Figures) -> Result {
    let (mut took, mut scanned) = (Took::new(), Took::new());
    for round in 0..=ROUNDS {
        for (range, seconds, step) in [("24h", DAY, 900), ("30d", SECONDS, 21_600)] {
            let from = filled.end.plus_seconds(-seconds);
            for whose in [None, Some(service(3))] {
                let who = if whose.is_some() { "one" } else { "all" };
                let name = format!("chart_{range}_{who}_p95_ms");
                if round < SCANS {
                    let begun = Begun::now();
                    plain.chart(from, filled.end, step, whose.as_deref()).await?;
                    scanned.entry(name.clone()).or_default().push(begun.took());
                }
                charts(analytics, from, filled.end, step, whose, &name, round, &mut took).await?;
            }
        }
        pages(analytics, filled, round, &mut took).await?;
    }
    note(&took, 0.95, ours);
    note(&scanned, 0.5, theirs);
    accuracy(analytics, filled, ours).await
}

/// Every chart of the analytics page over one range.
#[expect(clippy::too_many_arguments, reason = "a question has that many parts, and is asked from one place")]
async fn charts(
    analytics: &Analytics,
    from: Time,
    to: Time,
    step: i64,
    service: Option<String>,
    name: &str,
    round: usize,
    took: &mut Took,
) -> Result {
    let scope = Scope { service, ..Scope::default() };
    let query = |by, step| MetricsQuery { from, to, step, by, scope: scope.clone() };
    for by in [By::Total, By::Service] {
        timed(took, round, &format!("{name}/{}", by.word()), analytics.metrics(&query(by, step))).await?;
    }
    for by in [By::Caller, By::Outcome] {
        timed(took, round, &format!("{name}/{}", by.word()), analytics.metrics(&query(by, step.max(3600)))).await?;
    }
    timed(took, round, &format!("{name}/heat"), analytics.heat(&query(By::Total, step))).await?;
    timed(took, round, &format!("{name}/slowest"), analytics.slowest_tools(from, to, &scope, 10)).await?;
    timed(took, round, &format!("{name}/tools"), analytics.compared(from, to, By::Tool, &scope)).await?;
    timed(took, round, &format!("{name}/matrix"), analytics.compared(from, to, By::Edge, &scope)).await?;
    Ok(())
}

/// The first page of calls, by all that they are found by.
async fn pages(analytics: &Analytics, filled: &Filled, round: usize, took: &mut Took) -> Result {
    let any = CallFilter::default;
    let filters = [
        ("any", any()),
        ("tool", CallFilter { tool: Some("service-3.tool_9".to_owned()), ..any() }),
        ("service", CallFilter { service: Some(service(3)), ..any() }),
        ("caller", CallFilter { caller: Some("agent-11".to_owned()), ..any() }),
        ("outcome", CallFilter { outcomes: vec![Outcome::Unreachable], ..any() }),
        ("service_outcome", CallFilter { service: Some(service(3)), outcomes: vec![Outcome::Unreachable, Outcome::Timeout], ..any() }),
        ("run", CallFilter { run: Some(filled.run.clone()), ..any() }),
        ("time", CallFilter { to: Some(filled.end.plus_seconds(-SECONDS / 2)), ..any() }),
    ];
    for (name, filter) in filters {
        timed(took, round, &format!("raw_first_page_p95_ms/{name}"), analytics.calls(&filter, &Query::default(), None, PAGE)).await?;
    }
    Ok(())
}

/// How far percentiles of the last day are from the exact ones.
async fn accuracy(analytics: &Analytics, filled: &Filled, ours: &mut Figures) -> Result {
    let from = filled.end.plus_seconds(-DAY);
    let query = MetricsQuery { from, to: filled.end, step: DAY, by: By::Total, scope: Scope::default() };
    let found = analytics.compared(query.from, query.to, By::Total, &query.scope).await?;
    let latency = found.first().ok_or("no calls of the last day")?.now.latency_ms;
    let mut exact = filled.last_day_us.clone();
    exact.sort_unstable();
    let error = [(0.5, latency.p50), (0.95, latency.p95), (0.99, latency.p99)].into_iter().map(|(share, found)| {
        let rank = (share * exact.len() as f64).ceil().max(1.0) as usize;
        let exact = exact[rank - 1] as f64 / 1000.0;
        (found.unwrap_or_default() - exact).abs() / exact * 100.0
    });
    ours.insert("percentile_error_percent".to_owned(), json!(error.fold(0.0, f64::max)));
    Ok(())
}

async fn timed<T, E: Into<Failed>>(
    took: &mut Took,
    round: usize,
    name: &str,
    asked: impl Future<Output = std::result::Result<T, E>>,
) -> Result {
    let begun = Begun::now();
    asked.await.map_err(|error| error.into().0)?;
    if round > 0 {
        took.entry(name.to_owned()).or_default().push(begun.took());
    }
    Ok(())
}

/// What the engine says when it cannot answer.
struct Failed(String);

impl From<domain::Failure> for Failed {
    fn from(failure: domain::Failure) -> Self {
        Self(failure.detail)
    }
}

/// When a question was asked.
struct Begun(Instant, Duration);

impl Begun {
    fn now() -> Self {
        Self(Instant::now(), cpu::taken())
    }

    /// What it took until now.
    fn took(self) -> (f64, f64) {
        let millis = |taken: Duration| taken.as_secs_f64() * 1000.0;
        (millis(self.0.elapsed()), millis(cpu::taken().saturating_sub(self.1)))
    }
}

/// Notes the slowest question of each kind, and tells all of them: the share's time by the clock, and the middle one of the
/// processor.
fn note(took: &Took, share: f64, figures: &mut Figures) {
    for (name, values) in took {
        let (by_clock, of_cpu): (Vec<f64>, Vec<f64>) = values.iter().copied().unzip();
        let (value, cpu) = (quantile(by_clock, share), quantile(of_cpu, 0.5));
        eprintln!("{name:<40}{value:>10.2} ms{cpu:>10.2} ms of CPU");
        let kind = name.split('/').next().unwrap_or(name);
        let slowest = figures.get(kind).and_then(serde_json::Value::as_f64).unwrap_or(0.0).max(value);
        figures.insert(kind.to_owned(), json!(slowest));
    }
}
