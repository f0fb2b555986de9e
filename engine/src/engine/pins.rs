//! Pins of the map's nodes, a view at a time.

use super::Engine;
use domain::Failure;
use domain::pin::{Pin, Spot};

impl Engine {
    /// The pins of a view, by node.
    pub async fn pins(&self, view: &str) -> Result<Vec<Pin>, Failure> {
        self.0.pins.of(view).await
    }

    /// Pins a node of a view.
    pub async fn pin(&self, view: &str, node: &str, spot: Spot) -> Result<(), Failure> {
        self.0.pins.set(view, node, spot).await
    }

    /// Lets a node of a view go.
    pub async fn unpin(&self, view: &str, node: &str) -> Result<(), Failure> {
        self.0.pins.remove(view, node).await
    }

    /// Lets all nodes of a view go.
    pub async fn unpin_all(&self, view: &str) -> Result<(), Failure> {
        self.0.pins.clear(view).await
    }
}
