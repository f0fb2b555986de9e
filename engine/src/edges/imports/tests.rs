//! Tools answer over HTTP as their documents show it, and what they know becomes edges.

use super::{ANCHOR, ANCHOR_MAX, Import};
use crate::catalogue::Catalogue;
use crate::clock;
use crate::edges::Settings;
use crate::egress::{Outbound, Policy};
use crate::mesh::{Keeper, Live};
use crate::sources::testing::{Ground, ground};
use crate::testing::{self, Sqlite};
use axum::Router;
use axum::http::{StatusCode, Uri};
use domain::Time;
use domain::mesh::{Edge, Teller};
use std::sync::{Arc, Mutex};

/// Jaeger's sample.
const JAEGER: &str =
    r#"{"data":[{"parent":"orchestrator","child":"weather","callCount":42}],"total":0,"limit":0,"offset":0,"errors":null}"#;

/// Zipkin's, with an entry that names nobody.
const ZIPKIN: &str = r#"[{"parent":"web","child":"api","callCount":10,"errorCount":2},{"parent":"","child":"api","callCount":9}]"#;

/// What a tool answers to an address, which it is asked so many times after the first.
type Answers = fn(&str, usize) -> (u16, String);

/// A tool, and what it was asked.
struct Tool {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Tool {
    async fn start(answers: Answers) -> Self {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = Arc::clone(&asked);
        let answer = move |uri: Uri| async move {
            let mut asked = notes.lock().expect("whole");
            let (status, body) = answers(&uri.to_string(), asked.len());
            asked.push(uri.to_string());
            (StatusCode::from_u16(status).expect("a status"), body)
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        Self { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("whole"))
    }
}

/// Who asks, and the mesh that comes of it.
struct Deck {
    sqlite: Sqlite,
    ground: Ground,
    keeper: Keeper,
    import: Import,
    begin: Time,
}

impl Deck {
    async fn start(teller: Teller, url: &str) -> Self {
        Self::start_on(testing::sqlite().await, teller, url).await
    }

    async fn start_on(sqlite: Sqlite, teller: Teller, url: &str) -> Self {
        let ground = ground(&sqlite).await;
        let live = Live::new(ground.events.clone());
        let registry = ground.reconciler.registry.clone();
        let keeper = Keeper::open(sqlite.db.clone(), live.clone(), registry, Catalogue::default()).await.expect("a keeper");
        let is = |other| (teller == other).then(|| url.to_owned());
        let settings = Settings { jaeger_url: is(Teller::Jaeger), zipkin_url: is(Teller::Zipkin), prometheus_url: is(Teller::Prometheus) };
        let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
        let import = Import::all(&settings, &outbound, &ground.reconciler, &live).pop().expect("one is named");
        Self { sqlite, ground, keeper, import, begin: clock::now() }
    }

    async fn look(&mut self, seconds: i64) {
        self.import.look(self.begin.plus_seconds(seconds)).await;
    }

    /// Each edge with its calls and errors.
    async fn told(&self, seconds: i64) -> Vec<(String, u64, u64)> {
        let mesh = self.keeper.mesh(self.begin.plus_seconds(seconds), 7 * 86_400).await.expect("a mesh");
        let tell = |edge: Edge| (format!("{} → {}", edge.source, edge.target), edge.calls, edge.errors);
        mesh.edges.into_iter().map(tell).collect()
    }

