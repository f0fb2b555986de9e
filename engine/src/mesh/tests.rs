//! The mesh asked for at a past moment is the mesh as it was answered then.

use super::moments::MOMENTS_KEPT;
use super::{Keeper, Live, Moments, Tally, draw, minute_of};
use crate::catalogue::Catalogue;
use crate::db::Db;
use crate::events::Events;
use crate::registry::Registry;
use crate::testing::{self, Sqlite};
use domain::call::{Call, Outcome};
use domain::failure::Kind;
use domain::mesh::{ChangeKind, Edge, Mesh, Node, NodeKind, Provenance, Teller};
use domain::service::{Freshness, Source, SourceKind};
use domain::{Health, Time};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

/// When every story begins: ten seconds into a minute.
const BEGIN: i64 = 29_000_000 * 60 + 10;

const WINDOWS: [u32; 3] = [60, 300, 3600];

/// A good call of one of `service`'s tools by `caller`.
pub fn call(caller: &str, service: &str) -> Call {
    let text = r#"{"id":"c","at":0,"tool":"a.b","instance":"http://h","outcome":"ok","status":200,"latency_ms":5.0,"attempts":1,"request_bytes":1,"response_bytes":1,"caller":""}"#;
    let call: Call = serde_json::from_str(text).expect("a call");
    Call { caller: caller.to_owned(), tool: domain::names::ToolId::new(service, "do"), ..call }
}

/// What is told of that many calls of 5 ms, all of which failed.
fn told(calls: u64) -> Tally {
    let mut tally = Tally { calls, errors: calls, last: Time(7), ..Tally::default() };
    (0..calls).for_each(|_| tally.latency.record(5000));
    tally
}

/// A service as it is kept.
pub fn node(name: &str, health: Health, tools: u32, state: Freshness) -> Node {
    Node {
        health,
        reason: format!("{} since then", health.word()),
        tools,
        environment: (tools > 1).then(|| "prod".to_owned()),
        tags: vec!["ö \"a\"".to_owned()],
        source: Some(Source { kind: SourceKind::File, name: "a.toml".to_owned(), state, as_of: Time(0) }),
        ..Node::new(name, NodeKind::Service)
    }
}

/// What may happen to a mesh.
#[derive(Clone, Debug)]
enum Deed {
    Call {
        caller: &'static str,
        service: &'static str,
        outcome: Outcome,
        latency_ms: f64,
    },
    Told {
        caller: &'static str,
        callee: &'static str,
        teller: Teller,
        calls: u64,
    },
    Come {
        service: &'static str,
        health: Health,
        tools: u32,
        is_stale: bool,
    },
    Go {
        service: &'static str,
    },
    /// Seconds pass.
    Wait(i64),
    /// Seconds pass in which nobody looks.
    Sleep(i64),
    Restart,
    /// The process ends without a word.
    Die,
}

fn deed() -> impl Strategy<Value = Deed> {
    let callers = || prop::sample::select(vec!["web", "orchestrator", "geo", "a>b"]);
    let services = || prop::sample::select(vec!["geo", "units", "orders"]);
    let outcomes = prop::sample::select(Outcome::ALL.to_vec());
    let health = prop::sample::select(Health::WORST_FIRST.to_vec());
    prop_oneof![
        8 => (callers(), services(), outcomes, 0.0..3000.0_f64).prop_map(|(caller, service, outcome, latency_ms)| {
            Deed::Call { caller, service, outcome, latency_ms }
        }),
        4 => (callers(), callers(), prop::sample::select(Teller::ALL.to_vec()), 1..30_u64).prop_map(|(caller, callee, teller, calls)| {
            Deed::Told { caller, callee, teller, calls }
        }),
        3 => (services(), health, 0..3_u32, any::<bool>()).prop_map(|(service, health, tools, is_stale)| {
            Deed::Come { service, health, tools, is_stale }
        }),
        1 => services().prop_map(|service| Deed::Go { service }),
        6 => (1..150_i64).prop_map(Deed::Wait),
        1 => (1..400_i64).prop_map(Deed::Sleep),
        1 => Just(Deed::Restart),
        1 => Just(Deed::Die),
    ]
}

