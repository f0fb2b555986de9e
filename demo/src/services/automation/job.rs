//! What the jobs do, step by step, each step a call of another service's tool.

use std::time::Duration;

use futures::future::BoxFuture;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};

use crate::{gateway::Gateway, products::PRODUCTS, tool::Failure};

/// Between two steps, so that a job does not crowd out those who wait.
const PAUSE: Duration = Duration::from_millis(400);

/// A kind of work.
pub struct Job {
    pub name: &'static str,
    pub sentence: &'static str,
    /// The calls that the job makes, one after the other.
    plan: fn(Gateway) -> BoxFuture<'static, Result<Vec<Step>, Failure>>,
}

/// A call of a tool.
type Step = (&'static str, Value);

/// Every job there is.
pub static JOBS: [Job; 3] = [
    Job { name: "replenish", sentence: "Books a delivery for the five emptiest shelves", plan: |gateway| Box::pin(replenish(gateway)) },
    Job { name: "late-orders", sentence: "Goes through the orders that are late", plan: |gateway| Box::pin(late_orders(gateway)) },
    Job { name: "stocktake", sentence: "Counts the stock of every fifth article", plan: |_| Box::pin(std::future::ready(Ok(stocktake()))) },
];

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub state: State,
    pub done: usize,
    pub of: usize,
    /// Why the job failed, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether a job runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    #[default]
    Idle,
    Running,
    Done,
    Failed,
}

impl Progress {
    /// At the beginning.
    pub fn running() -> Self {
        Self { state: State::Running, ..Self::default() }
    }

    /// True until the job has ended.
    pub fn is_running(&self) -> bool {
        self.state == State::Running
    }
}

/// Runs a job to its end and tells how far it is.
pub async fn run(job: &'static Job, gateway: Gateway, tell: watch::Sender<Progress>) {
    let end = match work(job, &gateway, &tell).await {
        Ok(()) => (State::Done, None),
        Err(failure) => (State::Failed, Some(failure.detail)),
    };
    tell.send_modify(|progress| (progress.state, progress.reason) = end);
}

async fn work(job: &Job, gateway: &Gateway, tell: &watch::Sender<Progress>) -> Result<(), Failure> {
    let steps = (job.plan)(gateway.clone()).await?;
    tell.send_modify(|progress| progress.of = steps.len());
    for (tool, input) in steps {
        gateway.call(tool, input).await?;
        tell.send_modify(|progress| progress.done += 1);
        sleep(PAUSE).await;
    }
    Ok(())
}

async fn replenish(gateway: Gateway) -> Result<Vec<Step>, Failure> {
    let low = gateway.call("inventory.low_stock", json!({ "limit": 5 })).await?;
    let delivery = |shelf: &Value| {
        let quantity = shelf["reorder_level"].as_i64().unwrap_or(1).clamp(1, 500) * 2;
        let (sku, warehouse) = (&shelf["sku"], &shelf["warehouse"]);
        let booked = json!({ "sku": sku, "warehouse": warehouse, "quantity": quantity });
        ("inventory.restock", json!({ "body": booked }))
    };
    Ok(low["articles"].as_array().into_iter().flatten().map(delivery).collect())
}

async fn late_orders(gateway: Gateway) -> Result<Vec<Step>, Failure> {
    let late = gateway.call("orders.list_late", json!({})).await?;
    let look = |order: &Value| ("orders.get_order", json!({ "order_id": order["order_id"] }));
    Ok(late["orders"].as_array().into_iter().flatten().take(10).map(look).collect())
}

fn stocktake() -> Vec<Step> {
    let count = |product: &crate::products::Product| ("inventory.stock", json!({ "sku": product.sku }));
    PRODUCTS.iter().step_by(5).map(count).collect()
}
