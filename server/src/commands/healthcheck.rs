//! `meshdeck healthcheck`.

use super::{client, fail, wait_for};
use crate::config::HealthcheckArgs;
use std::process::ExitCode;
use std::time::Duration;

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks a running server whether it is ready.
pub fn run(args: &HealthcheckArgs) -> ExitCode {
    let base = args.url.clone().unwrap_or_else(|| format!("http://{}", local(&args.listen)));
    wait_for(ask(format!("{}/health/ready", base.trim_end_matches('/'))))
}

/// A server that listens everywhere is asked here.
fn local(listen: &str) -> String {
    listen.replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:")
}

async fn ask(url: String) -> ExitCode {
    let Ok(client) = client(TIMEOUT) else { return fail("no HTTP client can be made") };
    match client.get(&url).send().await {
        Ok(response) if response.status().is_success() => ExitCode::SUCCESS,
        Ok(response) => fail(format!("{url} answers {}", response.status())),
        Err(error) => fail(format!("{url} does not answer: {}", error.without_url())),
    }
}
