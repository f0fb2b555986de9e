//! The course: what each runner does in a round, and what is made of the rounds.

use super::{
    super::{
        table::{Row, quantile},
        usage,
    },
    field::{Field, Runner},
    load::{Pace, send},
};
use crate::{fault::Result, step::step};

/// How often each runs; a figure is the median.
const ROUNDS: usize = 5;

/// How many calls a second one connection sends.
const RATE_1: f64 = 500.0;

/// How many calls a second the guarantee of little added latency is for.
const RATE_300: f64 = 300.0;

/// What one runner did in one round.
#[derive(Clone, Copy, Debug, Default)]
struct Round {
    throughput: f64,
    cpu_us: f64,
    p50_1_us: f64,
    p99_64_us: f64,
    p50_300_us: f64,
    p99_300_us: f64,
}

/// A figure of a round.
type Figure = fn(&Round) -> f64;

/// What every runner has.
const FIGURES: [(&str, Figure); 6] = [
    ("throughput_16_per_s", |round| round.throughput),
    ("cpu_us_per_call", |round| round.cpu_us),
    ("p50_1_us", |round| round.p50_1_us),
    ("p99_64_us", |round| round.p99_64_us),
    ("p50_300_us", |round| round.p50_300_us),
    ("p99_300_us", |round| round.p99_300_us),
];

/// Runs all rounds; a row for each runner, ours at the end and with how it compares.
pub fn run(field: &Field) -> Result<Vec<Row>> {
    let runners = field.runners();
    let rate_64 = step("bench", "warming up", || half_of_the_slowest(&runners))?;
    let mut rounds = Vec::new();
    for n in 1..=ROUNDS {
        rounds.push(step("bench", &format!("round {n} of {ROUNDS}"), || round(&runners, rate_64))?);
    }
    let mut rows: Vec<Row> = runners.iter().enumerate().map(|(at, runner)| row(runner.name, &of(&rounds, at))).collect();
    if let Some(ours) = rows.last_mut() {
        ours.set("calls_64_per_s", rate_64);
        compare(ours, &of(&rounds, 0), &of(&rounds, 1), &of(&rounds, 2), &of(&rounds, 3));
    }
    Ok(rows)
}

/// The rate at which 64 connections send to everyone: one that the slowest can take.
fn half_of_the_slowest(runners: &[Runner; 4]) -> Result<f64> {
    let answered = runners.iter().map(|runner| Ok(send(&runner.target, Pace { connections: 16, seconds: 2.0, rate: None })?.per_s));
    let slowest = answered.collect::<Result<Vec<_>>>()?.into_iter().fold(f64::INFINITY, f64::min);
    Ok((slowest / 200.0).floor().max(1.0) * 100.0)
}

/// Everyone does one thing before anyone does the next, so that a slow minute of the machine is everybody's.
fn round(runners: &[Runner; 4], rate_64: f64) -> Result<[Round; 4]> {
    let mut rounds = [Round::default(); 4];
    for (round, runner) in rounds.iter_mut().zip(runners) {
        let before = usage::time(runner.process)?;
        let answered = send(&runner.target, Pace { connections: 16, seconds: 3.0, rate: None })?;
        let cpu = usage::time(runner.process)?.saturating_sub(before);
        (round.throughput, round.cpu_us) = (answered.per_s, cpu.as_secs_f64() * 1e6 / answered.count.max(1.0));
    }
    for (round, runner) in rounds.iter_mut().zip(runners) {
        round.p50_1_us = send(&runner.target, Pace { connections: 1, seconds: 2.0, rate: Some(RATE_1) })?.p50_us;
    }
    for (round, runner) in rounds.iter_mut().zip(runners) {
        round.p99_64_us = send(&runner.target, Pace { connections: 64, seconds: 3.0, rate: Some(rate_64) })?.p99_us;
    }
    for (round, runner) in rounds.iter_mut().zip(runners) {
        let answered = send(&runner.target, Pace { connections: 16, seconds: 3.0, rate: Some(RATE_300) })?;
        (round.p50_300_us, round.p99_300_us) = (answered.p50_us, answered.p99_us);
    }
    Ok(rounds)
}

fn of(rounds: &[[Round; 4]], runner: usize) -> Vec<Round> {
    rounds.iter().map(|round| round[runner]).collect()
}

fn row(name: &str, rounds: &[Round]) -> Row {
    let mut row = Row::new(name);
    for (key, figure) in FIGURES {
        row.set(key, median(rounds.iter().map(figure)));
    }
    row
}

/// How we compare: in each round first, then the median of the rounds.
fn compare(row: &mut Row, direct: &[Round], nginx: &[Round], naive: &[Round], ours: &[Round]) {
    let mut set = |key: &str, figure: &dyn Fn(usize) -> f64| row.set(key, median((0..ours.len()).map(figure)));
    let added = |of: &[Round], n: usize| of[n].p50_1_us - direct[n].p50_1_us;
    set("throughput_over_nginx_ratio", &|n| ours[n].throughput / nginx[n].throughput);
    set("throughput_over_naive_ratio", &|n| ours[n].throughput / naive[n].throughput);
    set("added_p50_1_us", &|n| added(ours, n));
    set("added_p50_1_over_naive_ratio", &|n| added(ours, n) / added(naive, n));
    set("p99_64_over_naive_ratio", &|n| ours[n].p99_64_us / naive[n].p99_64_us);
    set("added_p50_300_ms", &|n| (ours[n].p50_300_us - direct[n].p50_300_us) / 1000.0);
    set("added_p99_300_ms", &|n| (ours[n].p99_300_us - direct[n].p99_300_us) / 1000.0);
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    quantile(&mut values.collect::<Vec<_>>(), 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_those_of_a_round_and_not_of_the_medians() {
        let rounds = |throughputs: [f64; 3], p50: [f64; 3]| -> Vec<Round> {
            let both = throughputs.into_iter().zip(p50);
            both.map(|(throughput, p50_1_us)| Round { throughput, p50_1_us, ..Round::default() }).collect()
        };
        let (direct, nginx) = (rounds([9.0; 3], [20.0, 40.0, 20.0]), rounds([4.0, 2.0, 8.0], [0.0; 3]));
        let (naive, ours) = (rounds([4.0; 3], [40.0, 60.0, 60.0]), rounds([2.0, 1.0, 2.0], [50.0, 80.0, 120.0]));
        let mut row = Row::new("meshdeck");
        compare(&mut row, &direct, &nginx, &naive, &ours);
        assert_eq!(row.get("throughput_over_nginx_ratio"), Some(0.5));
        assert_eq!(row.get("added_p50_1_us"), Some(40.0));
        assert_eq!(row.get("added_p50_1_over_naive_ratio"), Some(2.0));
    }
}
