//! A tool called to find out how an instance is: no call of anybody's, so nothing is recorded.

use super::template::{Ready, Template};
use crate::catalogue::Catalogue;
use crate::means::Means;
use crate::registry::{Entry, InstanceState};
use domain::names::ToolId;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Calls the tool `name` at one instance; the error says why it did not answer well.
pub async fn probe(
    means: &Means,
    catalogue: &Catalogue,
    entry: &Entry,
    instance: &Arc<InstanceState>,
    (name, input): (&str, &Value),
    timeout: Duration,
) -> Result<(), String> {
    let id = ToolId::new(&entry.facts.name, name);
    let listed = catalogue.require(id.as_str()).map_err(|_| format!("its manual lists no tool `{name}` to call as a probe"))?;
    let wrong = listed.schema.violations(input, "").map_err(|failure| failure.detail)?;
    if let Some(first) = wrong.first() {
        return Err(format!("the input of its probe breaks the schema of `{name}`: {}", first.message));
    }
    let ready = ready(means, entry, instance, &listed.tool, input)?;
    ready.send(means, timeout).await.map(drop).map_err(|miss| format!("its tool `{name}` did not answer well: {}", miss.words))
}

fn ready(means: &Means, entry: &Entry, instance: &Arc<InstanceState>, tool: &domain::tool::Tool, input: &Value) -> Result<Ready, String> {
    let template = Template::read(tool.id.name(), &tool.tool_call_template).map_err(|failure| failure.detail)?;
    let target = template.target(entry, instance).map_err(|failure| failure.detail)?;
    template.ready(means, &target.url, input).map(|(ready, _)| ready).map_err(|failure| failure.detail)
}
