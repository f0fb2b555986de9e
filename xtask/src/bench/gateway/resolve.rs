//! What of a call is our own: resolving its tool to an instance, by itself; and what an answer says of the whole call without
//! what it says of its attempts, which is the input checked, the tool resolved, the request written.

use super::{
    super::{
        ours,
        table::{Row, quantile},
    },
    field::{Field, INPUT},
    load::{figure, printed},
};
use crate::{
    fault::{Explain as _, Fault, Result},
    http, paths,
};
use serde_json::Value;
use std::process::Command;

/// How many tools the catalogue has in which one is looked up.
const TOOLS: usize = 10_000;

/// How often the tool is called.
const CALLS: usize = 2000;

/// Resolves a tool of a full catalogue, with two instances to choose from.
pub fn run(field: &Field, row: &mut Row) -> Result {
    let mut command = Command::new(paths::bench());
    command.args(["resolve", "--database-url", &ours::database("resolve")?]);
    command.args(["127.0.0.1", "127.0.0.2"].map(|host| format!("--instance={}", field.service(host, TOOLS, 0))));
    command.args(["--tool", "store.order_9999"]);
    row.set("resolve_p50_us", figure(&printed(&mut command)?, "resolve_p50_us")?);
    let took: Result<Vec<f64>> = (0..CALLS).map(|_| call(field.meshdeck.port)).collect();
    row.set("beside_attempts_p50_us", quantile(&mut took?, 0.5));
    Ok(())
}

fn call(port: u16) -> Result<f64> {
    let path = "/registry/tools/shop.order_0/call";
    let answer = http::post(port, path, &format!("{{\"input\":{INPUT}}}")).ok_or_else(|| Fault::new("nobody answers").at(path))?;
    let answer: Value = serde_json::from_str(&answer.body).explain("cannot read the answer", path)?;
    beside_attempts(&answer).ok_or_else(|| Fault::new(format!("no latency in {answer}")).at(path))
}

/// Microseconds of the whole call without its attempts.
fn beside_attempts(answer: &Value) -> Option<f64> {
    let attempts = answer["attempts"].as_array()?.iter().map(|attempt| attempt["latency_ms"].as_f64());
    Some((answer["latency_ms"].as_f64()? - attempts.sum::<Option<f64>>()?) * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_attempts_are_taken_off() {
        let answer = json!({ "latency_ms": 1.75, "attempts": [{ "latency_ms": 1.0 }, { "latency_ms": 0.5 }] });
        assert_eq!(beside_attempts(&answer), Some(250.0));
        assert_eq!(beside_attempts(&json!({ "status": 404 })), None);
    }
}
