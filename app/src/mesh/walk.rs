//! Walking the graph with the arrow keys: from a node to the one that lies that way, along edges where there are any.

use super::graph::Graph;
use force_layout::Point;

/// A direction to walk in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Up the screen.
    Up,
    /// Down the screen.
    Down,
    /// To the left.
    Left,
    /// To the right.
    Right,
}

impl Way {
    /// Reads the name of an arrow key.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            "ArrowLeft" => Some(Self::Left),
            "ArrowRight" => Some(Self::Right),
            _ => None,
        }
    }

    const fn vector(self) -> (f64, f64) {
        match self {
            Self::Up => (0.0, -1.0),
            Self::Down => (0.0, 1.0),
            Self::Left => (-1.0, 0.0),
            Self::Right => (1.0, 0.0),
        }
    }
}

/// The cosine of the widest angle that still counts as that way: 60°.
const CONE: f64 = 0.5;

/// The node that lies `way` of `from`: the nearest along an edge, else along a lease, else any; none at the rim.
pub fn step(graph: &Graph, places: &[Point], from: usize, way: Way) -> Option<usize> {
    nearest(places, from, way, graph.neighbours(from))
        .or_else(|| nearest(places, from, way, graph.leased(from)))
        .or_else(|| nearest(places, from, way, 0..places.len()))
}

fn nearest(places: &[Point], from: usize, way: Way, candidates: impl Iterator<Item = usize>) -> Option<usize> {
    let (here, (dx, dy)) = (*places.get(from)?, way.vector());
    let cost = |place: usize| {
        let there = places.get(place)?;
        let distance = here.distance(*there);
        let along = ((there.x - here.x) * dx + (there.y - here.y) * dy) / distance;
        // Straight ahead costs the distance; what lies aside costs more, as if one had to go round.
        (place != from && distance > 0.0 && along >= CONE).then_some(distance * (2.0 - along))
    };
    let reachable = candidates.filter_map(|place| Some((place, cost(place)?)));
    reachable.min_by(|(_, near), (_, far)| near.total_cmp(far)).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    /// registry in the middle, orchestrator left of it, orders above, pricing right, worker below.
    fn check(from: usize, way: Way, expected: Option<usize>) {
        let places = [(0.0, 0.0), (-100.0, 0.0), (0.0, -100.0), (100.0, 0.0), (0.0, 100.0)].map(|(x, y)| Point::new(x, y));
        assert_eq!(step(&Graph::of(&sample::mesh()), &places, from, way), expected);
    }

    #[test]
    fn an_arrow_leads_along_an_edge_before_it_leads_along_a_lease() {
        check(2, Way::Down, Some(3));
        check(0, Way::Up, Some(2));
        check(3, Way::Left, Some(2));
    }

    #[test]
    fn where_no_line_leads_the_nearest_node_that_way_is_reached() {
        check(1, Way::Down, Some(4));
        check(1, Way::Left, None);
    }
}
