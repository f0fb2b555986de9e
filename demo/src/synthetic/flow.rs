//! What the synthetic services do: they register and renew their leases, tell of their calls, and call some tools through the
//! gateway.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::{StreamExt as _, stream};
use rand::{Rng, SeedableRng, distr::weighted::WeightedIndex, prelude::Distribution, rngs::StdRng};
use serde_json::json;
use tokio::time::{interval, sleep};

use super::{
    plan::{Plan, Tier, Way},
    serve, told,
};
use crate::{
    gateway::{Gateway, cause},
    register::register,
};

/// So many register at once.
const AT_ONCE: usize = 8;
const LEASE_SECONDS: u32 = 3600;
/// Each lease is renewed within this time, so that two in a row may fail.
const RENEWAL: Duration = Duration::from_mins(20);
/// How long one that was refused waits.
const PAUSE: Duration = Duration::from_secs(1);
/// Of so many ways one request tells.
const TOLD_AT_ONCE: usize = 2000;
/// So many calls are told of a second.
const TOLD_PER_SECOND: usize = 200;
const BETWEEN_CALLS: Duration = Duration::from_millis(300);
/// Who calls from outside.
const CALLERS: [&str; 3] = ["web", "mobile", "partners"];

/// Registers all, then keeps them registered and busy.
pub async fn flow(gateway: &Gateway, plan: &Plan, base_url: &str, seed: u64) {
    register_all(gateway, plan, base_url).await;
    tracing::info!("{} synthetic services are registered", plan.services.len());
    let dice = || StdRng::seed_from_u64(seed);
    tokio::join!(renew(gateway, plan, base_url), tell(gateway, plan, dice()), call(gateway, plan, dice()));
}

async fn register_all(gateway: &Gateway, plan: &Plan, base_url: &str) {
    let all = stream::iter(0..plan.services.len());
    let until_it_is = async |number| {
        while !take_lease(gateway, plan, base_url, number).await {
            sleep(PAUSE).await;
        }
    };
    all.for_each_concurrent(AT_ONCE, until_it_is).await;
}

/// Renews one lease after the other, all of them once in the time of a renewal; one that is refused waits for its next turn.
async fn renew(gateway: &Gateway, plan: &Plan, base_url: &str) {
    let mut turns = interval(RENEWAL / plan.services.len() as u32);
    for number in (0..plan.services.len()).cycle() {
        turns.tick().await;
        take_lease(gateway, plan, base_url, number).await;
    }
}

/// Registers one, which takes its lease or renews it; whether the registry let it.
async fn take_lease(gateway: &Gateway, plan: &Plan, base_url: &str, number: usize) -> bool {
    let service = &plan.services[number];
    let registration = json!({
        "name": service.name,
        "base_url": serve::base_url(base_url, number),
        "tags": [service.area, service.tier.word()],
        "environment": service.environment,
        "owner": service.owner,
        "version": "1.0.0",
        "protocol": "utcp",
        "lease_seconds": LEASE_SECONDS,
    });
    let registered = register(gateway, &registration).await;
    registered.inspect_err(|trouble| tracing::warn!("{} is not registered: {trouble}", service.name)).is_ok()
}

/// Tells of a call on every way, then of calls as they come, the busy ways more often.
async fn tell(gateway: &Gateway, plan: &Plan, mut dice: StdRng) {
    for ways in plan.ways.chunks(TOLD_AT_ONCE) {
        send(gateway, plan, ways, &mut dice).await;
    }
    let Ok(by_weight) = WeightedIndex::new(plan.ways.iter().map(|way| way.weight)) else { return };
    let mut turns = interval(Duration::from_secs(1));
    loop {
        turns.tick().await;
        let ways: Vec<Way> = (0..TOLD_PER_SECOND).map(|_| plan.ways[by_weight.sample(&mut dice)]).collect();
        send(gateway, plan, &ways, &mut dice).await;
    }
}

async fn send(gateway: &Gateway, plan: &Plan, ways: &[Way], dice: &mut StdRng) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let request = told::request(plan, ways, now, dice);
    let sent = gateway.post("/v1/traces").json(&request).send().await;
    if let Err(error) = sent.and_then(reqwest::Response::error_for_status) {
        tracing::warn!("calls are not told: {}", cause(&error));
    }
}

/// Calls a tool now and then: a service one of those it calls, or somebody from outside one of the edge.
async fn call(gateway: &Gateway, plan: &Plan, mut dice: StdRng) {
    let is_edge = |number: &usize| plan.services[*number].tier == Tier::Edge;
    let edge: Vec<usize> = (0..plan.services.len()).filter(is_edge).collect();
    let mut turns = interval(BETWEEN_CALLS);
    loop {
        turns.tick().await;
        let pick = |dice: &mut StdRng, all: usize| dice.random_range(0..all.max(1));
        let (caller, callee) = match plan.ways.get(pick(&mut dice, plan.ways.len())).filter(|_| dice.random_bool(0.5)) {
            Some(way) => (plan.services[way.from].name.as_str(), way.to),
            None => (CALLERS[pick(&mut dice, CALLERS.len())], edge.get(pick(&mut dice, edge.len())).copied().unwrap_or_default()),
        };
        let tool = format!("{}.{}", plan.services[callee].name, serve::VERBS[0]);
        // Some are down, and their calls fail, as is told on the map.
        let _ = gateway.calling_as(caller).call(&tool, json!({ "q": "today" })).await;
    }
}