/// A mesh whose time is told, and what it answered at the end of each minute.
struct Story {
    db: Db,
    live: Live,
    moments: Moments,
    services: BTreeMap<String, Node>,
    now: i64,
    answered: Vec<Mesh>,
}

impl Story {
    async fn begin(db: Db) -> Self {
        let (live, moments) = opened(&db).await;
        let story = Self { db, live, moments, services: BTreeMap::new(), now: BEGIN, answered: Vec::new() };
        story.look().await;
        story
    }

    async fn look(&self) {
        let services = || self.services.values().cloned().collect();
        self.moments.look(Time::from_seconds(self.now), services).await.expect("kept");
    }

    fn fold(&self, call: &Call) {
        self.live.fold_at(call, Time::from_seconds(self.now));
    }

    async fn mesh(&self, window: u32) -> Mesh {
        let now = Time::from_seconds(self.now);
        let edges = self.moments.edges_now(now, i64::from(window)).await.expect("edges");
        draw(self.services.values().cloned().collect(), edges, now, window)
    }

    async fn mesh_at(&self, at: Time, window: u32) -> Mesh {
        let moment = self.moments.at(at, i64::from(window)).await.expect("a moment");
        draw(moment.services, moment.edges, moment.at, window)
    }

    async fn wait(&mut self, seconds: i64) {
        for now in self.now + 1..=self.now + seconds {
            self.now = now;
            if now % 60 == 0 {
                self.look().await;
                for window in WINDOWS {
                    self.answered.push(self.mesh(window).await);
                }
            }
        }
    }

    async fn tell(&mut self, deed: Deed) {
        match deed {
            Deed::Call { caller, service, outcome, latency_ms } => self.fold(&Call { outcome, latency_ms, ..call(caller, service) }),
            Deed::Told { caller, callee, teller, calls } => {
                self.live.fold_told((caller, callee), teller, &told(calls), Time::from_seconds(self.now));
            }
            Deed::Come { service, health, tools, is_stale } => {
                let state = if is_stale { Freshness::Stale } else { Freshness::Fresh };
                self.services.insert(service.to_owned(), node(service, health, tools, state));
            }
            Deed::Go { service } => drop(self.services.remove(service)),
            Deed::Wait(seconds) => self.wait(seconds).await,
            Deed::Sleep(seconds) => {
                self.now += seconds;
                self.look().await;
            }
            Deed::Restart => {
                self.moments.finish().await.expect("written");
                self.reopen().await;
            }
            Deed::Die => self.reopen().await,
        }
    }

    async fn reopen(&mut self) {
        (self.live, self.moments) = opened(&self.db).await;
        self.look().await;
    }

    /// Every answer of then is the answer of now, also a while later within the same minute.
    async fn check(&self) {
        for then in &self.answered {
            assert_eq!(self.mesh_at(then.at, then.window_seconds).await, *then);
        }
        if let Some(last) = self.answered.last() {
            assert_eq!(self.mesh_at(last.at.plus_seconds(59), last.window_seconds).await.nodes.is_empty(), last.nodes.is_empty());
        }
    }
}

async fn opened(db: &Db) -> (Live, Moments) {
    let live = Live::new(Events::open(db).await.expect("events"));
    (live.clone(), Moments::open(db.clone(), live).await.expect("moments"))
}

async fn story() -> (Sqlite, Story) {
    let testing = testing::sqlite().await;
    let story = Story::begin(testing.db.clone()).await;
    (testing, story)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_past_moment_is_answered_as_it_was_then(deeds in prop::collection::vec(deed(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (_testing, mut story) = story().await;
            for deed in deeds {
                story.tell(deed).await;
            }
            story.check().await;
        });
    }
}

