//! Reviews: what a service's last manuals changed, what waits for approval, who can call its tools.
//!
//! Large manuals take their time to compare, so this is done beside the threads that serve.

use super::holds::Definition;
use super::store::{self, Stored};
use super::{Manuals, read, usual_place};
use crate::Error;
use domain::lint::{Linted, lint};
use domain::manual::{Manual, diff};
use domain::review::{Edition, Held, Judged, Review};
use domain::tool::{Callable, Tool, ToolState};
use std::sync::Arc;

/// How many versions of a manual are shown.
const VERSIONS_SHOWN: usize = 5;

/// How many changes of a version are shown; the rest is counted.
const CHANGES_SHOWN: usize = 100;

/// How many tools are shown with who can call them; the rest is counted.
const TOOLS_SHOWN: usize = 100;

/// The largest manual, in bytes, that is judged whole for one tool of it.
const WHOLE_MAX: usize = 1024 * 1024;

/// How many tools that wait for approval are shown.
const HELD_SHOWN: usize = 100;

impl Manuals {
    /// The review of a service's manual; an empty one where there is no manual yet.
    pub async fn review(&self, service: &str) -> Result<Review, Error> {
        let texts = store::texts(&self.db, service, VERSIONS_SHOWN as u32 + 1).await?;
        let Some(entry) = self.registry.get(service) else { return Ok(Review::default()) };
        let (name, in_use) = (service.to_owned(), entry.manual.digest.clone());
        let at = entry.manual.kind.map(|kind| usual_place(&entry, kind)).unwrap_or_default();
        let compared = tokio::task::spawn_blocking(move || compare(&name, &at, in_use.as_deref(), &texts)).await;
        let (versions, (tools, more)) = compared.unwrap_or_default();
        let held = self.catalogue.of_service(service).into_iter().filter(|tool| tool.state == ToolState::Quarantined);
        let held = held.take(HELD_SHOWN).map(|tool| wait(&tool)).collect();
        Ok(Review { hold_changes: self.is_held(service), held, versions, tools, more })
    }

    /// Which clients can call a tool as its manual defines it. Of a very large manual only the tool itself is judged, and not what
    /// the rest of the manual may cost it.
    pub async fn callable_from(&self, tool: &Tool) -> Result<Vec<Callable>, Error> {
        let service = tool.id.service();
        let Some(kind) = self.registry.get(service).and_then(|entry| entry.manual.kind) else { return Ok(Vec::new()) };
        let text = store::current_text_of_at_most(&self.db, service, WHOLE_MAX).await?;
        let tools = if text.is_some() { self.catalogue.of_service(service) } else { vec![Arc::new(tool.clone())] };
        let linted = lint(kind, &text.unwrap_or_default(), &tools);
        Ok(linted.iter().find(|linted| linted.tool == tool.id.name()).map(Linted::callable_from).unwrap_or_default())
    }
}

fn wait(tool: &Arc<Tool>) -> Held {
    Held { tool: tool.id.clone(), digest: Definition::of(tool).digest, changes: tool.held.iter().take(CHANGES_SHOWN).cloned().collect() }
}

/// The versions, each against the one before it, and the judgement over the one in use.
fn compare(service: &str, at: &str, in_use: Option<&str>, texts: &[Stored]) -> (Vec<Edition>, (Vec<Judged>, u32)) {
    let manuals: Vec<Manual> =
        texts.iter().map(|text| text.kind().and_then(|kind| read(service, kind, at, &text.text).ok()).unwrap_or_default()).collect();
    let edition = |index: usize, text: &Stored| {
        let before = manuals.get(index + 1);
        let mut changes = before.map(|before| diff::between(&before.tools, &manuals[index].tools)).unwrap_or_default();
        changes.sort_by_key(|change| change.kind);
        let more = changes.len().saturating_sub(CHANGES_SHOWN) as u32;
        changes.truncate(CHANGES_SHOWN);
        Edition {
            digest: text.digest.clone(),
            fetched_at: text.fetched_at(),
            in_use: in_use == Some(text.digest.as_str()),
            first: before.is_none(),
            changes,
            more,
        }
    };
    let versions = texts.iter().enumerate().take(VERSIONS_SHOWN).map(|(index, text)| edition(index, text)).collect();
    let current = texts.iter().position(|text| in_use == Some(text.digest.as_str()));
    (versions, current.map(|index| judged(&texts[index], &manuals[index])).unwrap_or_default())
}

/// Who can call which tool, those with most obstacles first.
fn judged(text: &Stored, manual: &Manual) -> (Vec<Judged>, u32) {
    let Some(kind) = text.kind() else { return Default::default() };
    let mut tools: Vec<Judged> = lint(kind, &text.text, &manual.tools).iter().map(Judged::from).collect();
    let obstacles = |judged: &Judged| judged.callable_from.iter().filter(|from| !from.callable).count();
    tools.sort_by(|a, b| obstacles(b).cmp(&obstacles(a)).then_with(|| a.tool.cmp(&b.tool)));
    let more = tools.len().saturating_sub(TOOLS_SHOWN) as u32;
    tools.truncate(TOOLS_SHOWN);
    (tools, more)
}