    /// How the source stands: why it does not answer, and how many edges it knows.
    fn stands(&self) -> (Option<String>, Option<u32>) {
        let seen = self.ground.reconciler.registry.sources()[0].seen();
        (seen.reason, seen.edges)
    }
}

fn edge(ends: &str, calls: u64, errors: u64) -> (String, u64, u64) {
    (ends.to_owned(), calls, errors)
}

#[tokio::test]
async fn jaegers_sample_is_an_edge_that_counts_once() {
    let tool = Tool::start(|_, _| (200, JAEGER.to_owned())).await;
    let mut deck = Deck::start(Teller::Jaeger, &tool.url).await;
    deck.look(0).await;
    let end = deck.begin.0 / 1000;
    let address = |lookback: i64| format!("/api/dependencies?endTs={end}&lookback={}", lookback * 1000);
    assert_eq!(tool.asked(), [address(ANCHOR), address(3600), address(ANCHOR)]);
    assert_eq!(deck.told(0).await, [edge("orchestrator → weather", 42, 0)]);
    deck.look(60).await;
    assert_eq!(tool.asked(), [format!("/api/dependencies?endTs={}&lookback={}", end + 60_000, (ANCHOR + 60) * 1000)]);
    assert_eq!((deck.told(60).await, deck.stands()), (vec![edge("orchestrator → weather", 42, 0)], (None, Some(1))));
}

#[tokio::test]
async fn what_zipkin_counts_more_is_told_and_its_anchor_moves_on() {
    // What it is asked after the first look, which asks three times, is ten more.
    let tool =
        Tool::start(|_, before| (200, if before < 3 { ZIPKIN.to_owned() } else { ZIPKIN.replace("10", "20").replace(":2}", ":5}") })).await;
    let mut deck = Deck::start(Teller::Zipkin, &tool.url).await;
    deck.look(0).await;
    assert_eq!(deck.told(0).await, [edge("web → api", 10, 2)]);
    deck.look(60).await;
    assert_eq!(deck.told(60).await, [edge("web → api", 20, 5)]);
    deck.look(ANCHOR_MAX - ANCHOR).await;
    assert_eq!(deck.told(ANCHOR_MAX - ANCHOR).await, [edge("web → api", 20, 5)]);
    let lookbacks: Vec<String> =
        tool.asked().iter().skip(3).filter_map(|asked| Some(asked.split_once("lookback=")?.1.to_owned())).collect();
    assert_eq!(lookbacks, [ANCHOR + 60, ANCHOR_MAX, ANCHOR].map(|seconds| (seconds * 1000).to_string()));
}

#[tokio::test]
async fn what_zipkin_lets_go_of_is_no_call_and_it_counts_on_from_there() {
    let tool = Tool::start(|_, before| {
        let calls = match before {
            0..3 => "10",
            3 => "4",
            _ => "5",
        };
        (200, ZIPKIN.replace("10", calls))
    })
    .await;
    let mut deck = Deck::start(Teller::Zipkin, &tool.url).await;
    for (minute, calls) in [(0, 10), (1, 10), (2, 11)] {
        deck.look(minute * 60).await;
        assert_eq!(deck.told(minute * 60).await, [edge("web → api", calls, 2)], "{minute}");
    }
}

#[tokio::test]
async fn prometheus_is_asked_for_calls_and_failures_and_counts_on() {
    let tool = Tool::start(|asked, before| {
        let value = match (asked.contains("failed"), before < 4) {
            (true, _) => "1.4",
            (false, true) => "3.2",
            (false, false) => "8.9",
        };
        let sample =
            |client: &str, value: &str| format!(r#"{{"metric":{{"client":"{client}","server":"b"}},"value":[1767000000.5,"{value}"]}}"#);
        let samples = [sample("a", value), sample("nan", "NaN"), sample("", "7")].join(",");
        (200, format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{samples}]}}}}"#))
    })
    .await;
    let mut deck = Deck::start(Teller::Prometheus, &tool.url).await;
    deck.look(0).await;
    // The first total, what the last hour added, and the total as it is.
    assert_eq!(deck.told(0).await, [edge("a → b", 3 + 6, 1)]);
    let asked = tool.asked();
    assert_eq!(asked.len(), 6);
    let calls = "traces_service_graph_request_total";
    assert!(
        asked[0].starts_with(&format!("/api/v1/query?query=sum%20by%20%28client%2C%20server%29%20%28{calls}%29&time=")),
        "{}",
        asked[0]
    );
    assert!(asked[2].contains(&format!("%28increase%28{calls}%5B3600s%5D%29%29")), "{}", asked[2]);
    assert_eq!(deck.stands(), (None, Some(1)));
}

#[tokio::test]
async fn a_tool_that_does_not_answer_is_told_of_and_nothing_is_lost_meanwhile() {
    let tool = Tool::start(|_, before| match before {
        0..3 => (200, ZIPKIN.to_owned()),
        3 => (500, String::new()),
        4 => (200, r#"{"no":"list"}"#.to_owned()),
        _ => (200, ZIPKIN.replace("10", "30")),
    })
    .await;
    let mut deck = Deck::start(Teller::Zipkin, &tool.url).await;
    for (minute, reason, calls) in
        [(0, None, 10), (1, Some("it answers 500"), 10), (2, Some("its dependencies cannot be read"), 10), (3, None, 30)]
    {
        deck.look(minute * 60).await;
        let (told, _) = deck.stands();
        assert_eq!(told.as_deref().map(|told| told.split(':').next().unwrap_or_default()), reason, "{minute}");
        assert_eq!(deck.told(minute * 60).await, [edge("web → api", calls, 2)], "{minute}");
    }
    assert_eq!(deck.ground.alerts().last().map(String::as_str), Some("it answers again"));
}

#[tokio::test]
async fn after_a_start_only_what_was_counted_since_is_told() {
    let tool = Tool::start(|_, before| (200, if before < 4 { JAEGER.to_owned() } else { JAEGER.replace("42", "45") })).await;
    let mut deck = Deck::start(Teller::Jaeger, &tool.url).await;
    deck.look(0).await;
    assert_eq!(deck.told(0).await, [edge("orchestrator → weather", 42, 0)]);
    let mut again = Deck::start_on(deck.sqlite, Teller::Jaeger, &tool.url).await;
    again.look(60).await;
    assert_eq!(again.told(60).await, [edge("orchestrator → weather", 3, 0)]);
}

#[tokio::test]
async fn of_too_many_edges_the_first_are_taken_and_the_others_told_of() {
    let tool = Tool::start(|_, _| {
        let one = |n: usize| format!(r#"{{"parent":"a{n}","child":"b","callCount":1}}"#);
        (200, format!("[{}]", (0..super::EDGES_MAX + 2).map(one).collect::<Vec<_>>().join(",")))
    })
    .await;
    let mut deck = Deck::start(Teller::Zipkin, &tool.url).await;
    deck.look(0).await;
    let seen = deck.ground.reconciler.registry.sources()[0].seen();
    assert_eq!((seen.edges, seen.troubles.len()), (Some(super::EDGES_MAX as u32), 1));
    assert_eq!(seen.troubles[0].message, "it knows more than 10000 edges; the others were left out");
}
