//! What the answers must be, whatever was recorded, in whatever order and whatever the clock said: the same as counted from
//! the raw calls one by one, on both databases.

use super::grain::{Grain, Piece};
use super::lanes::Lane;
use super::retention::{CALLS_KEPT, Gone};
use super::series::Series;
use super::span::Span;
use super::split::{Source, Split, edge_name};
use super::tally::Tally;
use super::{Analytics, CallFilter, Durability, minute_of, store};
use crate::db::Db;
use crate::ids;
use crate::testing::{self, Sqlite};
use domain::Time;
use domain::call::{Call, Outcome};
use domain::metrics::{By, Figures, MetricsQuery, Scope};
use domain::names::ToolId;
use domain::objective::{Counted, Objective};
use domain::query::Query;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// How many days the random calls lie in: more than minutes are kept.
const DAYS: i64 = 12;

/// A good call of `tool` by `tester` at `seconds`, with an id of its own.
pub fn call(seconds: i64, tool: &str) -> Call {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let at = Time::from_seconds(seconds);
    Call {
        id: ids::write_id('c', at, NEXT.fetch_add(1, Ordering::Relaxed)),
        at,
        caller: "tester".to_owned(),
        tool: ToolId::parse(tool).expect("a tool"),
        instance: Some("http://127.0.0.1:1".to_owned()),
        outcome: Outcome::Ok,
        status: Some(200),
        latency_ms: 5.0,
        attempts: 1,
        request_bytes: 10,
        response_bytes: 100,
        error: None,
        run: None,
        trace: None,
        input_tokens: None,
        output_tokens: None,
        cost_usd: None,
    }
}

/// Analytics over a fresh SQLite file.
pub async fn opened() -> (Sqlite, Analytics) {
    let testing = testing::sqlite().await;
    let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
    (testing, analytics)
}

/// Moments of some days, many of them at the edges of minutes, quarters, hours and days.
fn any_seconds() -> impl Strategy<Value = i64> {
    let edge = (prop::sample::select(vec![MINUTE, 15 * MINUTE, HOUR, DAY]), 0..DAYS * 24, -1_i64..=1);
    prop_oneof![
        2 => 0..DAYS * DAY,
        3 => edge.prop_map(|(width, n, beside)| (n * width % (DAYS * DAY) + beside).max(0)),
        2 => 9 * DAY..9 * DAY + 2 * HOUR,
    ]
}

/// Any call at all, in the first days of 1970.
pub fn any_call() -> impl Strategy<Value = Call> {
    let tools = prop::sample::select(vec!["geo.distance", "geo.city.find", "text.stats"]);
    let callers = prop::sample::select(vec!["tester", "orchestrator", "ann", "geo"]);
    let instances = prop::sample::select(vec![None, Some("http://a:1"), Some("http://b:2")]);
    let outcomes = prop::sample::select(Outcome::ALL.to_vec());
    let figures = (0.0..5000.0_f64, prop::option::of(0..9_u64), prop::option::of(0..1_000_000_u64));
    let runs = prop::option::weighted(0.3, prop::sample::select(vec!["r_1", "r_2"]));
    (any_seconds(), tools, callers, instances, outcomes, figures, runs).prop_map(|(at, tool, caller, instance, outcome, figures, run)| {
        let (latency_ms, input_tokens, nano) = figures;
        Call {
            caller: caller.to_owned(),
            instance: instance.map(str::to_owned),
            outcome,
            // To the microsecond and the nano-dollar, as the database keeps them.
            latency_ms: (latency_ms * 1000.0).round() / 1000.0,
            cost_usd: nano.map(|nano| nano as f64 / 1e9),
            input_tokens,
            run: run.map(str::to_owned),
            ..call(at, tool)
        }
    })
}

/// What may happen to analytics.
#[derive(Clone, Debug)]
enum Deed {
    Record(Box<Call>),
    /// Written while the clock says so, which may be any time.
    Flush(i64),
    Restart,
    /// What is too old by then goes.
    Purge(i64),
    /// What is of hours that are over by then is packed.
    Pack(i64),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        24 => any_call().prop_map(|call| Deed::Record(Box::new(call))),
        4 => any_seconds().prop_map(Deed::Flush),
        1 => Just(Deed::Restart),
        1 => (0..DAYS * 4).prop_map(|days| Deed::Purge(days * DAY + 12_345)),
        2 => any_seconds().prop_map(Deed::Pack),
    ];
    prop::collection::vec(deed, 1..120)
}

fn questions() -> impl Strategy<Value = Vec<(i64, i64, i64)>> {
    let steps = prop::sample::select(vec![MINUTE, 2 * MINUTE, 15 * MINUTE, 45 * MINUTE, HOUR, 6 * HOUR, DAY, 10 * DAY]);
    prop::collection::vec((any_seconds(), any_seconds(), steps), 6)
}

