//! Figures and charts.

use super::{Engine, lists};
use domain::Failure;
use domain::metrics::{Charts, Metrics, MetricsQuery};

impl Engine {
    /// Figures over a range, from the roll-ups.
    pub async fn metrics(&self, query: &MetricsQuery) -> Result<Metrics, Failure> {
        self.0.analytics.metrics(query).await
    }

    /// The charts of the last `seconds`, of one service, one tool or all.
    pub async fn charts(&self, seconds: i64, service: Option<&str>, tool: Option<&str>) -> Result<Charts, Failure> {
        self.0.analytics.charts(lists::window(seconds), service, tool).await
    }
}
