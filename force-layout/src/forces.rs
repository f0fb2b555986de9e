//! What moves bodies, one force a file.
//!
//! A force changes velocities and leaves the moving to the simulation; only `Center` moves bodies
//! itself, as in d3-force.

mod center;
mod clearance;
mod collide;
mod footprint;
mod link;
mod many_body;
mod neighbours;
mod position;

pub use center::Center;
pub use clearance::Clearance;
pub use collide::Collide;
pub use footprint::{Extent, Footprint};
pub use link::Link;
pub(crate) use many_body::sum_over_groups;
pub use many_body::{Kernel, ManyBody};
pub use position::Position;

use crate::{Body, Lcg};

/// Something that pushes or pulls bodies once a tick.
pub trait Force {
    /// Acts on the bodies with the heat `alpha`.
    fn apply(&mut self, bodies: &mut [Body], alpha: f64, random: &mut Lcg);
}
