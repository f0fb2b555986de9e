//! One parser, many inputs: how many it understood, how long the slowest took, what it left in memory.

use super::clock;
use super::mutator::{INPUTS, Mutator};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The longest that one input may take, in milliseconds, where inputs are many.
const SLOWEST_MAX: f64 = 100.0;

/// How much more memory the tests may hold in the end than they held early on, in bytes, where inputs are many.
const GROWTH_MAX: u64 = 64 * 1024 * 1024;

/// The number of inputs from which on their time and their memory are held to the limits.
const MANY: usize = 1_000_000;

/// Feeds a parser, which says whether it understood.
pub fn check(parser: &str, seeds: &[&str], parse: impl Fn(&[u8]) -> bool) {
    assert!(seeds.iter().any(|seed| parse(seed.as_bytes())), "{parser}: no seed is sound");
    let (mut mutator, mut slowest, mut understood, mut memory) = (Mutator::new(seeds), 0.0_f64, 0_usize, 0);
    for at in 0..INPUTS {
        let input = mutator.input();
        let timed = || {
            let begun = clock::instant();
            let parsed = catch_unwind(AssertUnwindSafe(|| parse(&input)));
            let parsed = parsed.unwrap_or_else(|_| panic!("{parser} panics at input {at}: {:?}", String::from_utf8_lossy(&input)));
            (parsed, clock::millis_since(begun))
        };
        let (parsed, took) = timed();
        understood += usize::from(parsed);
        if took > slowest {
            // Only what is slow every time is slow by itself and not by the machine.
            slowest = slowest.max((0..5).map(|_| timed().1).fold(took, f64::min));
        }
        if at == INPUTS / 10 {
            memory = held();
        }
    }
    let growth = held().saturating_sub(memory);
    println!("{parser:<10}{INPUTS} inputs, {understood} understood, 0 panics, slowest {slowest:.1} ms, memory + {:.1} MiB", mib(growth));
    assert!(understood * 100 > INPUTS, "{parser}: too few inputs are nearly sound");
    assert!(INPUTS < MANY || slowest <= SLOWEST_MAX && growth <= GROWTH_MAX, "{parser}: {slowest:.1} ms, {growth} bytes");
}

/// The memory that all the tests of this process hold, in bytes.
fn held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}
