//! Alerts: set, listed, silenced, tried.

use super::Engine;
use domain::alert::{Alert, AlertBoard, Delivery, Rule, RuleFields};
use domain::list::LIMIT_DEFAULT;
use domain::{Failure, List};

impl Engine {
    /// Every alert by name, a page at a time, without its deliveries.
    pub async fn alerts(&self, limit: Option<u32>, after: Option<&str>) -> Result<List<Alert>, Failure> {
        self.0.alerts.all(limit.unwrap_or(LIMIT_DEFAULT), after).await
    }

    /// The alerts as the console shows them.
    pub async fn alert_board(&self) -> Result<AlertBoard, Failure> {
        self.0.alerts.board().await
    }

    /// Sets an alert as a form has it, and returns its name; a new one takes no other's.
    pub async fn set_alert_from_console(&self, fields: &RuleFields, is_new: bool) -> Result<String, Failure> {
        let read = fields.rule().map_err(|wrong| Failure::violations("The alert is not valid; nothing was kept.", wrong))?;
        let name = fields.name.trim();
        if is_new {
            self.0.alerts.refuse_taken(name).await?;
        }
        self.0.alerts.set(name, &read).await?;
        Ok(name.to_owned())
    }

    /// One alert with its last deliveries.
    pub async fn alert(&self, name: &str) -> Result<Alert, Failure> {
        self.0.alerts.get(name).await
    }

    /// Sets an alert's rule; the alert as it stands, and whether it is new.
    pub async fn set_alert(&self, name: &str, rule: Rule) -> Result<(Alert, bool), Failure> {
        let is_new = self.0.alerts.set(name, &rule).await?;
        Ok((self.0.alerts.get(name).await?, is_new))
    }

    /// Removes an alert.
    pub async fn remove_alert(&self, name: &str) -> Result<(), Failure> {
        self.0.alerts.remove(name).await
    }

    /// Tells nobody of an alert for so many hours; 0 lifts that.
    pub async fn silence_alert(&self, name: &str, hours: u32) -> Result<Alert, Failure> {
        self.0.alerts.silence(name, hours).await?;
        self.0.alerts.get(name).await
    }

    /// Tells an alert's webhook for trial.
    pub async fn test_alert(&self, name: &str) -> Result<Delivery, Failure> {
        self.0.alerts.test(name).await
    }
}