#[tokio::test]
async fn postgresql_answers_a_past_moment_as_it_was_then() {
    let postgres = testing::postgres().await;
    let mut story = Story::begin(postgres.db.clone()).await;
    let mut runner = TestRunner::deterministic();
    let deeds = prop::collection::vec(deed(), 200).new_tree(&mut runner).expect("deeds").current();
    for deed in deeds {
        story.tell(deed).await;
    }
    assert!(story.answered.len() > 60, "{} moments", story.answered.len());
    story.check().await;
    story.moments.purge(Time::from_seconds(story.now + MOMENTS_KEPT * 3)).await.expect("purged");
    assert_eq!(story.moments.kept().await.expect("spans"), []);
    assert_eq!(super::store::seen(&story.db, 9).await.expect("edges"), []);
}

#[tokio::test]
async fn a_moment_is_kept_from_the_first_full_minute_on_and_none_before() {
    let (_testing, mut story) = story().await;
    let refused = story.moments.at(Time::from_seconds(BEGIN), 60).await.expect_err("nothing yet");
    assert_eq!(
        (refused.kind, refused.detail.as_str()),
        (Kind::NotFound, "No moment is kept yet: the first comes within a minute of the start.")
    );
    story.wait(50 + 60).await;
    let first = Time::from_seconds(BEGIN + 50);
    assert_eq!(story.moments.kept().await.expect("spans"), [(first, first.plus_seconds(60))]);
    let refused = story.moments.at(first.plus_seconds(-1), 60).await.expect_err("before");
    assert_eq!(refused.detail, format!("Nothing is kept of that moment; the first that is kept is {first}."));
    assert_eq!(story.mesh_at(first.plus_seconds(59), 60).await.at, first);
    assert_eq!(story.mesh_at(first.plus_seconds(60), 60).await.at, first.plus_seconds(60));
}

#[tokio::test]
async fn a_gap_in_what_is_kept_shows_and_is_answered_by_the_last_moment_before_it() {
    let (_testing, mut story) = story().await;
    story.wait(110).await;
    story.tell(Deed::Sleep(600)).await;
    story.wait(60).await;
    let minute = |n: i64| Time::from_seconds(BEGIN - 10 + n * 60);
    assert_eq!(story.moments.kept().await.expect("spans"), [(minute(1), minute(2)), (minute(12), minute(13))]);
    assert_eq!(story.mesh_at(minute(7), 60).await.at, minute(2));
}

#[tokio::test]
async fn a_stop_loses_nothing_and_a_restart_within_the_minute_adds_to_it() {
    let (_testing, mut story) = story().await;
    story.fold(&call("web", "geo"));
    story.tell(Deed::Restart).await;
    story.fold(&call("web", "geo"));
    story.wait(50).await;
    let edges = story.mesh_at(Time::from_seconds(story.now), 60).await.edges;
    assert_eq!((edges.len(), edges[0].calls, edges[0].first_seen), (1, 2, Some(Time::from_seconds(BEGIN))));
}

#[tokio::test]
async fn services_are_kept_as_changes_only() {
    let (_testing, mut story) = story().await;
    story.services.insert("geo".to_owned(), node("geo", Health::Healthy, 1, Freshness::Fresh));
    story.wait(600).await;
    let unchanged = story.moments.at(Time::from_seconds(story.now), 60).await.expect("a moment");
    assert_eq!(unchanged.services.len(), 1);
    story.services.clear();
    story.wait(600).await;
    assert_eq!(super::store::rows(&story.db).await.expect("rows"), 2, "one when it came, one when it went");
}

