//! Approvals: changes of a service held back or let through, and a definition approved by somebody who looked at it.

use super::holds::{self, Definition};
use super::{Manuals, store};
use crate::{Error, clock};
use domain::Failure;
use domain::failure::Kind;
use domain::tool::{Tool, ToolState, Version};
use std::sync::Arc;

impl Manuals {
    /// The definitions that a tool had, newest first.
    pub async fn versions(&self, tool: &Tool) -> Result<Vec<Version>, Error> {
        store::tool_versions(&self.db, tool.id.service(), tool.id.name()).await
    }

    /// SHA-256 of a tool's definition, in hex.
    pub fn digest(tool: &Tool) -> String {
        Definition::of(tool).digest
    }

    /// Whether changes of a service's tools are held until somebody approves them.
    pub fn is_held(&self, service: &str) -> bool {
        self.holds.is_held(service)
    }

    /// Holds changes of a service's tools from now on, with what stands approved; or lets all of them through again.
    pub async fn hold(&self, service: &str, hold: bool) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        if hold == self.holds.is_held(service) {
            return Ok(());
        }
        let tools = self.catalogue.of_service(service);
        if hold {
            self.holds.begin(service, &tools, clock::now()).await?;
        } else {
            self.holds.end(service).await?;
            self.catalogue.set(service, tools.iter().map(|tool| holds::released(tool)).collect());
        }
        self.tell(service, Some(if hold { "changes are held from now on" } else { "changes are no longer held" }.to_owned()));
        Ok(())
    }

    /// Approves a held tool as it is defined now; with a digest only where it still is that definition.
    pub async fn approve(&self, id: &str, digest: Option<&str>) -> Result<(), Failure> {
        let _turn = self.turn.lock().await;
        let tool = Arc::clone(&self.catalogue.require(id)?.tool);
        let service = tool.id.service();
        if !self.holds.is_held(service) {
            let detail =
                format!("Changes of {service} are not held, so there is nothing to approve; `hold_changes` of the service holds them.");
            return Err(Failure::new(Kind::Conflict, detail));
        }
        if digest.is_some_and(|digest| digest != Self::digest(&tool)) {
            let detail = format!("{id} changed again since it was looked at; nothing was approved. Look at it as it is now.");
            return Err(Failure::new(Kind::Conflict, detail));
        }
        if tool.state == ToolState::Quarantined {
            self.holds.approve(&tool, clock::now()).await?;
            let put = |one: &Arc<Tool>| if one.id == tool.id { holds::released(one) } else { Tool::clone(one) };
            self.catalogue.set(service, self.catalogue.of_service(service).iter().map(put).collect());
            self.tell(service, Some(format!("{} approved", tool.id.name())));
        }
        Ok(())
    }
}
