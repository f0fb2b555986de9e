use super::*;
use crate::analytics::{Analytics, Durability};
use crate::egress::Policy;
use crate::means::Means;
use crate::mesh;
use crate::registry::Registry;
use crate::testing::{self, Sqlite};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use domain::manual::read_utcp;
use domain::run::{Allowed, Budget, Doing};
use domain::service::Registration;
use serde_json::{Value, json};

const MINUTE: Duration = Duration::from_mins(1);

/// Runs over a real service that doubles numbers, and waits where it is told to.
struct Rig {
    runs: Runs,
    events: Events,
    testing: Sqlite,
}

async fn service() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let double = |Query(query): Query<HashMap<String, f64>>| async move {
        let number = query.get("number").copied().unwrap_or_default();
        if number < 0.0 {
            std::future::pending::<()>().await;
        }
        axum::Json(json!({"doubled": number * 2.0}))
    };
    let router = Router::new().route("/double", get(double));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn manual(url: &str) -> String {
    let number = json!({"type": "number", "description": "The number."});
    let tool = |name: &str, description: &str, tags: Value| {
        json!({"name": name, "description": description, "tags": tags,
            "inputs": {"type": "object", "properties": {"number": number}, "required": ["number"]},
            "outputs": {"type": "object", "properties": {"doubled": {"type": "number"}}},
            "tool_call_template": {"call_template_type": "http", "url": format!("{url}/double"), "http_method": "GET"}})
    };
    let tools = [tool("double", "Doubles a number.", json!(["maths"])), tool("erase", "Erases a number.", json!(["destructive"]))];
    json!({"utcp_version": "1.0.1", "tools": tools}).to_string()
}

async fn rig() -> Rig {
    let testing = testing::sqlite().await;
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    let url = service().await;
    let registration = Registration { name: "maths".to_owned(), base_url: url.clone(), ..Registration::default() };
    registry.register(&registration).await.expect("registered");
    let catalogue = Catalogue::default();
    catalogue.set("maths", read_utcp("maths", &manual(&url)).expect("a manual").tools);
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
    let gateway =
        Gateway::new(registry, catalogue.clone(), means, testing::variables(&testing.db).await, analytics, mesh::Live::new(events.clone()));
    let runs = Runs::open(testing.db.clone(), events.clone(), catalogue, gateway).await.expect("runs");
    Rig { runs, events, testing }
}

fn order(requirement: &str) -> Order {
    Order { requirement: requirement.to_owned(), ..Order::default() }
}

fn with_budget(requirement: &str, budget: Budget) -> Order {
    Order { budget: Some(budget), ..order(requirement) }
}

impl Rig {
    async fn run(&self, order: Order) -> Run {
        let run = self.runs.start(order, "test").await.expect("started");
        self.runs.wait(&run.id, MINUTE).await.expect("the run")
    }

    async fn check(&self, order: Order, state: RunState, kinds: &str) -> Run {
        let run = self.run(order).await;
        let found: Vec<&str> = run.steps.iter().map(|step| kind(&step.doing)).collect();
        assert_eq!((run.state, found.join(" ").as_str()), (state, kinds), "{}", run.reason);
        run
    }
}

fn kind(doing: &Doing) -> &'static str {
    match doing {
        Doing::Turn { .. } => "turn",
        Doing::Candidates { .. } => "candidates",
        Doing::Call { .. } => "call",
        Doing::Answer { .. } => "answer",
        Doing::Error { .. } => "error",
    }
}

#[tokio::test]
async fn a_run_is_stored_with_every_step_and_its_answer() {
    let rig = rig().await;
    let before = rig.events.seq();
    let run = rig.check(order("double 21"), RunState::Answered, "turn candidates turn call answer").await;
    assert_eq!(run.answer.as_deref(), Some("doubled 42, by maths.double (number 21)."));
    assert_eq!((run.spent.steps, run.spent.calls, run.caller.as_str()), (5, 1, "test"));
    let stored = store::get(&rig.testing.db, &run.id).await.expect("a database").expect("the run");
    assert_eq!(stored, run);
    // One event when it began, one a step, one at its end; the call has its own.
    let told = rig.events.last(50, |what| matches!(what, domain::event::What::Run { .. }));
    assert_eq!(told.iter().filter(|event| event.seq > before).count(), 7);
    assert_eq!(rig.runs.running(), 0);
}

#[tokio::test]
async fn each_budget_ends_a_run_with_its_reason() {
    let rig = rig().await;
    let steps = with_budget("double 21", Budget { steps: 3, ..Budget::default() });
    let run = rig.check(steps, RunState::Budget, "turn candidates turn").await;
    assert_eq!(run.reason, "The budget of 3 steps is spent. Start it again with a larger budget.");
    let calls = with_budget("double 21", Budget { calls: 0, ..Budget::default() });
    let run = rig.check(calls, RunState::Budget, "turn candidates turn error").await;
    assert_eq!(run.reason, "The budget of 0 calls is spent. Start it again with a larger budget.");
    let seconds = with_budget("double -1", Budget { seconds: 1, ..Budget::default() });
    let run = rig.run(seconds).await;
    assert_eq!(run.state, RunState::Budget, "{}", run.reason);
}