#[tokio::test]
async fn what_is_too_old_goes_and_the_first_moment_left_is_whole() {
    let (_testing, mut story) = story().await;
    story.services.insert("geo".to_owned(), node("geo", Health::Healthy, 1, Freshness::Fresh));
    story.services.insert("old".to_owned(), node("old", Health::Healthy, 1, Freshness::Fresh));
    story.fold(&call("web", "geo"));
    story.wait(50).await;
    story.services.remove("old");
    story.wait(60).await;
    story.services.insert("geo".to_owned(), node("geo", Health::Degraded, 1, Freshness::Fresh));
    story.fold(&call("web", "geo"));
    story.wait(120).await;
    let answered = story.answered.clone();
    let first = Time::from_seconds(BEGIN - 10 + 3 * 60);
    story.moments.purge(first.plus_seconds(MOMENTS_KEPT)).await.expect("purged");
    assert_eq!(story.moments.kept().await.expect("spans")[0].0, first);
    assert_eq!(super::store::rows(&story.db).await.expect("rows"), 1);
    story.answered = answered.into_iter().filter(|mesh| mesh.at >= first && mesh.window_seconds == 60).collect();
    assert!(!story.answered.is_empty());
    story.check().await;
    assert!(story.moments.at(first.plus_seconds(-1), 60).await.is_err());
}

#[tokio::test]
async fn two_moments_are_compared_and_a_moment_with_now() {
    let testing = testing::sqlite().await;
    let live = Live::new(Events::open(&testing.db).await.expect("events"));
    let registry = Registry::open(testing.db.clone(), Events::open(&testing.db).await.expect("events")).await.expect("a registry");
    let keeper = Keeper::open(testing.db.clone(), live.clone(), registry, Catalogue::default()).await.expect("a keeper");
    let at = |minute: i64| Time::from_seconds(BEGIN - 10 + minute * 60);
    let failed = Call { outcome: Outcome::Failed, ..call("web", "geo") };
    keeper.look(at(0)).await.expect("looked");
    for (minute, calls) in [(1, vec![call("web", "geo")]), (2, vec![failed]), (3, vec![call("web", "units")])] {
        calls.iter().for_each(|call| live.fold_at(call, at(minute).plus_seconds(-30)));
        keeper.look(at(minute)).await.expect("kept");
    }
    let told = async |from: i64, to: Option<i64>| {
        let changes = keeper.changes(at(from), to.map(at), at(4), 60).await.expect("changes");
        let items = changes.items.into_iter().map(|change| (change.kind, change.node, change.callee));
        (changes.from, changes.to, items.collect::<Vec<_>>())
    };
    let failing = (ChangeKind::Failing, "web".to_owned(), Some("geo".to_owned()));
    assert_eq!(told(1, Some(2)).await, (at(1), at(2), vec![failing]));
    let other = vec![(ChangeKind::Gone, "geo".to_owned(), None), (ChangeKind::New, "units".to_owned(), None)];
    assert_eq!(told(2, Some(3)).await, (at(2), at(3), other));
    let gone = ["units", "web"].map(|name| (ChangeKind::Gone, name.to_owned(), None)).to_vec();
    assert_eq!(told(3, None).await, (at(3), at(4), gone));
    assert_eq!(keeper.changes(at(0), None, at(4), 60).await.expect_err("not kept").kind, Kind::NotFound);
}

