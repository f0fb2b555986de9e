//! Alerts from a call to the receiver: judged at times that are told, delivered to a real server.

use super::store::{self, Letter};
use super::{ATTEMPTS_MAX, Alerts, BACK_OFF_SECONDS, Figures, SECRET};
use crate::analytics::{Analytics, Durability};
use crate::db::Db;
use crate::egress::Policy;
use crate::events::Events;
use crate::means::Means;
use crate::mesh::Live;
use crate::objectives::Objectives;
use crate::testing;
use crate::variables::Variables;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use domain::alert::{Alert, Delivered, Rule, State as Stands, Watch};
use domain::call::Call;
use domain::charts::{ChartsQuery, Period};
use domain::event::What;
use domain::failure::Kind;
use domain::{Time, names};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A webhook that answers what it is told to, and keeps what it got.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    refuses: Arc<Mutex<usize>>,
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    receiver.got.lock().expect("whole").push((headers, body));
    let mut refuses = receiver.refuses.lock().expect("whole");
    if *refuses == 0 {
        return StatusCode::NO_CONTENT;
    }
    *refuses -= 1;
    StatusCode::INTERNAL_SERVER_ERROR
}

impl Receiver {
    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let router = Router::new().route("/hook", post(receive)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    fn bodies(&self) -> Vec<Value> {
        self.got.lock().expect("whole").iter().map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect()
    }

    fn told(&self) -> Vec<String> {
        self.bodies().iter().map(|body| body["event"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

struct Ground {
    alerts: Alerts,
    analytics: Analytics,
    objectives: Objectives,
    live: Live,
    events: Events,
    variables: Variables,
    db: Db,
}

async fn ground(db: &Db) -> Ground {
    let events = Events::open(db).await.expect("events");
    let analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
    let (live, variables) = (Live::new(events.clone()), testing::variables(db).await);
    let outbound = Means::new(Policy::default().with_loopback()).expect("means").outbound;
    let objectives = Objectives::new(db.clone(), events.clone(), analytics.clone());
    let figures = Figures { analytics: analytics.clone(), objectives: objectives.clone(), live: live.clone() };
    let alerts = Alerts::new(db.clone(), events.clone(), figures, variables.clone(), outbound);
    Ground { alerts, analytics, objectives, live, events, variables, db: db.clone() }
}

impl Ground {
    fn call(&self, seconds: i64) {
        let call: Call = serde_json::from_value(json!({
            "id": format!("c_{seconds}"), "at": seconds, "caller": "web", "tool": names::ToolId::new("geo", "city"), "instance": null, "outcome": "failed",
            "status": 500, "latency_ms": 5.0, "attempts": 1, "request_bytes": 1, "response_bytes": 1,
        }))
        .expect("a call");
        self.live.fold(&call);
        self.analytics.record(call);
    }

    async fn set(&self, name: &str, rule: Value) {
        let rule: Rule = serde_json::from_value(rule).expect("a rule");
        self.alerts.set(name, &rule).await.expect("set");
    }

    /// Judges and delivers, and says how the alert stands.
    async fn at(&self, seconds: i64, name: &str) -> Stands {
        let now = Time::from_seconds(seconds);
        self.alerts.judge(now).await.expect("judged");
        self.alerts.deliver(now).await.expect("delivered");
        self.alerts.get(name).await.expect("an alert").state
    }

    fn told(&self) -> Vec<String> {
        let told = self.events.last(99, |what| matches!(what, What::Alert { about, .. } if about.starts_with("alert ")));
        told.into_iter()
            .rev()
            .map(|event| serde_json::to_value(event).expect("JSON")["reason"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

fn failing(webhook: Option<&str>) -> Value {
    json!({
        "condition": {"kind": "error_rate", "above_percent": 5}, "service": "geo", "window_seconds": 120, "for_seconds": 10, "clear_seconds": 20,
        "webhook": webhook,
    })
}

async fn tell_the_story(db: &Db) {
    let (ground, receiver) = (ground(db).await, Receiver::default());
    let url = receiver.start().await;
    ground.variables.set(SECRET, "s3cret").await.expect("set");
    ground.set("errors", failing(Some(&url))).await;
    ground.set("quiet", json!({"condition": {"kind": "silence"}, "window_seconds": 60})).await;

    assert_eq!(ground.at(600, "errors").await, Stands::Ok);
    ground.call(610);
    assert_eq!((ground.at(661, "errors").await, ground.at(670, "errors").await), (Stands::Pending, Stands::Pending));
    assert_eq!(receiver.told(), Vec::<String>::new());
    assert_eq!(ground.at(671, "errors").await, Stands::Firing);
    assert_eq!((ground.at(672, "errors").await, receiver.told()), (Stands::Firing, vec!["fired".to_owned()]));
    // Nobody calls in the window any more: there is nothing to judge by, and it goes on firing.
    assert_eq!(ground.at(900, "errors").await, Stands::Firing);
    // A rule that allows more clears it.
    ground
        .set(
            "errors",
            json!({"condition": {"kind": "error_rate", "above_percent": 100}, "window_seconds": 3600, "clear_seconds": 20, "webhook": url}),
        )
        .await;
    assert_eq!((ground.at(910, "errors").await, ground.at(930, "errors").await), (Stands::Firing, Stands::Ok));
    assert_eq!(receiver.told(), ["fired", "cleared"]);
    let body = &receiver.bodies()[0];
    assert_eq!(
        (&body["alert"], &body["value"], &body["reason"]),
        (&json!("errors"), &json!(100.0), &json!("100.0 % of 1 call fails, allowed are 5 %"))
    );
    assert!(ground.told().iter().any(|reason| reason == "fires: 100.0 % of 1 call fails, allowed are 5 %"), "{:?}", ground.told());

    let deliveries = ground.alerts.get("errors").await.expect("an alert").deliveries;
    assert_eq!(
        deliveries.iter().map(|delivery| (delivery.event.as_str(), delivery.state)).collect::<Vec<_>>(),
        [("cleared", Delivered::Delivered), ("fired", Delivered::Delivered)]
    );
    let board = ground.alerts.board().await.expect("a board");
    let last = |alert: &Alert| alert.deliveries.iter().map(|delivery| delivery.event.clone()).collect::<Vec<_>>();
    let shown: Vec<_> = board.alerts.iter().map(|alert| (alert.name.as_str(), alert.state, last(alert))).collect();
    assert_eq!(shown, [("quiet", Stands::Firing, vec![]), ("errors", Stands::Ok, vec!["cleared".to_owned()])]);
    let firing = ground.alerts.firing(Time::from_seconds(930)).await.expect("alerts");
    assert_eq!(firing.iter().map(|alert| alert.name.as_str()).collect::<Vec<_>>(), ["quiet"]);
    ground.alerts.remove("errors").await.expect("removed");
    assert_eq!(ground.alerts.all(9, None).await.expect("alerts").items.len(), 1);
    assert_eq!(store::deliveries(&ground.db, "errors", 9).await.expect("deliveries"), []);
}

#[tokio::test]
async fn sqlite_judges_and_delivers() {
    tell_the_story(&testing::sqlite().await.db).await;
}

#[tokio::test]
async fn postgresql_judges_and_delivers() {
    tell_the_story(&testing::postgres().await.db).await;
}

#[tokio::test]
async fn a_delivery_is_signed_over_its_time_and_body() {
    let (testing, receiver) = (testing::sqlite().await, Receiver::default());
    let (ground, url) = (ground(&testing.db).await, receiver.start().await);
    ground.variables.set(SECRET, "s3cret").await.expect("set");
    ground.set("errors", failing(Some(&url))).await;
    let delivery = ground.alerts.test("errors").await.expect("tried");
    assert_eq!((delivery.state, delivery.attempts, delivery.event.as_str()), (Delivered::Delivered, 1, "test"));
    let (headers, body) = receiver.got.lock().expect("whole")[0].clone();
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let signature = header("x-meshdeck-signature");
    let tag: Vec<u8> = (7..signature.len()).step_by(2).map(|at| u8::from_str_radix(&signature[at..at + 2], 16).expect("hex")).collect();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, b"s3cret");
    let signed = format!("{}.{body}", header("x-meshdeck-timestamp"));
    assert!(signature.starts_with("sha256=") && aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &tag).is_ok());
    assert!(aws_lc_rs::hmac::verify(&key, format!("{signed} ").as_bytes(), &tag).is_err());
    assert_eq!(header("x-meshdeck-delivery"), delivery.id);
}

#[tokio::test]
async fn a_delivery_that_is_not_taken_is_tried_again_with_back_off_and_given_up_in_the_end() {
    let (testing, receiver) = (testing::sqlite().await, Receiver::default());
    let (ground, url) = (ground(&testing.db).await, receiver.start().await);
    ground.variables.set(SECRET, "s3cret").await.expect("set");
    ground.set("quiet", json!({"condition": {"kind": "silence"}, "window_seconds": 60, "webhook": url})).await;
    *receiver.refuses.lock().expect("whole") = ATTEMPTS_MAX as usize;
    let mut now = 600;
    ground.at(now, "quiet").await;
    for (tried, pause) in BACK_OFF_SECONDS.iter().enumerate() {
        ground.at(now + pause - 1, "quiet").await;
        assert_eq!(receiver.told().len(), tried + 1);
        now += pause;
        ground.at(now, "quiet").await;
    }
    ground.at(now + 86_400, "quiet").await;
    assert_eq!(receiver.told().len(), ATTEMPTS_MAX as usize);
    let delivery = &ground.alerts.get("quiet").await.expect("an alert").deliveries[0];
    assert_eq!((delivery.state, delivery.attempts, delivery.error.as_deref()), (Delivered::GivenUp, ATTEMPTS_MAX, Some("it answered 500")));
}

#[tokio::test]
async fn a_silenced_alert_turns_and_tells_nobody() {
    let (testing, receiver) = (testing::sqlite().await, Receiver::default());
    let (ground, url) = (ground(&testing.db).await, receiver.start().await);
    ground.variables.set(SECRET, "s3cret").await.expect("set");
    ground.set("quiet", json!({"condition": {"kind": "silence"}, "window_seconds": 60, "webhook": url})).await;
    ground.alerts.silence("quiet", 1).await.expect("silenced");
    assert_eq!((ground.at(600, "quiet").await, receiver.told().len(), ground.told().len()), (Stands::Firing, 0, 0));
    assert_eq!(ground.alerts.firing(crate::clock::now()).await.expect("alerts"), [], "it does not want a person");
    ground.alerts.silence("quiet", 0).await.expect("lifted");
    assert_eq!(ground.alerts.get("quiet").await.expect("an alert").silenced_until, None);
    store::silence(&ground.db, "quiet", Some(Time::from_seconds(601))).await.expect("silenced");
    assert_eq!(ground.alerts.get("quiet").await.expect("an alert").silenced_until, None, "it has ended");
}

#[tokio::test]
async fn of_two_who_judge_one_tells() {
    let testing = testing::sqlite().await;
    let (one, other) = (ground(&testing.db).await, ground(&testing.db).await);
    one.set("quiet", json!({"condition": {"kind": "silence"}, "window_seconds": 60})).await;
    let kept = store::all(&testing.db).await.expect("alerts").remove(0);
    let fired = Watch { is_firing: true, ..kept.watch };
    let first = store::keep_watch(&testing.db, "quiet", &fired, false, None::<&Letter>).await.expect("kept");
    let second = store::keep_watch(&testing.db, "quiet", &fired, false, None).await.expect("asked");
    assert_eq!((first, second), (true, false));
    assert_eq!((other.at(600, "quiet").await, other.told()), (Stands::Firing, vec![]));
}

#[tokio::test]
async fn a_new_edge_fires() {
    let testing = testing::sqlite().await;
    let ground = ground(&testing.db).await;
    ground.set("stranger", json!({"condition": {"kind": "new_edge"}, "service": "geo"})).await;
    let now = crate::clock::now().seconds();
    assert_eq!(ground.at(now, "stranger").await, Stands::Ok);
    ground.call(now);
    assert_eq!(ground.at(now, "stranger").await, Stands::Firing);
}

#[tokio::test]
async fn a_new_alert_takes_no_others_name() {
    let testing = testing::sqlite().await;
    let ground = ground(&testing.db).await;
    ground.alerts.refuse_taken("errors").await.expect("free");
    ground.set("errors", failing(None)).await;
    let refused = ground.alerts.refuse_taken("errors").await.expect_err("taken");
    assert_eq!((refused.kind, refused.errors[0].pointer.as_str()), (Kind::SchemaViolation, "/name"));
    ground.alerts.refuse_taken("error").await.expect("free");
}

#[tokio::test]
async fn an_alert_that_could_not_be_told_is_refused() {
    let testing = testing::sqlite().await;
    let ground = ground(&testing.db).await;
    let check = async |name: &str, webhook: Option<&str>, kind: Kind| {
        let rule: Rule = serde_json::from_value(failing(webhook)).expect("a rule");
        assert_eq!(ground.alerts.set(name, &rule).await.expect_err("refused").kind, kind, "{name} {webhook:?}");
    };
    check("No", None, Kind::SchemaViolation).await;
    check("errors", Some("http://169.254.169.254/"), Kind::EgressDenied).await;
    check("errors", Some("http://127.0.0.1:9/"), Kind::VariableMissing).await;
    assert_eq!(ground.alerts.test("errors").await.expect_err("none").kind, Kind::NotFound);
    ground.set("errors", failing(None)).await;
    assert_eq!(ground.alerts.test("errors").await.expect_err("no webhook").kind, Kind::Conflict);
}

#[tokio::test]
async fn a_budget_burns_by_the_objective_of_its_service() {
    let sqlite = testing::sqlite().await;
    let ground = ground(&sqlite.db).await;
    ground.set("burns", json!({"condition": {"kind": "burn_rate", "above": 1.5}, "service": "geo", "clear_seconds": 0})).await;
    ground.call(1000);
    assert_eq!(ground.at(1010, "burns").await, Stands::Ok);
    assert_eq!(ground.alerts.get("burns").await.expect("an alert").value, None, "nothing is asked of its service");
    let half = domain::objective::Objective { success: 0.5, latency_ms: None, days: 1 };
    ground.objectives.set("geo", half).await.expect("kept");
    assert_eq!(ground.at(1020, "burns").await, Stands::Firing);
    assert_eq!(ground.alerts.get("burns").await.expect("an alert").value, Some(2.0));
    ground.objectives.remove("geo").await.expect("gone");
    assert_eq!(ground.at(1030, "burns").await, Stands::Ok, "nothing is asked of it any more");
}

/// An alert about another service fires and clears as often as a chart shows, second by second.
async fn flap(ground: &Ground, name: &str, from: i64) {
    ground.set(name, json!({"condition": {"kind": "silence"}, "service": "text"})).await;
    for turn in 0..2 * super::FIRINGS_SHOWN {
        let watch = Watch { is_firing: turn % 2 == 0, since: Time::from_seconds(from + turn), otherwise_since: None };
        assert!(store::keep_watch(&ground.db, name, &watch, !watch.is_firing, None).await.expect("kept"));
    }
}

/// An alert fires twice; charts of the time, and of whom it is about, are told so.
async fn fire_twice(db: &Db) {
    let ground = ground(db).await;
    let silence = json!({"condition": {"kind": "silence"}, "service": "geo", "window_seconds": 60, "for_seconds": 10, "clear_seconds": 20});
    ground.set("quiet", silence).await;
    ground.call(1100);
    for at in [1000, 1010, 1110, 1130, 1300, 1310] {
        ground.at(at, "quiet").await;
    }
    let time = Time::from_seconds;
    let fired = async |service: Option<&str>, caller: Option<&str>, from, to| {
        let scope = domain::metrics::Scope { service: service.map(str::to_owned), tool: None, caller: caller.map(str::to_owned) };
        let query = ChartsQuery { scope, ..ChartsQuery::of(Period::Between(time(from), time(to))) };
        let fired = ground.alerts.fired(&query, time(from), time(to)).await.expect("asked");
        fired.into_iter().map(|fired| (fired.from.seconds(), fired.to.map(Time::seconds))).collect::<Vec<_>>()
    };
    let (first, second) = ((1010, Some(1130)), (1310, None));
    assert_eq!(fired(None, None, 0, 9000).await, [second, first]);
    assert_eq!(fired(Some("geo"), None, 1129, 1131).await, [first]);
    assert_eq!(fired(Some("geo"), None, 1130, 1310).await, []);
    assert_eq!((fired(Some("text"), None, 0, 9000).await, fired(None, Some("web"), 0, 9000).await), (vec![], vec![]));
    flap(&ground, "flaps", 2000).await;
    assert_eq!(fired(Some("geo"), None, 0, 9000).await, [second, first], "another that flaps cuts none off");
    assert_eq!(fired(None, None, 0, 9000).await.len(), super::FIRINGS_SHOWN as usize);
    ground.alerts.remove("flaps").await.expect("gone");
    assert_eq!(ground.alerts.firing_of("geo", time(1320)).await.expect("asked").len(), 1);
    assert_eq!(ground.alerts.firing_of("text", time(1320)).await.expect("asked"), []);
    ground.alerts.purge(time(1131 + super::FIRINGS_KEPT)).await.expect("purged");
    assert_eq!(fired(None, None, 0, 9000).await, [second]);
    ground.alerts.remove("quiet").await.expect("gone");
    assert_eq!(store::fired(db, &["quiet"], time(0), time(9000), 9).await.expect("asked"), []);
}

#[tokio::test]
async fn sqlite_remembers_when_alerts_fired() {
    fire_twice(&testing::sqlite().await.db).await;
}

#[tokio::test]
async fn postgresql_remembers_when_alerts_fired() {
    fire_twice(&testing::postgres().await.db).await;
}
