//! How calls are spread, and what becomes of them where instances fail: over real sockets.

use super::*;
use domain::Health;
use domain::health::Verdict;
use domain::traffic::{Balancer, Breaker, Traffic};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// How many callers call at once.
const CALLERS: u32 = 64;

/// An instance that does as its script says, and counts the requests it read whole.
struct Stub {
    url: String,
    seen: Arc<AtomicU32>,
}

/// What a stub does with its nth request.
type Script = fn(u32) -> &'static str;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
const FAILS: &str = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n";
const BUSY: &str = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n";
/// Nothing is answered: the connection is cut after the request was read.
const RESET: &str = "";

async fn stub(script: Script) -> Stub {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let seen = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&counter), script));
        }
    });
    Stub { url, seen }
}

async fn serve(mut stream: tokio::net::TcpStream, seen: Arc<AtomicU32>, script: Script) {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        while let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            bytes.drain(..end + 4);
            let answer = script(seen.fetch_add(1, Ordering::Relaxed));
            if answer == RESET || stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
        match stream.read(&mut part).await {
            Ok(count @ 1..) => bytes.extend_from_slice(&part[..count]),
            _ => return,
        }
    }
}

impl Stub {
    fn seen(&self) -> u32 {
        self.seen.load(Ordering::Relaxed)
    }
}

/// A rig over stubs with these weights, whose calls travel so.
async fn stubbed(stubs: &[(&Stub, u32)], traffic: Traffic) -> Rig {
    let rig = rig(stubs.iter().map(|(stub, _)| stub.url.clone()).collect()).await;
    for (stub, weight) in stubs {
        let base_url = stub.url.clone();
        let registration = Registration { name: "echo".to_owned(), base_url, weight: Some(*weight), ..Registration::default() };
        rig.gateway.registry.register(&registration).await.expect("registered");
    }
    rig.gateway.registry.change("echo", |facts| facts.traffic = traffic).await.expect("changed");
    rig
}

impl Rig {
    /// Makes `calls` calls, [`CALLERS`] at once; how many failed.
    async fn storm(&self, tool: &'static str, calls: u32) -> u32 {
        let callers = (0..CALLERS).map(|_| {
            let gateway = self.gateway.clone();
            tokio::spawn(async move {
                let mut failed = 0;
                for _ in 0..calls / CALLERS {
                    let tool = ToolId::new("echo", tool);
                    failed += u32::from(gateway.call(Caller::named("storm"), &tool, json!({}), None).await.is_err());
                }
                failed
            })
        });
        let mut failed = 0;
        for caller in callers.collect::<Vec<_>>() {
            failed += caller.await.expect("no panic");
        }
        failed
    }

    fn circuits(&self) -> Vec<String> {
        let told = self.events.last(100, |what| matches!(what, domain::event::What::Circuit { .. }));
        let circuit = |event: domain::event::Event| match event.what {
            domain::event::What::Circuit { circuit, reason, .. } => Some(format!("{}: {reason}", circuit.words())),
            _ => None,
        };
        told.into_iter().rev().filter_map(circuit).collect()
    }
}

#[tokio::test]
async fn ten_thousand_calls_over_four_instances_are_2500_each() {
    let stubs = [stub(|_| OK).await, stub(|_| OK).await, stub(|_| OK).await, stub(|_| OK).await];
    let rig = stubbed(&stubs.iter().map(|stub| (stub, 1)).collect::<Vec<_>>(), Traffic::default()).await;
    assert_eq!(rig.storm("read", 9_984).await, 0);
    for _ in 0..16 {
        rig.call("read", json!({})).await.expect("an answer");
    }
    assert_eq!(stubs.each_ref().map(Stub::seen), [2_500; 4]);
}

#[tokio::test]
async fn weights_of_5_3_and_1_are_exact_in_every_nine_calls() {
    let stubs = [stub(|_| OK).await, stub(|_| OK).await, stub(|_| OK).await];
    let traffic = Traffic { balancer: Balancer::Weighted, ..Traffic::default() };
    let rig = stubbed(&[(&stubs[0], 5), (&stubs[1], 3), (&stubs[2], 1)], traffic).await;
    for round in 1..=10 {
        for _ in 0..9 {
            rig.call("read", json!({})).await.expect("an answer");
        }
        assert_eq!(stubs.each_ref().map(Stub::seen), [5 * round, 3 * round, round]);
    }
}

