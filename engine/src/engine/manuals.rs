//! Manuals: reviewed, held back where they change, approved.

use super::Engine;
use domain::Failure;
use domain::review::Review;
use domain::service::Service;
use domain::tool::ToolDetail;

impl Engine {
    /// Holds changes of a service's tools until somebody approves them, or no longer.
    pub async fn hold_changes(&self, name: &str, hold: bool) -> Result<Service, Failure> {
        self.0.registry.require(name)?;
        self.0.manuals.hold(name, hold).await?;
        self.service(name)
    }

    /// Approves a held tool as it is defined now; with a digest only where it is still that definition.
    pub async fn approve(&self, id: &str, digest: Option<&str>) -> Result<ToolDetail, Failure> {
        self.0.manuals.approve(id, digest).await?;
        self.tool(id).await
    }

    /// What the last manuals of a service changed, what waits for approval, and who can call its tools.
    pub async fn review(&self, name: &str) -> Result<Review, Failure> {
        self.0.registry.require(name)?;
        Ok(self.0.manuals.review(name).await?)
    }
}
