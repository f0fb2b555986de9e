//! One health check: what an instance answers where its health is asked for.

use crate::catalogue::Catalogue;
use crate::egress::Fetched;
use crate::gateway;
use crate::manuals::Manuals;
use crate::means::Means;
use crate::registry::{Entry, InstanceState};
use domain::health::Check;
use domain::service::{Freshness, ManualState, Probe, ProbeKind};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long an instance may take to answer.
pub const TIMEOUT: Duration = Duration::from_secs(2);

/// The most bytes of an answer.
const BYTES_MAX: usize = 64 * 1024;

/// How much of the instance's own reason is kept.
const REASON_MAX: usize = 200;

/// What an instance may say of itself beside its status.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Said {
    status: String,
    reason: String,
}

/// What checks are made with.
#[derive(Clone, Debug)]
pub struct Prober {
    /// How instances are reached.
    pub means: Means,
    /// Whose manuals may be read as a check.
    pub manuals: Manuals,
    /// The tools that may be called as one.
    pub catalogue: Catalogue,
}

impl Prober {
    /// Asks one instance how it is, in the way it chose.
    pub async fn make(&self, entry: &Entry, instance: &Arc<InstanceState>) -> Check {
        // A source that is away is not believed: then it is asked where it is.
        if let Some(told) = instance.told().filter(|_| entry.source.seen().state == Freshness::Fresh) {
            return told;
        }
        let Some(probe) = instance.care.probe.as_ref().filter(|probe| probe.kind != ProbeKind::Http) else {
            return self.ask(entry, instance).await;
        };
        let asked = async {
            match probe.kind {
                ProbeKind::Http | ProbeKind::Manual => self.manuals.try_read(entry, instance).await,
                ProbeKind::McpPing => {
                    let endpoint = Manuals::endpoint(entry, instance);
                    self.means.mcp.ping(&endpoint, TIMEOUT).await.map_err(|miss| format!("its MCP server: {}", miss.words()))
                }
                ProbeKind::Tool => self.call(entry, instance, probe).await,
            }
        };
        match tokio::time::timeout(TIMEOUT, asked).await {
            Ok(Ok(())) => Check::Passed,
            Ok(Err(reason)) => Check::Failed(reason),
            Err(_) => Check::Failed("no answer in time".to_owned()),
        }
    }

    async fn call(&self, entry: &Entry, instance: &Arc<InstanceState>, probe: &Probe) -> Result<(), String> {
        let (tool, input) = (probe.tool.as_deref().unwrap_or_default(), probe.input.clone().unwrap_or_else(|| json!({})));
        gateway::probe(&self.means, &self.catalogue, entry, instance, (tool, &input), TIMEOUT).await
    }

    /// Asks where its health is told.
    async fn ask(&self, entry: &Entry, instance: &InstanceState) -> Check {
        let usual = format!("{}/health", instance.base_url);
        let said = instance.care.health_url.as_deref();
        match self.means.outbound.get(said.unwrap_or(&usual), BYTES_MAX, TIMEOUT).await {
            // An MCP endpoint may answer any path, and GET by none of its methods.
            Ok(fetched) if matches!(fetched.status, 404 | 405) && said.is_none() => without_health_url(entry),
            Ok(fetched) => judge(&fetched),
            Err(trouble) => Check::Failed(trouble.words()),
        }
    }
}

/// An instance that answers but has no health URL is as well as its manual.
fn without_health_url(entry: &Entry) -> Check {
    match entry.manual.state {
        ManualState::Read | ManualState::Reading => Check::Passed,
        ManualState::Failed => Check::Failed("it has no /health, and its manual cannot be read".to_owned()),
    }
}

fn judge(fetched: &Fetched) -> Check {
    let said: Said = serde_json::from_slice(&fetched.body).unwrap_or_default();
    let reason: String = said.reason.chars().filter(|c| !c.is_control()).take(REASON_MAX).collect();
    let with_reason = |words: String| if reason.is_empty() { words } else { format!("{words}: {reason}") };
    match (fetched.status, said.status.as_str()) {
        (200..=299, "degraded" | "warn" | "warning") => Check::Limped(with_reason("it says it is degraded".to_owned())),
        (200..=299, "unhealthy" | "down" | "fail" | "error") => Check::Failed(with_reason("it says it is unhealthy".to_owned())),
        (200..=299, _) => Check::Passed,
        (status, _) => Check::Failed(with_reason(format!("its health check answers {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: Check) {
        let fetched = Fetched { status, content_type: String::new(), retry_after: None, body: body.as_bytes().to_vec() };
        assert_eq!(judge(&fetched), expected, "{status} {body}");
    }

    #[test]
    fn an_answer_is_judged_by_its_status_and_its_words() {
        check(200, "ok", Check::Passed);
        check(204, "", Check::Passed);
        check(200, r#"{"status":"ok"}"#, Check::Passed);
        check(200, r#"{"status":"degraded","reason":"cache is cold"}"#, Check::Limped("it says it is degraded: cache is cold".to_owned()));
        check(503, r#"{"status":"down","reason":"maintenance"}"#, Check::Failed("its health check answers 503: maintenance".to_owned()));
        check(302, "", Check::Failed("its health check answers 302".to_owned()));
    }
}