/// Everything that was recorded, and what is still there of it.
struct Model {
    analytics: Analytics,
    /// When all this happens: so the cases of one database do not meet.
    base: i64,
    calls: Vec<Call>,
    raw: Vec<Call>,
    gone: Gone,
    /// The latest moment at which something was purged.
    purged: Time,
}

impl Model {
    async fn open(db: &Db, base: i64) -> Self {
        let analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
        Self { analytics, base, calls: Vec::new(), raw: Vec::new(), gone: Gone::default(), purged: Time(0) }
    }

    async fn act(&mut self, db: &Db, deed: Deed) {
        match deed {
            Deed::Record(call) => {
                let at = call.at.plus_seconds(self.base);
                let call = Call { id: ids::new_at('c', at), at, ..*call };
                self.calls.push(call.clone());
                self.raw.push(call.clone());
                self.analytics.record(call);
            }
            Deed::Flush(now) => {
                self.analytics.flush_at(Time::from_seconds(self.base + now)).await.expect("written");
                self.check_lanes().await;
            }
            Deed::Restart => {
                self.analytics.flush().await.expect("written");
                self.analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
            }
            Deed::Pack(now) => {
                self.analytics.flush().await.expect("written");
                self.analytics.pack(Time::from_seconds(self.base + now)).await.expect("packed");
            }
            Deed::Purge(now) => {
                self.analytics.flush().await.expect("written");
                let now = Time::from_seconds(self.base + now);
                self.analytics.purge(now).await.expect("purged");
                self.purged = self.purged.max(now);
                self.gone = Gone::by(self.purged);
                self.raw.retain(|call| call.at >= now.plus_seconds(-CALLS_KEPT));
            }
        }
    }

    /// What is held of the past must be what it would be if it were read now.
    async fn check_lanes(&self) {
        let start = Time::from_seconds(self.base + 9 * DAY + 120);
        let span = Span::between(start, start.plus_seconds(HOUR)).sliced(7);
        for split in [Split::Tool, Split::Edge, Split::Service] {
            let lanes = self.analytics.lanes(split, &span).await.expect("lanes");
            let mut expected: BTreeMap<String, Tally> = BTreeMap::new();
            let minutes = span.clone().fitted(split, &self.gone).minutes;
            for call in self.calls.iter().filter(|call| minutes.contains(&minute_of(call.at))) {
                expected.entry(name_of(split, call)).or_default().record(call);
            }
            let whole = |lane: &Lane| lane.whole.clone();
            assert_eq!(lanes.iter().map(|(key, lane)| (key.clone(), whole(lane))).collect::<BTreeMap<_, _>>(), expected);
            for lane in lanes.values() {
                assert_eq!(lane.steps.iter().flatten().map(|bar| bar.calls).sum::<u64>(), lane.whole.calls);
            }
        }
    }

    async fn check_metrics(&self, query: &MetricsQuery) {
        let Ok(source) = Source::of(query.by, &query.scope) else { return };
        let finest = self.gone.finest(source.split, query.from.floor_to(query.step).seconds() / 60);
        let answer = self.analytics.metrics(query).await;
        if query.step / 60 % finest.minutes() != 0 {
            assert_eq!(answer.expect_err("too fine a step").kind.status(), 422);
            return;
        }
        let metrics = answer.expect("metrics");
        assert!(metrics.to >= query.to && metrics.to < query.to.plus_seconds(DAY), "{query:?}");
        let rows: BTreeMap<(Time, String), Figures> =
            metrics.rows.iter().map(|row| ((row.time, row.key.clone()), row.figures.clone())).collect();
        assert_eq!(rows, self.counted(query, metrics.to), "{query:?}");
        assert!(metrics.rows.is_sorted_by_key(|row| (row.time, &row.key)));
        assert!(metrics.totals.is_sorted_by(|a, b| a.figures.calls >= b.figures.calls));
        assert_eq!(metrics.totals.iter().map(|total| total.figures.calls).sum::<u64>(), rows.values().map(|row| row.calls).sum::<u64>());
    }

    /// The same figures, counted from the raw calls one by one.
    fn counted(&self, query: &MetricsQuery, to: Time) -> BTreeMap<(Time, String), Figures> {
        let mut tallies: BTreeMap<(Time, String), Tally> = BTreeMap::new();
        let start = query.from.floor_to(query.step);
        // A minute belongs to the range in which it begins.
        let within =
            |call: &&Call| call.at >= start && minute_of(call.at) * 60 < to.0.div_euclid(1_000_000) + i64::from(to.0 % 1_000_000 != 0);
        for call in self.calls.iter().filter(within).filter(|call| is_of(call, &query.scope)) {
            if let Some(key) = key_of(query.by, call) {
                tallies.entry((call.at.floor_to(query.step), key)).or_default().record(call);
            }
        }
        tallies.into_iter().map(|(place, tally)| (place, tally.figures())).collect()
    }

