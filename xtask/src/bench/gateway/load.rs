//! The load generator, run in a process of its own.

use crate::{
    fault::{Explain as _, Fault, Result},
    paths, process,
};
use serde_json::Value;
use std::process::Command;

/// What is sent, and whom to.
#[derive(Clone, Debug)]
pub struct Target {
    /// Who is asked.
    pub port: u16,
    /// What for; several in turn.
    pub paths: Vec<String>,
    /// JSON that is sent along; without it the requests are GETs.
    pub body: Option<&'static str>,
}

/// How it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Over how many connections.
    pub connections: u32,
    /// For how long.
    pub seconds: f64,
    /// How many a second; without it as many as are answered.
    pub rate: Option<f64>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answered {
    /// Answers.
    pub count: f64,
    /// Answers a second.
    pub per_s: f64,
    /// The median latency in microseconds; where there is a rate, from the time at which the request should have gone.
    pub p50_us: f64,
    /// The 99th percentile of the same.
    pub p99_us: f64,
}

/// Sends, and fails where one answer is not a good one.
pub fn send(target: &Target, pace: Pace) -> Result<Answered> {
    let mut command = Command::new(paths::bench());
    command.args(["load", "--to", &format!("127.0.0.1:{}", target.port), "--seconds", &pace.seconds.to_string()]);
    command.args(["--connections", &pace.connections.to_string()]);
    command.args(pace.rate.map(|rate| format!("--rate={rate}")));
    command.args(target.paths.iter().map(|path| format!("--path={path}")));
    command.args(target.body.map(|body| format!("--body={body}")));
    let figures = printed(&mut command)?;
    if figure(&figures, "bad")? > 0.0 {
        return Err(Fault::new(format!("{} bad answers, the first: {}", figures["bad"], figures["first_bad"])).at(target.paths.join(", ")));
    }
    let of = |key| figure(&figures, key);
    Ok(Answered { count: of("answers")?, per_s: of("per_s")?, p50_us: of("p50_us")?, p99_us: of("p99_us")? })
}

/// The object that a part of the bench prints.
pub fn printed(command: &mut Command) -> Result<Value> {
    serde_json::from_str(&process::output(command)?).explain("cannot read what it printed", "bench")
}

/// One of its figures.
pub fn figure(value: &Value, key: &str) -> Result<f64> {
    value[key].as_f64().ok_or_else(|| Fault::new(format!("no {key} in {value}")).at("bench"))
}
