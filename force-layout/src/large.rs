//! What laying out many nodes takes beside what laying out few takes: sums over groups, and a first arrangement that does not
//! try every start to its end.
//!
//! A layout is given it by hand, so that who lays out few nodes need not carry what is for many: in the browser it is a part
//! that is loaded when a graph is large.

use crate::field::Field;
use crate::forces::{Kernel, Position};
use crate::{Body, Crowd, Lcg};

/// From so many nodes on a layout is slow without `Large`: every pair of them is looked at in every tick.
pub const MANY: usize = 150;

/// How many nodes are laid out: functions that one who never has many of them need not know.
#[derive(Debug, Clone, Copy)]
pub struct Large {
    pub(crate) sum: Sum,
    pub(crate) arrange: Arrange,
}

/// Lets all bodies push each other.
pub(crate) type Sum = fn(&mut Field, &Kernel, &mut [Body], f64, &mut Lcg);
/// Moves bodies from anywhere to rest.
pub(crate) type Arrange = fn(&mut [Body], &[(usize, usize)], &Forces, u32);

/// The forces between nodes that are points.
#[derive(Debug, Clone)]
pub(crate) struct Forces {
    pub kernel: Kernel,
    pub link_distance: f64,
    pub position: Position,
}

/// Gives what laying out many nodes takes.
pub fn large() -> Large {
    Large { sum: crate::forces::sum_over_groups, arrange }
}

/// Arranges the bodies that nobody holds as a crowd.
fn arrange(bodies: &mut [Body], links: &[(usize, usize)], forces: &Forces, seed: u32) {
    let mut crowd = Crowd::new(bodies, links, seed);
    (crowd.kernel, crowd.link_distance) = (forces.kernel, forces.link_distance);
    (crowd.center, crowd.position) = (None, Some(forces.position.clone()));
    crowd.arrange(links);
    while !crowd.heat.is_settled() {
        crowd.tick();
    }
    for (body, place) in bodies.iter_mut().zip(crowd.places()) {
        if !body.is_pinned() {
            *body = Body::at(place.x, place.y);
        }
    }
}