    /// The whole of each name of each split over minutes that begin and end anywhere.
    async fn check_wholes(&self, from: Time, to: Time) {
        let span = Span::between(from, to);
        for split in Split::ALL {
            let fitted = Span { step: (span.minutes.end - span.minutes.start).max(1), ..span.clone() }.fitted(split, &self.gone);
            let mut expected: BTreeMap<String, Tally> = BTreeMap::new();
            for call in self.calls.iter().filter(|call| fitted.minutes.contains(&minute_of(call.at))) {
                if split != Split::Instance || call.instance.is_some() {
                    expected.entry(name_of(split, call)).or_default().record(call);
                }
            }
            let wholes = self.analytics.wholes(&Source::all(split), &span).await.expect("wholes");
            assert_eq!(wholes, expected, "{split:?} {span:?}");
            let series: Series = self.analytics.series(&Source::all(split), &fitted).await.expect("a series");
            assert_eq!(series.whole().calls, expected.values().map(|tally| tally.calls).sum::<u64>());
        }
    }

    /// What is good and bad in the eyes of objectives, with a limit and without.
    async fn check_counted(&self, at: Time, seconds: i64) {
        let objective = |latency_ms| Objective { success: 0.99, latency_ms, days: 30 };
        let objectives = [("geo", objective(Some(1500))), ("text", objective(None)), ("none", objective(None))];
        let objectives: BTreeMap<String, Objective> = objectives.map(|(service, objective)| (service.to_owned(), objective)).into();
        let span = Span::between(at.plus_seconds(60 - seconds), at.plus_seconds(60));
        let fitted = Span { step: (span.minutes.end - span.minutes.start).max(1), ..span }.fitted(Split::Fate, &self.gone);
        let mut expected: BTreeMap<String, Counted> = BTreeMap::new();
        for call in self.calls.iter().filter(|call| fitted.minutes.contains(&minute_of(call.at))) {
            let mut tally = Tally::default();
            tally.record(call);
            // As exact as a histogram is: a latency counts as the middle of its bucket.
            let is_late = tally.latency.values().any(|(micros, _)| call.tool.service() == "geo" && micros > 1_500_000);
            let counted = expected.entry(call.tool.service().to_owned()).or_default();
            counted.calls += 1;
            counted.bad += u64::from(call.outcome != Outcome::Ok || is_late);
        }
        assert_eq!(self.analytics.counted(&objectives, at, seconds).await.expect("counted"), expected, "{at} {seconds}");
        let one = objectives.into_iter().filter(|(service, _)| service == "text").collect();
        expected.retain(|service, _| service == "text");
        assert_eq!(self.analytics.counted(&one, at, seconds).await.expect("counted"), expected, "{at} {seconds}");
    }