#[tokio::test]
async fn what_several_tell_of_an_edge_is_shown_beside_and_never_added_up() {
    let (_testing, mut story) = story().await;
    let edge = async |story: &Story, source: &str| -> Edge {
        let mesh = story.mesh(3600).await;
        mesh.edges.into_iter().find(|edge| edge.source == source).expect("an edge")
    };
    story.fold(&call("orchestrator", "geo"));
    story.fold(&call("orchestrator", "geo"));
    let alone = edge(&story, "orchestrator").await;
    assert_eq!((alone.calls, alone.sightings), (2, vec![]));
    let now = Time::from_seconds(story.now);
    story.live.fold_told(("orchestrator", "geo"), Teller::Otlp, &told(2), now);
    let both = edge(&story, "orchestrator").await;
    assert_eq!((both.calls, both.errors, both.last_seen), (2, 0, Some(now)));
    assert_eq!(both.provenance, [Provenance::Gateway, Provenance::Run, Provenance::Trace]);
    story.wait(90).await;
    story.live.fold_told(("orchestrator", "geo"), Teller::Otlp, &told(1), now);
    story.live.fold_told(("web", "db"), Teller::Jaeger, &told(9), now);
    let more = edge(&story, "orchestrator").await;
    assert_eq!((more.calls, more.errors), (3, 3));
    let counted: Vec<_> = more.sightings.iter().map(|sighting| (sighting.teller, sighting.samples, sighting.errors)).collect();
    assert_eq!(counted, [(Teller::Gateway, 2, 0), (Teller::Otlp, 3, 3)]);
    let untimed = Tally { calls: 50, last: now, ..Tally::default() };
    story.live.fold_told(("orchestrator", "geo"), Teller::Prometheus, &untimed, now);
    let fullest = edge(&story, "orchestrator").await;
    assert_eq!((fullest.calls, fullest.errors, fullest.latency_ms), (50, 0, more.latency_ms));
    assert!(more.latency_ms.p50.is_some());
    let told = edge(&story, "web").await;
    assert_eq!((told.provenance, told.last_seen), (vec![Provenance::Trace], Some(Time(7))));
    let kinds = |mesh: Mesh| mesh.nodes.into_iter().map(|node| (node.id, node.kind)).collect::<Vec<_>>();
    let (geo, db, web) = (("geo", NodeKind::Caller), ("db", NodeKind::Virtual), ("web", NodeKind::Virtual));
    let strangers = kinds(story.mesh(3600).await).split_off(2);
    assert_eq!(strangers, [db, geo, web].map(|(name, kind)| (name.to_owned(), kind)));
}

/// What is told ended half a century before, when its edge is new and when it is known.
async fn old_calls_keep_their_edge(db: Db) {
    let mut story = Story::begin(db).await;
    for minute in 0..2 {
        story.live.fold_told(("web", "db"), Teller::Otlp, &told(1), Time::from_seconds(story.now));
        story.wait(60).await;
        story.moments.purge(Time::from_seconds(story.now)).await.expect("purged");
        let seen = super::store::seen(&story.db, 9).await.expect("edges");
        let last: Vec<Time> = seen.iter().map(|row| row.last).collect();
        assert_eq!(last, [Time::from_seconds(BEGIN - 10 + minute * 60)]);
    }
    let edges = story.mesh_at(Time::from_seconds(story.now), 3600).await.edges;
    assert_eq!(edges.iter().map(|edge| edge.calls).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn an_edge_is_kept_however_long_ago_the_calls_ended_that_are_told_of() {
    old_calls_keep_their_edge(testing::sqlite().await.db.clone()).await;
}

#[tokio::test]
async fn postgresql_keeps_it_too() {
    old_calls_keep_their_edge(testing::postgres().await.db.clone()).await;
}

/// A service is well, ill from the second moment on, and well again from the fourth on.
async fn turns_are_told(db: Db) {
    let mut story = Story::begin(db).await;
    let first = Time::from_seconds(BEGIN + 50);
    let moment = |n: i64| first.plus_seconds(n * 60);
    for (health, seconds) in [(Health::Healthy, 110), (Health::Unhealthy, 120), (Health::Healthy, 60)] {
        story.services.insert("geo".to_owned(), node("geo", health, 1, Freshness::Fresh));
        story.wait(seconds).await;
    }
    let told = async |from: i64, to: i64| {
        let turns = story.moments.turns(minute_of(moment(from)), minute_of(moment(to))).await.expect("turns");
        turns.into_iter().map(|turn| (turn.at, turn.health)).collect::<Vec<_>>()
    };
    let (ill, well) = ((moment(2), Health::Unhealthy), (moment(4), Health::Healthy));
    assert_eq!(told(-9, 9).await, [ill, well]);
    assert_eq!(told(1, 3).await, [ill]);
    assert_eq!(told(2, 4).await, [well]);
    assert_eq!(told(4, 9).await, []);
}

#[tokio::test]
async fn turns_of_a_span_are_told_with_what_was_before_it() {
    turns_are_told(testing::sqlite().await.db.clone()).await;
}

#[tokio::test]
async fn postgresql_tells_the_same_turns() {
    turns_are_told(testing::postgres().await.db.clone()).await;
}
