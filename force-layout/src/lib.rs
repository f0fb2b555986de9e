//! Places the nodes of a graph by forces; knows nothing of services, pixels or browsers.
//!
//! ```text
//! Layout -> Simulation -> Force (many-body, link, position, clearance, footprint, …) -> Body
//! ```
//!
//! `Layout` is what a page needs: give it nodes and links, tick it, read positions. `Simulation`
//! and the forces below it follow the semantics of d3-force and can be used alone. `Camera` and
//! `pick` turn positions into what is seen and pointed at. There is no clock and no drawing here:
//! the caller ticks.
//!
//! Few bodies look at every pair. Many are summed in groups (`field`), which `ManyBody` does once it is
//! enlarged by `large`; `Crowd` moves many bodies that are points in one pass; `start` gives many nodes
//! places that few ticks lead to rest from (`pivots`).
//!
//! To add a force: one file under `forces/`, a type that implements `Force`, a line in
//! `forces.rs`, and a test of three bodies, one tick, exact numbers.

mod body;
mod camera;
mod crowd;
mod field;
pub mod forces;
mod geometry;
mod heat;
mod lanes;
mod large;
mod layout;
mod pick;
mod pivots;
mod quadtree;
mod random;
mod simulation;
mod turn;

pub use body::Body;
pub use camera::{Camera, fit};
pub use crowd::Crowd;
pub use forces::Force;
use forces::Kernel;
pub use geometry::{Bounds, Padding, Point, Size};
pub use heat::Heat;
pub use large::{Large, MANY, large};
pub use layout::{Layout, NodeSpec, Options};
pub use pick::pick;
pub use pivots::places as start;
pub use random::Lcg;
pub use simulation::Simulation;