    async fn check_raw(&self, filter: CallFilter) {
        let window = CallFilter {
            from: Some(Time::from_seconds(self.base)),
            to: Some(Time::from_seconds(self.base + (DAYS + 1) * DAY)),
            ..filter.clone()
        };
        let scope = Scope { service: filter.service, tool: filter.tool, caller: filter.caller };
        let fits = |call: &&Call| {
            let is_of_run = filter.run.is_none() || filter.run == call.run;
            is_of(call, &scope) && is_of_run && (filter.outcomes.is_empty() || filter.outcomes.contains(&call.outcome))
        };
        let mut expected: Vec<(Time, String)> = self.raw.iter().filter(fits).map(|call| (call.at, call.id.clone())).collect();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.analytics.calls(&window, &Query::default(), after.as_deref(), 7).await.expect("a page");
            found.extend(page.items.into_iter().map(|call| (call.at, call.id)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(found.is_sorted_by(|a, b| a.0 >= b.0));
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{window:?}");
    }

    async fn check_all(&self, questions: &[(i64, i64, i64)]) {
        self.check_lanes().await;
        let word = |word: &str| Some(word.to_owned());
        let scopes = [
            Scope::default(),
            Scope { service: word("geo"), ..Scope::default() },
            Scope { tool: word("geo.city.find"), ..Scope::default() },
            Scope { caller: word("ann"), ..Scope::default() },
            Scope { caller: word("ann"), service: word("geo"), ..Scope::default() },
        ];
        for (n, (from, length, step)) in questions.iter().enumerate() {
            let (from, to) = (Time::from_seconds(self.base + from), Time::from_seconds(self.base + from + length % (1000 * step) + 1));
            self.check_wholes(from, to).await;
            self.check_counted(to, *step * 7).await;
            for by in [By::Total, By::Service, By::Tool, By::Caller, By::Instance, By::Outcome, By::Edge] {
                self.check_metrics(&MetricsQuery { from, to, step: *step, by, scope: scopes[n % scopes.len()].clone() }).await;
            }
        }
        for scope in scopes {
            let filter = CallFilter { service: scope.service, tool: scope.tool, caller: scope.caller, ..CallFilter::default() };
            self.check_raw(CallFilter { outcomes: vec![Outcome::Timeout, Outcome::Ok], ..filter.clone() }).await;
            self.check_raw(CallFilter { run: Some("r_1".to_owned()), ..filter.clone() }).await;
            self.check_raw(filter).await;
        }
        for call in &self.raw {
            let found = self.analytics.call(&call.id).await.expect("an answer");
            assert_eq!(found.as_ref(), Some(call));
        }
    }
}

fn is_of(call: &Call, scope: &Scope) -> bool {
    let is = |wanted: &Option<String>, word: &str| wanted.as_deref().is_none_or(|wanted| wanted == word);
    is(&scope.service, call.tool.service()) && is(&scope.tool, call.tool.as_str()) && is(&scope.caller, &call.caller)
}

fn key_of(by: By, call: &Call) -> Option<String> {
    Some(match by {
        By::Total => "total".to_owned(),
        By::Service => call.tool.service().to_owned(),
        By::Tool => call.tool.as_str().to_owned(),
        By::Caller => call.caller.clone(),
        By::Outcome => call.outcome.word().to_owned(),
        By::Edge => edge_name(&call.caller, call.tool.service()),
        By::Instance => return call.instance.clone(),
    })
}

fn name_of(split: Split, call: &Call) -> String {
    let mut name = String::new();
    split.write_name(call, &call.caller, &mut name);
    name
}

async fn tell(db: &Db, base: i64, deeds: Vec<Deed>, questions: &[(i64, i64, i64)]) {
    let mut model = Model::open(db, base).await;
    for deed in deeds {
        model.act(db, deed).await;
    }
    model.check_all(questions).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_what_counting_the_raw_calls_gives(deeds in deeds(), questions in questions()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let testing = testing::sqlite().await;
            tell(&testing.db, 20_000 * DAY, deeds, &questions).await;
        });
    }
}

#[tokio::test]
async fn every_answer_is_what_counting_the_raw_calls_gives_in_postgresql() {
    let postgres = testing::postgres().await;
    let mut runner = TestRunner::new(Config::default());
    for case in 0..8 {
        let (deeds, questions) = (deeds(), questions()).new_tree(&mut runner).expect("a case").current();
        tell(&postgres.db, (12_000 + case * 1000) * DAY, deeds, &questions).await;
    }
}

#[tokio::test]
async fn a_call_recorded_last_is_written_when_the_writer_is_told_to_stop() {
    let (testing, analytics) = opened().await;
    let stop = tokio_util::sync::CancellationToken::new();
    analytics.record(Call { id: "c_last".to_owned(), ..call(60, "geo.distance") });
    stop.cancel();
    analytics.clone().run(stop).await;
    let kept = super::calls::store::by_id(&testing.db, "c_last").await.expect("a call");
    assert_eq!(kept.map(|call| call.id().into_owned()), Some("c_last".to_owned()));
}

#[tokio::test]
async fn a_call_that_may_not_be_lost_is_there_before_it_is_answered() {
    for (durability, is_there) in [(Durability::Batched, false), (Durability::Sync, true)] {
        let testing = testing::sqlite().await;
        let analytics = Analytics::open(testing.db.clone(), durability).await.expect("analytics");
        analytics.record(Call { id: "c_1".to_owned(), ..call(60, "geo.distance") });
        analytics.keep().await.expect("kept");
        // Another that looks is not told what is in the memory of this one.
        let seen = super::calls::store::by_id(&testing.db, "c_1").await.expect("a call");
        assert_eq!(seen.is_some(), is_there);
    }
}

#[tokio::test]
async fn a_call_that_cannot_be_written_is_told_so_and_comes_later() {
    let testing = testing::sqlite().await;
    let analytics = Analytics::open(testing.db.clone(), Durability::Sync).await.expect("analytics");
    analytics.record(call(60, "geo.distance"));
    testing.db.close().await;
    let failure = analytics.keep().await.expect_err("nothing can be written");
    assert_eq!((failure.kind.status(), analytics.recorder().waiting()), (500, 1));
}

#[tokio::test]
async fn more_names_than_a_statement_may_bind_are_asked_for_all_the_same() {
    let (testing, _analytics) = opened().await;
    let names = (0..40_000_i64).map(|block| (block * 16, String::new())).collect();
    let pieces = [Piece { grain: Grain::Hour, minutes: 0..60 }];
    let mut cells = 0;
    let asked = store::each_cell(&testing.db, Split::Edge, &names, &pieces, |_, _, _| {
        cells += 1;
        Some(())
    });
    assert_eq!((asked.await.is_ok(), cells), (true, 0));
}
