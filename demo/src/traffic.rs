//! Traffic: calls of tools through the gateway, as shops, offices and tests make them, so that
//! the mesh is alive. A child of the mesh like the services, but not registered.
//!
//! Only tools that the catalogue lists are called; what comes and goes there, comes and goes here.

mod scenes;

use std::{collections::HashSet, sync::Arc, time::Duration};

use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, sleep_until},
};

use crate::gateway::Gateway;
use scenes::{REQUIREMENTS, Scene};

/// The mean pause between two calls; what they call in turn comes on top.
const PAUSE: f64 = 0.38;
const LONGEST_PAUSE: f64 = 2.5;
/// The pauses swell and shrink by this share, once in so many calls.
const SWELL: f64 = 0.45;
const SWELL_CALLS: f64 = 900.0;
const BETWEEN_RUNS: Duration = Duration::from_secs(45);
const BETWEEN_LOOKS: Duration = Duration::from_secs(15);
/// More calls than these are not left waiting at once.
const AT_ONCE: usize = 12;
const SEED: u64 = 2026;

/// Calls tools until it is dropped.
pub async fn flow(gateway: Gateway) {
    tokio::join!(calls(&gateway), runs(&gateway));
}

async fn calls(gateway: &Gateway) {
    let mut dice = StdRng::seed_from_u64(SEED);
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let (mut listed, mut look) = (HashSet::new(), Instant::now());
    for number in 0_u64.. {
        sleep(pause(number, &mut dice)).await;
        if Instant::now() >= look {
            listed = catalogue(gateway).await.unwrap_or(listed);
            look = Instant::now() + BETWEEN_LOOKS;
        }
        let scene = scenes::cast(&mut dice);
        let input = (scene.input)(&mut dice);
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
        if listed.contains(scene.tool) {
            let gateway = gateway.calling_as(scene.caller);
            tokio::spawn(async move {
                play(&gateway, scene, input).await;
                drop(place);
            });
        }
    }
}

/// Calls the scene's tool, and the one that follows from its output.
async fn play(gateway: &Gateway, scene: &Scene, input: Value) {
    match gateway.call(scene.tool, input).await {
        Ok(output) => {
            if let Some((tool, input)) = scene.then.and_then(|then| then(&output)) {
                let _ = gateway.call(tool, input).await;
            }
        }
        Err(failure) => tracing::debug!("{}: {}", scene.tool, failure.detail),
    }
}

/// An exponential pause whose mean swells and shrinks slowly.
fn pause(number: u64, dice: &mut StdRng) -> Duration {
    let swell = 1.0 + SWELL * (number as f64 / SWELL_CALLS * std::f64::consts::TAU).sin();
    let share: f64 = 1.0 - dice.random::<f64>();
    Duration::from_secs_f64((-share.ln() * PAUSE * swell).min(LONGEST_PAUSE))
}

/// The ids of the tools that can be called now.
async fn catalogue(gateway: &Gateway) -> Option<HashSet<String>> {
    let answer = gateway.get("/registry/tools?limit=1000").send().await.ok()?;
    let page: Value = answer.json().await.ok()?;
    let ids = page["items"].as_array()?.iter().filter_map(|tool| tool["id"].as_str());
    Some(ids.map(str::to_owned).collect())
}

/// Asks for a run now and then.
async fn runs(gateway: &Gateway) {
    let office = gateway.calling_as("back-office");
    let mut next = Instant::now() + BETWEEN_RUNS / 3;
    for requirement in REQUIREMENTS.iter().cycle() {
        sleep_until(next).await;
        next += BETWEEN_RUNS;
        let asked = json!({ "requirement": requirement, "planner": "builtin" });
        let _ = office.post("/registry/orchestrate").json(&asked).send().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_bounded_and_keep_their_mean() {
        let mut dice = StdRng::seed_from_u64(SEED);
        let pauses: Vec<f64> = (0..9_000).map(|n| pause(n, &mut dice).as_secs_f64()).collect();
        assert!(pauses.iter().all(|pause| (0.0..=LONGEST_PAUSE).contains(pause)));
        let mean = pauses.iter().sum::<f64>() / pauses.len() as f64;
        assert!((mean - PAUSE).abs() < 0.03, "{mean}");
    }
}
