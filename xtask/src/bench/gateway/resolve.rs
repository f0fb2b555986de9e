//! What a call takes in the gateway itself: what an answer says of the whole call, without what it says of its attempts.
//!
//! That is the input checked, the tool resolved to an instance and the request written; resolving alone takes less.

use super::{
    super::table::{Row, quantile},
    field::INPUT,
};
use crate::{
    fault::{Explain as _, Fault, Result},
    http,
};
use serde_json::Value;

/// How often the tool is called.
const CALLS: usize = 2000;

/// Calls the tool and takes the median.
pub fn run(port: u16, row: &mut Row) -> Result {
    let took: Result<Vec<f64>> = (0..CALLS).map(|_| call(port)).collect();
    row.set("resolve_p50_us", quantile(&mut took?, 0.5));
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
