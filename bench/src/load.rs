//! The load generator. With a rate it is an open loop: requests have a time at which they should go, and what an answer took is
//! counted from then on, whether or not the one before it was late. Without a rate each connection asks as fast as it is answered.

mod connection;
mod pace;

use crate::Result;
use clap::Args;
use connection::Connection;
use pace::Pace;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// How many requests warm a connection up before any counts.
const WARM_UP: usize = 20;

/// What to send.
#[derive(Args)]
pub struct Plan {
    /// Whom to ask
    #[arg(long)]
    to: SocketAddr,
    /// What to ask for; several in turn
    #[arg(long = "path", required = true)]
    paths: Vec<String>,
    /// JSON to send along; without any the requests are GETs
    #[arg(long)]
    body: Option<String>,
    /// Over how many connections
    #[arg(long, default_value_t = 1)]
    connections: u32,
    /// For how long
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// How many a second over all connections; without it as many as are answered
    #[arg(long)]
    rate: Option<f64>,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    took: Vec<Duration>,
    bad: u64,
    first_bad: Option<String>,
}

/// Sends, waits, and prints one object of figures.
pub fn run(plan: &Plan) -> Result {
    pace::wake_in_time();
    let requests: Vec<Vec<u8>> = plan.paths.iter().map(|path| request(plan, path)).collect();
    let start = Barrier::new(plan.connections as usize);
    let seen: std::result::Result<Vec<Seen>, &str> = thread::scope(|scope| {
        let (requests, start) = (&requests, &start);
        let threads: Vec<_> = (0..plan.connections).map(|at| scope.spawn(move || drive(plan, requests, at, start))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a connection broke off")).collect()
    });
    println!("{}", figures(seen?, plan.seconds));
    Ok(())
}

fn request(plan: &Plan, path: &str) -> Vec<u8> {
    let host = plan.to;
    match &plan.body {
        None => format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n"),
        Some(body) => {
            let length = body.len();
            format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
        }
    }
    .into_bytes()
}

/// Asks over one connection until the time is over.
fn drive(plan: &Plan, requests: &[Vec<u8>], at: u32, start: &Barrier) -> Seen {
    let mut seen = Seen::default();
    let mut connection = Connection::to(plan.to);
    let mut in_turn = requests.iter().cycle();
    for request in in_turn.by_ref().take(WARM_UP) {
        seen.note(Duration::ZERO, connection.ask(request));
    }
    seen.took.clear();
    start.wait();
    let begun = Instant::now();
    let pace = Pace { begun, end: begun + Duration::from_secs_f64(plan.seconds), rate: plan.rate, connections: plan.connections, at };
    for (n, request) in (0..).zip(in_turn) {
        let Some(due) = pace.wait_for(n) else { break };
        let answered = connection.ask(request);
        seen.note(due.elapsed(), answered);
    }
    seen
}

impl Seen {
    fn note(&mut self, took: Duration, answered: std::result::Result<(), String>) {
        self.took.push(took);
        if let Err(reason) = answered {
            self.bad += 1;
            self.first_bad.get_or_insert(reason);
        }
    }
}

fn figures(seen: Vec<Seen>, seconds: f64) -> serde_json::Value {
    let bad: u64 = seen.iter().map(|seen| seen.bad).sum();
    let first_bad = seen.iter().find_map(|seen| seen.first_bad.clone());
    let mut took: Vec<Duration> = seen.into_iter().flat_map(|seen| seen.took).collect();
    took.sort_unstable();
    let at = |share: f64| quantile(&took, share).as_secs_f64() * 1e6;
    json!({
        "answers": took.len(), "per_s": took.len() as f64 / seconds, "p50_us": at(0.5), "p99_us": at(0.99),
        "bad": bad, "first_bad": first_bad,
    })
}

/// A value that was measured; zero where nothing was.
fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_over_all_connections() {
        let millis = |all: &[u64]| Seen { took: all.iter().copied().map(Duration::from_millis).collect(), ..Seen::default() };
        let bad = Seen { bad: 1, first_bad: Some("503".to_owned()), ..millis(&[9]) };
        let figures = figures(vec![millis(&[3, 1]), bad], 2.0);
        assert_eq!((&figures["answers"], &figures["per_s"]), (&json!(3), &json!(1.5)));
        assert_eq!((&figures["p50_us"], &figures["p99_us"]), (&json!(3000.0), &json!(9000.0)));
        assert_eq!((&figures["bad"], &figures["first_bad"]), (&json!(1), &json!("503")));
    }
}