#[tokio::test]
async fn a_destructive_tool_is_called_only_where_the_budget_allows_it() {
    let rig = rig().await;
    let run = rig.check(order("erase the number 21"), RunState::Refused, "turn candidates error").await;
    assert!(run.reason.starts_with("maths.erase would do this, but it is destructive"), "{}", run.reason);
    let allowed = with_budget("erase the number 21", Budget { destructive_calls: 1, ..Budget::default() });
    let run = rig.check(allowed, RunState::Answered, "turn candidates turn call answer").await;
    assert_eq!(run.spent.destructive_calls, 1);
}

#[tokio::test]
async fn only_allowed_tools_are_offered() {
    let rig = rig().await;
    let only = |pattern: &str| Order { tools: Some(Allowed::Patterns(vec![pattern.to_owned()])), ..order("double 21") };
    rig.check(only("geo.*"), RunState::Refused, "turn candidates error").await;
    rig.check(only("maths.*"), RunState::Answered, "turn candidates turn call answer").await;
    let queried = Order { tools: Some(Allowed::Query("doubles".to_owned())), ..order("double 21") };
    rig.check(queried, RunState::Answered, "turn candidates turn call answer").await;
}

#[tokio::test]
async fn a_dry_run_calls_nothing() {
    let rig = rig().await;
    let dry = Order { dry_run: true, ..order("double 21") };
    let run = rig.check(dry, RunState::Answered, "turn candidates turn answer").await;
    assert_eq!(run.answer.as_deref(), Some("A dry run: nothing was called. The plan is maths.double (number 21)."));
}

#[tokio::test]
async fn a_watcher_is_told_each_step_once_however_late_it_comes() {
    let rig = rig().await;
    let run = rig.runs.start(order("double 21"), "test").await.expect("started");
    for _ in 0..2 {
        let mut watched = rig.runs.watch(&run.id).await.expect("watched");
        let mut numbers = Vec::new();
        while let Some(update) = watched.next().await {
            match update {
                Update::Step(step) => numbers.push(step.n),
                Update::Over(run) => assert_eq!(run.state, RunState::Answered),
            }
        }
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
    }
}

#[tokio::test]
async fn a_run_is_cancelled_in_the_middle_of_a_call() {
    let rig = rig().await;
    let run = rig.runs.start(order("double -1"), "test").await.expect("started");
    let mut watched = rig.runs.watch(&run.id).await.expect("watched");
    // The third step is the plan; what comes next is the call that never ends.
    for _ in 0..3 {
        watched.next().await.expect("a step");
    }
    rig.runs.cancel(&run.id).await.expect("cancelled");
    assert_eq!(rig.runs.get(&run.id).await.expect("the run").state, RunState::Cancelled);
    assert_eq!(rig.runs.cancel(&run.id).await.expect_err("over").kind, Kind::Conflict);
}

#[tokio::test]
async fn a_run_that_a_restart_cut_off_is_interrupted() {
    let rig = rig().await;
    let run = rig.runs.start(order("double -1"), "test").await.expect("started");
    let Inner { db, events, catalogue, gateway, .. } = &*rig.runs.0;
    let again = Runs::open(db.clone(), events.clone(), catalogue.clone(), gateway.clone()).await.expect("runs");
    assert_eq!(again.get(&run.id).await.expect("the run").state, RunState::Interrupted);
    rig.runs.cancel(&run.id).await.expect("cancelled");
}

#[tokio::test]
async fn runs_are_listed_newest_first_and_found_by_their_words() {
    let rig = rig().await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(rig.run(order(&format!("double {number} of 100%"))).await.id);
    }
    ids.sort_by(|a, b| b.cmp(a));
    let first = rig.runs.list(2, None).await.expect("runs");
    assert_eq!((first.items.len(), first.total), (2, 3));
    let rest = rig.runs.list(2, first.next.as_deref()).await.expect("runs");
    let listed: Vec<&String> = first.items.iter().chain(&rest.items).map(|run| &run.id).collect();
    assert_eq!((listed, rest.next), (ids.iter().collect(), None));
    assert_eq!(rig.runs.find("DOUBLE 2", 5).await.expect("runs").len(), 1);
    assert_eq!(rig.runs.find("100%", 5).await.expect("runs").len(), 3);
    assert_eq!(rig.runs.find("2%of", 5).await.expect("runs").len(), 0);
    assert_eq!(rig.runs.count_since(clock::now().plus_seconds(-60), 4).await.expect("counts"), [0, 0, 0, 3]);
}

#[tokio::test]
async fn an_unknown_run_is_not_found_and_a_wrong_order_starts_nothing() {
    let rig = rig().await;
    assert_eq!(rig.runs.get("r_none").await.expect_err("unknown").kind, Kind::NotFound);
    assert_eq!(rig.runs.watch("r_none").await.expect_err("unknown").kind, Kind::NotFound);
    let failure = rig.runs.start(order(" "), "test").await.expect_err("refused");
    assert_eq!((failure.kind, failure.errors[0].pointer.as_str()), (Kind::SchemaViolation, "/requirement"));
    assert_eq!(rig.runs.list(10, None).await.expect("runs").total, 0);
}
