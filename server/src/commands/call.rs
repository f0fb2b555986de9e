//! `meshdeck call`.

use super::{client, fail, refuse, wait_for};
use crate::config::{CallArgs, token};
use app::paths;
use engine::gateway::TIMEOUT_MAX;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Calls a tool and prints its output; a failure prints the problem.
pub fn run(args: &CallArgs) -> ExitCode {
    match serde_json::from_str(&args.input) {
        Ok(input) => wait_for(call(args, input)),
        Err(error) => refuse(format!("--input: it is not JSON: {error}")),
    }
}

async fn call(args: &CallArgs, input: Value) -> ExitCode {
    let url = format!("{}/registry/tools/{}/call", args.url.trim_end_matches('/'), paths::encode(&args.tool));
    let Ok(client) = client(TIMEOUT_MAX) else { return fail("no HTTP client can be made") };
    let mut request = client.post(&url).header("x-meshdeck-caller", "command-line").json(&json!({"input": input}));
    if let Some(token) = token() {
        request = request.bearer_auth(token);
    }
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return fail(format!("{} does not answer: {}", args.url, error.without_url())),
    };
    let good = response.status().is_success();
    match response.json::<Value>().await {
        Ok(answer) if good => {
            println!("{:#}", answer["output"]);
            ExitCode::SUCCESS
        }
        Ok(problem) => fail(format!("{problem:#}")),
        Err(error) => fail(format!("the answer is not JSON: {}", error.without_url())),
    }
}
