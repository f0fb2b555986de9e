//! Made-up calls: thirty days of a mesh of twenty services with ten tools each, the same ones each time.
//!
//! Tools are called as words are used (Zipf, exponent 0.8); each has a latency of its own, spread log-normally; three calls in
//! a hundred go wrong; one in twenty belongs to a run.

use domain::Time;
use domain::call::{Call, Outcome};
use domain::names::ToolId;
use engine::ids;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

/// How many services there are, and how many tools each has.
pub const SERVICES: usize = 20;
const TOOLS_EACH: usize = 10;

/// How many callers there are.
const CALLERS: usize = 12;

/// How much rarer a tool is called than the one before it.
const ZIPF: f64 = 0.8;

/// Makes calls, one after the other.
pub struct Maker {
    random: SmallRng,
    tools: Vec<ToolId>,
    /// The share of calls that the tools up to each have.
    shares: Vec<f64>,
    callers: Vec<String>,
    instances: Vec<[String; 2]>,
}

impl Maker {
    /// The one and only.
    pub fn new() -> Self {
        let tools = (0..SERVICES * TOOLS_EACH).map(|n| ToolId::new(&service(n % SERVICES), &format!("tool_{}", n / SERVICES)));
        let weights: Vec<f64> = (0..SERVICES * TOOLS_EACH).map(|rank| 1.0 / ((rank + 1) as f64).powf(ZIPF)).collect();
        let sum: f64 = weights.iter().sum();
        let shares = weights.iter().scan(0.0, |share, weight| {
            *share += weight / sum;
            Some(*share)
        });
        let instance = |service: usize, n: usize| format!("http://10.0.{service}.{n}:8080");
        Self {
            random: SmallRng::seed_from_u64(4),
            tools: tools.collect(),
            shares: shares.collect(),
            callers: (0..CALLERS).map(|n| format!("agent-{n}")).collect(),
            instances: (0..SERVICES).map(|service| [instance(service, 1), instance(service, 2)]).collect(),
        }
    }

    /// A call at `at`.
    pub fn call(&mut self, at: Time) -> Call {
        let share: f64 = self.random.random();
        let tool = self.shares.partition_point(|known| *known < share).min(self.tools.len() - 1);
        let outcome = self.outcome();
        let well = outcome == Outcome::Ok;
        Call {
            id: ids::write_id('c', at, self.random.random()),
            at,
            caller: self.callers[(self.random.random::<f64>().powi(2) * CALLERS as f64) as usize].clone(),
            tool: self.tools[tool].clone(),
            instance: Some(self.instances[tool % SERVICES][self.random.random_range(0..2)].clone()),
            outcome,
            status: match outcome {
                Outcome::Ok => Some(200),
                Outcome::Failed => Some(503),
                Outcome::Rejected => Some(422),
                _ => None,
            },
            latency_ms: self.latency_us(tool) as f64 / 1000.0,
            attempts: if well { 1 } else { 2 },
            request_bytes: self.random.random_range(20..2000),
            response_bytes: if well { self.random.random_range(50..20_000) } else { 0 },
            error: (!well).then(|| "The service did not answer well: status 503 and its first words.".to_owned()),
            run: self.random.random_ratio(1, 20).then(|| ids::write_id('r', at, 1)),
            trace: None,
            input_tokens: None,
            output_tokens: None,
            cost_usd: None,
        }
    }

    fn outcome(&mut self) -> Outcome {
        match self.random.random_range(0..1000) {
            0..15 => Outcome::Failed,
            15..22 => Outcome::Rejected,
            22..27 => Outcome::Timeout,
            27..30 => Outcome::Unreachable,
            _ => Outcome::Ok,
        }
    }

    /// Log-normal about a median of 2 to 400 ms; the sum of twelve even chances is close to normal.
    fn latency_us(&mut self, tool: usize) -> u64 {
        let median_ms = 2.0 * 200.0_f64.powf(((tool * 37) % 100) as f64 / 100.0);
        let normal = (0..12).map(|_| self.random.random::<f64>()).sum::<f64>() - 6.0;
        (median_ms * 1000.0 * (0.6 * normal).exp()) as u64
    }
}

/// The name of a service.
pub fn service(n: usize) -> String {
    format!("service-{n}")
}
