//! A start for a large graph: places whose distances resemble those in the graph, from which few ticks lead to rest.
//!
//! Distances from a few dozen pivots, each as far as can be from those before it, stand for all distances; their two
//! principal components are the places (Brandes and Pich, "Eigensolver methods for progressive multidimensional
//! scaling of large data", Graph Drawing 2006). It knows links and no forces; equal graphs give equal places.

mod distances;
mod spectrum;
#[cfg(test)]
mod tests;

use crate::turn::{GOLDEN, turned};
use crate::{Body, Point};
use distances::{Net, Table};

/// How many pivots there are; a whole number of registers.
const PIVOTS: usize = 48;
/// How far a node is put beside the place that it would share with others of the same distances, in links.
const ASIDE: f64 = 0.3;

/// A place for each of `count` nodes, their mean at the origin, links being about 1 long.
pub fn places(count: usize, links: &[(usize, usize)]) -> Vec<Point> {
    let table = Table::of(&Net::of(count, links));
    let (across, along) = spectrum::axes(&table);
    let mut places: Vec<Point> = (0..count).map(|node| Point::new(table.along(node, &across), table.along(node, &along))).collect();
    scale(&mut places, links);
    for (node, place) in places.iter_mut().enumerate() {
        let direction = turned(GOLDEN, node);
        (place.x, place.y) = (place.x + ASIDE * direction.x, place.y + ASIDE * direction.y);
    }
    places
}

/// Bodies at those places, `length` being that of a link; bodies that are held stay where they are.
pub fn seat(bodies: &mut [Body], links: &[(usize, usize)], length: f64) {
    let places = places(bodies.len(), links);
    for (body, place) in bodies.iter_mut().zip(places) {
        if !body.is_pinned() {
            *body = Body::at(place.x * length, place.y * length);
        }
    }
}

/// Scales places so that the root of the mean square of the links' lengths is 1.
fn scale(places: &mut [Point], links: &[(usize, usize)]) {
    let known = links.iter().filter(|link| link.0.max(link.1) < places.len());
    let (count, squares) =
        known.fold((0.0, 0.0), |(count, sum), link| (count + 1.0, sum + places[link.0].distance(places[link.1]).powi(2)));
    let mean = f64::sqrt(squares / count);
    if mean.is_finite() && mean > 0.0 {
        places.iter_mut().for_each(|place| (place.x, place.y) = (place.x / mean, place.y / mean));
    }
}
