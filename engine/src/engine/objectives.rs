//! Objectives: set, listed with how each stands, removed.

use super::Engine;
use crate::clock;
use domain::list::LIMIT_DEFAULT;
use domain::objective::{Objective, ObjectiveFields, Standing};
use domain::{Failure, List};

impl Engine {
    /// How every service stands with its objective, by service, a page at a time.
    pub async fn objectives(&self, limit: Option<u32>, after: Option<&str>) -> Result<List<Standing>, Failure> {
        Ok(self.0.objectives.page(limit.unwrap_or(LIMIT_DEFAULT), after, clock::now()).await?)
    }

    /// How one service stands with its objective.
    pub async fn objective(&self, service: &str) -> Result<Standing, Failure> {
        match self.0.objectives.standing(service, clock::now()).await? {
            Some(standing) => Ok(standing),
            None => Err(self.0.objectives.missing(service).await?),
        }
    }

    /// Sets a service's objective; how it stands with it, and whether it had none.
    pub async fn set_objective(&self, service: &str, objective: Objective) -> Result<(Standing, bool), Failure> {
        let is_new = self.0.objectives.of(service).await?.is_none();
        if is_new {
            // One that is kept outlives its service; a new one is of a service that there is.
            self.0.registry.require(service)?;
        }
        self.0.objectives.set(service, objective).await?;
        Ok((self.objective(service).await?, is_new))
    }

    /// Sets a service's objective as a form has it.
    pub async fn set_objective_from_console(&self, service: &str, fields: &ObjectiveFields) -> Result<(), Failure> {
        let read = fields.objective().map_err(|wrong| Failure::violations("The objective is not valid; nothing was kept.", wrong))?;
        self.set_objective(service, read).await.map(drop)
    }

    /// Asks nothing of a service any more.
    pub async fn remove_objective(&self, service: &str) -> Result<(), Failure> {
        self.0.objectives.remove(service).await
    }
}