#[tokio::test]
async fn instances_that_come_and_go_fail_no_call() {
    let stubs = [stub(|_| OK).await, stub(|_| OK).await];
    let rig = stubbed(&[(&stubs[0], 1)], Traffic::default()).await;
    let registry = rig.gateway.registry.clone();
    let url = stubs[1].url.clone();
    let churn = tokio::spawn(async move {
        for _ in 0..50 {
            let base_url = url.clone();
            let registration = Registration { name: "echo".to_owned(), base_url, ..Registration::default() };
            registry.register(&registration).await.expect("registered");
            registry.remove("echo", Some(&url)).await.expect("removed");
        }
    });
    let mut failed = rig.storm("read", 640).await;
    while !churn.is_finished() {
        failed += rig.storm("read", 64).await;
    }
    assert_eq!(failed, 0);
    assert!(stubs[1].seen() > 0);
}

#[tokio::test]
async fn five_failures_in_a_row_open_the_circuit_and_nothing_more_is_sent() {
    let dead = stub(|_| FAILS).await;
    let rig = stubbed(&[(&dead, 1)], Traffic::default()).await;
    for _ in 0..5 {
        assert_eq!(rig.call("read", json!({})).await.expect_err("it fails").kind, Kind::Upstream);
    }
    let refused = rig.call("read", json!({})).await.expect_err("the circuit is open");
    assert_eq!((refused.kind, refused.attempts.len(), dead.seen()), (Kind::CircuitOpen, 0, 5));
    assert!(refused.retry_after.is_some_and(|seconds| (29..=33).contains(&seconds)), "{:?}", refused.retry_after);
    assert_eq!(rig.circuits(), ["open: 5 calls in a row failed; no calls for 30 s"]);
}

#[tokio::test]
async fn one_probe_an_open_interval_and_the_answered_one_closes_the_circuit() {
    let sick = stub(|n| if n < 6 { FAILS } else { OK }).await;
    let breaker = Breaker { base_ejection_time_ms: 1_000, ..Breaker::default() };
    let rig = stubbed(&[(&sick, 1)], Traffic { breaker, ..Traffic::default() }).await;
    let mut answered = false;
    while !answered {
        answered = rig.call("read", json!({})).await.is_ok();
    }
    assert_eq!(sick.seen(), 7);
    let probe = "half-open: a call shows whether it is back";
    let expected = [
        "open: 5 calls in a row failed; no calls for 1 s",
        probe,
        "open: its probe failed; no calls for 2 s",
        probe,
        "closed: its probe was answered",
    ];
    assert_eq!(rig.circuits(), expected);
}

#[tokio::test]
async fn retries_add_a_fifth_at_most() {
    let stubs = [stub(|n| if n % 3 == 0 { OK } else { FAILS }).await, stub(|n| if n % 3 == 0 { OK } else { FAILS }).await];
    let breaker = Breaker { consecutive_5xx: 1_000, failure_percentage_threshold: 100, ..Breaker::default() };
    let rig = stubbed(&[(&stubs[0], 1), (&stubs[1], 1)], Traffic { breaker, ..Traffic::default() }).await;
    rig.storm("read", 3_200).await;
    let sent = stubs[0].seen() + stubs[1].seen();
    assert!((3_600..=3_840).contains(&sent), "{sent} requests of 3200 calls");
}

#[tokio::test]
async fn what_may_have_been_done_is_never_done_twice() {
    let stubs = [stub(|n| if n % 10 == 9 { RESET } else { OK }).await, stub(|n| if n % 10 == 4 { RESET } else { OK }).await];
    let rig = stubbed(&[(&stubs[0], 1), (&stubs[1], 1)], Traffic::default()).await;
    let failed = rig.storm("length", 9_984).await;
    let sent = stubs[0].seen() + stubs[1].seen();
    assert_eq!((sent, failed), (9_984, sent / 10));
}

