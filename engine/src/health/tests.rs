use super::*;
use crate::catalogue::Catalogue;
use crate::egress::Policy;
use crate::events::Events;
use crate::manuals::Manuals;
use crate::means::Means;
use crate::registry::Registered;
use crate::testing::{self, Sqlite};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::{any, get};
use domain::Health;
use domain::service::{Probe, ProbeKind, Protocol, Registration};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A service that is well or ill as the test says, with everything that checks it.
struct Watched {
    well: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    events: Events,
    registry: Registry,
    manuals: Manuals,
    checker: Checker,
    registered: Registered,
    _testing: Sqlite,
}

/// A service whose every path answers alike, registered with what `change` makes of its registration.
async fn watched(change: impl FnOnce(&mut Registration)) -> Watched {
    let (well, asked) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::default()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    let answer = {
        let (well, asked, manual) = (Arc::clone(&well), Arc::clone(&asked), manual(&base_url));
        move || async move {
            asked.fetch_add(1, Ordering::Relaxed);
            let status = if well.load(Ordering::Relaxed) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, axum::Json(manual))
        }
    };
    let router =
        Router::new().route("/utcp-manual.json", get(answer.clone())).route("/health", get(answer.clone())).route("/up", any(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let testing = testing::sqlite().await;
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    let mut registration = Registration { name: "geo".to_owned(), base_url, ..Registration::default() };
    change(&mut registration);
    let registered = registry.register(&registration).await.expect("registered");
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let catalogue = Catalogue::default();
    let manuals =
        Manuals::open(testing.db.clone(), events.clone(), registry.clone(), catalogue.clone(), means.clone()).await.expect("manuals");
    let prober = Prober { means, manuals: manuals.clone(), catalogue };
    let checker = Checker::new(registry.clone(), prober, Duration::from_secs(10));
    Watched { well, asked, events, registry, manuals, checker, registered, _testing: testing }
}

fn manual(base_url: &str) -> Value {
    json!({"utcp_version": "1.0.1", "manual_version": "1.0.0", "tools": [{
        "name": "up", "description": "Whether it is up.",
        "inputs": {"type": "object", "properties": {"n": {"type": "integer"}}}, "outputs": {"type": "object"},
        "tool_call_template": {"call_template_type": "http", "url": format!("{base_url}/up"), "http_method": "GET"},
    }]})
}

impl Watched {
    async fn check(&self, is_well: bool, expected: Health) {
        self.well.store(is_well, Ordering::Relaxed);
        self.checker.check(&self.registered.entry, &self.registered.instance).await.expect("kept");
        let verdict = self.registered.instance.verdict();
        assert_eq!(verdict.health, expected, "{}", verdict.reason);
    }

    fn told(&self, kind: &str) -> usize {
        self.events.last(99, |what| what.name() == kind).len()
    }
}

fn probe(kind: ProbeKind, tool: Option<&str>, input: Option<Value>) -> impl FnOnce(&mut Registration) {
    let probe = Probe { kind, tool: tool.map(str::to_owned), input };
    move |registration| registration.probe = Some(probe)
}

#[tokio::test]
async fn a_service_fails_and_recovers_after_two_checks_each() {
    let watched = watched(|_| ()).await;
    watched.check(true, Health::Healthy).await;
    watched.check(false, Health::Healthy).await;
    watched.check(false, Health::Unhealthy).await;
    watched.check(true, Health::Unhealthy).await;
    watched.check(true, Health::Healthy).await;
    assert_eq!(watched.told("health"), 3);
}

#[tokio::test]
async fn a_service_that_flaps_is_told_six_times_a_minute_at_most() {
    let watched = watched(|_| ()).await;
    for n in 0..40 {
        watched.well.store(n % 4 < 2, Ordering::Relaxed);
        watched.checker.check(&watched.registered.entry, &watched.registered.instance).await.expect("kept");
    }
    assert_eq!((watched.told("health"), watched.registered.instance.verdict().health), (6, Health::Unhealthy));
}

#[tokio::test]
async fn two_checks_of_an_instance_are_never_under_way_at_once() {
    let watched = watched(|_| ()).await;
    let check = || watched.checker.check(&watched.registered.entry, &watched.registered.instance);
    let (first, second) = tokio::join!(check(), check());
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(watched.asked.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_sweep_checks_all_that_is_due_also_where_almost_too_much_is_under_way() {
    let watched = watched(|_| ()).await;
    for name in ["tz", "units"] {
        let base_url = watched.registered.instance.base_url.clone();
        let registration = Registration { name: name.to_owned(), base_url, ..Registration::default() };
        watched.registry.register(&registration).await.expect("registered");
    }
    let permits = &watched.checker.0.permits;
    let _others = permits.acquire_many(AT_ONCE as u32 - 1).await.expect("permits");
    watched.checker.sweep().await;
    let _after_the_last = permits.acquire().await.expect("a permit");
    assert_eq!(watched.asked.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_manual_is_a_check_where_that_was_chosen() {
    let watched = watched(probe(ProbeKind::Manual, None, None)).await;
    watched.check(true, Health::Healthy).await;
    watched.check(false, Health::Healthy).await;
    watched.check(false, Health::Unhealthy).await;
    let reason = watched.registered.instance.verdict().reason;
    assert!(reason.contains("/utcp-manual.json answers 503"), "{reason}");
}

#[tokio::test]
async fn a_tool_is_called_as_a_check_where_that_was_chosen() {
    let watched = watched(probe(ProbeKind::Tool, Some("up"), Some(json!({"n": 1})))).await;
    watched.manuals.refresh("geo").await.expect("kept");
    watched.check(true, Health::Healthy).await;
    watched.check(false, Health::Healthy).await;
    watched.check(false, Health::Unhealthy).await;
    let reason = watched.registered.instance.verdict().reason;
    assert!(reason.starts_with("its tool `up` did not answer well"), "{reason}");
    assert_eq!(watched.told("call"), 0, "a check is nobody's call");
}

#[tokio::test]
async fn a_probe_that_cannot_be_made_says_why() {
    for (tool, input, words) in [("down", None, "lists no tool `down`"), ("up", Some(json!({"n": "x"})), "breaks the schema of `up`")] {
        let watched = watched(probe(ProbeKind::Tool, Some(tool), input)).await;
        watched.manuals.refresh("geo").await.expect("kept");
        watched.check(true, Health::Unknown).await;
        watched.check(true, Health::Unhealthy).await;
        let reason = watched.registered.instance.verdict().reason;
        assert!(reason.contains(words), "{reason}");
    }
}

#[tokio::test]
async fn what_is_no_mcp_server_fails_its_ping() {
    let watched = watched(|registration| {
        registration.protocol = Some(Protocol::Mcp);
        registration.manual_url = Some(format!("{}/up", registration.base_url));
        registration.probe = Some(Probe { kind: ProbeKind::McpPing, ..Probe::default() });
    })
    .await;
    watched.check(true, Health::Unknown).await;
    watched.check(true, Health::Unhealthy).await;
    let reason = watched.registered.instance.verdict().reason;
    assert!(reason.starts_with("its MCP server: "), "{reason}");
}

#[tokio::test]
async fn an_instance_that_stays_unhealthy_is_removed_where_it_asked_for_that() {
    // A time that the API refuses, so that the test need not wait.
    let watched = watched(|registration| registration.deregister_critical_service_after_seconds = Some(0)).await;
    watched.check(true, Health::Healthy).await;
    watched.check(false, Health::Healthy).await;
    assert!(watched.registry.get("geo").is_some());
    watched.check(false, Health::Unhealthy).await;
    assert!(watched.registry.get("geo").is_none());
    assert_eq!(watched.told("alert"), 1);
}

#[test]
fn a_dead_instance_leaves_rotation_within_23_seconds_at_the_default_interval() {
    let interval = Duration::from_secs(10);
    let checks = domain::health::FAILURES_TO_UNHEALTHY;
    assert!((interval + SWEEP_EVERY) * checks + check::TIMEOUT <= Duration::from_secs(23));
}