#[tokio::test]
async fn an_instance_that_dies_costs_no_call_that_may_be_repeated() {
    let stubs = [stub(|n| if n < 300 { OK } else { RESET }).await, stub(|_| OK).await];
    let rig = stubbed(&[(&stubs[0], 1), (&stubs[1], 1)], Traffic::default()).await;
    assert_eq!(rig.storm("read", 3_200).await, 0);
    assert!(rig.circuits()[0].starts_with("open: "), "{:?}", rig.circuits());
}

#[tokio::test]
async fn a_busy_instance_is_left_alone_and_its_calls_go_elsewhere() {
    let stubs = [stub(|_| BUSY).await, stub(|_| OK).await];
    let rig = stubbed(&[(&stubs[0], 1), (&stubs[1], 1)], Traffic::default()).await;
    for _ in 0..20 {
        rig.call("length", json!({})).await.expect("an answer from the other");
    }
    assert_eq!(stubs.each_ref().map(Stub::seen), [1, 20]);
}

#[tokio::test]
async fn where_all_are_busy_the_caller_is_told_when_to_come_again() {
    let busy = stub(|_| BUSY).await;
    let rig = stubbed(&[(&busy, 1)], Traffic::default()).await;
    for attempts in [1, 0] {
        let failure = rig.call("read", json!({})).await.expect_err("busy");
        assert_eq!((failure.kind, failure.retry_after, failure.attempts.len()), (Kind::Busy, Some(7), attempts));
    }
    assert_eq!((busy.seen(), rig.outcomes().await), (1, vec![Outcome::Busy; 2]));
}

#[tokio::test]
async fn no_instance_gets_more_calls_at_once_than_it_may() {
    let rig = rig(vec![instance().await]).await;
    rig.gateway.registry.change("echo", |facts| facts.traffic.max_concurrency = 1).await.expect("changed");
    let (tool, brief) = (ToolId::new("echo", "read"), Some(Duration::from_millis(100)));
    let waiting = rig.gateway.call(Caller::named("test"), &tool, json!({}), brief);
    let (hangs, waits) = tokio::join!(rig.call("read", json!({"wait": true})), waiting);
    assert_eq!(hangs.expect_err("it hangs").kind, Kind::Deadline);
    assert_eq!(waits.expect_err("no slot came free").kind, Kind::Busy);
}

#[tokio::test]
async fn an_attempt_that_hangs_is_cut_off_and_another_instance_answers() {
    let rig = rig(vec![instance().await, instance().await]).await;
    rig.gateway.registry.change("echo", |facts| facts.traffic.per_try_timeout_ms = Some(100)).await.expect("changed");
    let failure = rig.call("read", json!({"wait": true})).await.expect_err("both hang");
    let outcomes: Vec<_> = failure.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [Outcome::Timeout; 2]);
}

#[tokio::test]
async fn below_half_in_rotation_calls_go_to_all() {
    let stubs = [stub(|_| OK).await, stub(|_| OK).await, stub(|_| OK).await, stub(|_| OK).await];
    let rig = stubbed(&stubs.iter().map(|stub| (stub, 1)).collect::<Vec<_>>(), Traffic::default()).await;
    let entry = rig.gateway.registry.require("echo").expect("registered");
    let down = |place: usize| {
        let verdict = Verdict { health: Health::Unhealthy, reason: "down".to_owned(), since: clock::now() };
        entry.instances[place].set_verdict(verdict);
    };
    let in_rotation = || entry.rotation(clock::now()).len();
    down(0);
    down(1);
    assert_eq!(in_rotation(), 2);
    down(2);
    assert_eq!(in_rotation(), 4);
    assert!(entry.describe(0).reason.ends_with("more than half are down, so calls go to all of them"), "{}", entry.describe(0).reason);
}

#[tokio::test]
async fn a_service_without_instances_in_lease_answers_at_once() {
    let rig = rig(vec![nobody().await]).await;
    let registration =
        Registration { name: "echo".to_owned(), base_url: rig.urls[0].clone(), lease_seconds: Some(0), ..Registration::default() };
    rig.gateway.registry.register(&registration).await.expect("registered");
    let failure = rig.call("read", json!({})).await.expect_err("nobody");
    assert_eq!((failure.kind, failure.attempts.len()), (Kind::NoInstance, 0));
}
