//! How hard a picture is to read: what crosses, what is covered, what does not fit.
//!
//! Fewer crossings help a reader most (Purchase, "Which aesthetic has the greatest effect on human
//! understanding?", 1997); a covered sign or label is worse than a crossing.

use crate::forces::Extent;
use crate::{Bounds, Point, Size};

const CROSSING: f64 = 1.0;
const LABEL_CROSSED: f64 = 0.7;
const SIGN_CROSSED: f64 = 4.0;
const OVERLAP: f64 = 8.0;
/// For a picture twice as large as its viewport.
const TOO_LARGE: f64 = 40.0;

/// A picture as it would be drawn.
pub(super) struct Picture<'a> {
    pub places: &'a [Point],
    pub extents: &'a [Extent],
    /// How far links should pass from each node.
    pub clearances: &'a [f64],
    pub links: &'a [(usize, usize)],
    pub bounds: Bounds,
    pub viewport: Size,
}

impl Picture<'_> {
    /// Returns a weighted count of what disturbs, 0 for a perfect picture.
    pub fn clutter(&self) -> f64 {
        let size = self.bounds.size();
        let too_large = (size.width / self.viewport.width).max(size.height / self.viewport.height).max(1.0) - 1.0;
        CROSSING * self.crossings() as f64
            + LABEL_CROSSED * self.count_beside_links(|link, node| self.is_label_crossed(link, node)) as f64
            + SIGN_CROSSED * self.count_beside_links(|link, node| self.is_sign_crossed(link, node)) as f64
            + OVERLAP * self.overlaps() as f64
            + TOO_LARGE * too_large
    }

    fn ends(&self, (source, target): (usize, usize)) -> (Point, Point) {
        (self.places[source], self.places[target])
    }

    /// Counts the pairs of links that cross between their ends.
    fn crossings(&self) -> usize {
        let mut count = 0;
        for (index, &one) in self.links.iter().enumerate() {
            let apart = |two: &&(usize, usize)| ![two.0, two.1].contains(&one.0) && ![two.0, two.1].contains(&one.1);
            let later = self.links[index + 1..].iter().filter(apart);
            count += later.filter(|two| cross(self.ends(one), self.ends(**two))).count();
        }
        count
    }

    /// Counts the pairs of nodes whose footprints overlap.
    pub fn overlaps(&self) -> usize {
        let mut count = 0;
        for (index, one) in self.places.iter().enumerate() {
            for (offset, two) in self.places[index + 1..].iter().enumerate() {
                let (here, there) = (self.extents[index], self.extents[index + 1 + offset]);
                let is_left = (one.x - two.x).abs() < here.across + there.across - TOUCH;
                let is_above = one.y + here.below - TOUCH > two.y - there.above;
                let is_below = two.y + there.below - TOUCH > one.y - here.above;
                count += usize::from(is_left && is_above && is_below);
            }
        }
        count
    }

    /// Counts the links that pass, and the nodes that they pass, where something holds.
    fn count_beside_links(&self, holds: impl Fn((usize, usize), usize) -> bool) -> usize {
        let mut count = 0;
        for &link in self.links {
            let others = (0..self.places.len()).filter(|node| *node != link.0 && *node != link.1);
            count += others.filter(|node| holds(link, *node)).count();
        }
        count
    }

    /// Answers whether a link passes too near to a node's sign.
    pub fn is_sign_crossed(&self, link: (usize, usize), node: usize) -> bool {
        let (from, to) = self.ends(link);
        distance_to(self.places[node], from, to) < self.clearances[node] / 2.0
    }

    /// Answers whether a link passes through the middle line of a node's label.
    fn is_label_crossed(&self, link: (usize, usize), node: usize) -> bool {
        let (place, extent) = (self.places[node], self.extents[node]);
        let middle = place.y + f64::midpoint(extent.above, extent.below);
        let left = Point::new(place.x - extent.across, middle);
        let right = Point::new(place.x + extent.across, middle);
        extent.below > extent.above && cross(self.ends(link), (left, right))
    }
}

/// Footprints that overlap by less only touch.
const TOUCH: f64 = 2.0;

/// Answers whether two lines cross between their ends.
fn cross(one: (Point, Point), two: (Point, Point)) -> bool {
    let parts = |line: (Point, Point), ends: (Point, Point)| side(line, ends.0) * side(line, ends.1) < 0.0;
    parts(one, two) && parts(two, one)
}

/// Returns a number whose sign says on which side of a line a place is.
fn side((from, to): (Point, Point), place: Point) -> f64 {
    (to.x - from.x) * (place.y - from.y) - (to.y - from.y) * (place.x - from.x)
}

/// Returns how far a place is from the line between two others.
fn distance_to(place: Point, from: Point, to: Point) -> f64 {
    let length = from.distance(to);
    if length == 0.0 {
        return place.distance(from);
    }
    let along = (place.x - from.x) * (to.x - from.x) + (place.y - from.y) * (to.y - from.y);
    let share = (along / (length * length)).clamp(0.0, 1.0);
    let nearest = Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
    place.distance(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { across: 10.0, above: 10.0, below: 10.0 };

    fn check(places: &[(f64, f64)], links: &[(usize, usize)], expected: f64) {
        let places: Vec<Point> = places.iter().map(|(x, y)| Point::new(*x, *y)).collect();
        let picture = Picture {
            places: &places,
            extents: &vec![EXTENT; places.len()],
            clearances: &vec![20.0; places.len()],
            links,
            bounds: Bounds::default(),
            viewport: Size::new(100.0, 100.0),
        };
        assert!((picture.clutter() - expected).abs() < 1e-9, "{}", picture.clutter());
    }

    #[test]
    fn a_square_without_diagonals_is_clear() {
        let square = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)];
        check(&square, &[(0, 1), (1, 2), (2, 3), (3, 0)], 0.0);
    }

    #[test]
    fn its_diagonals_cross_once() {
        let square = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)];
        check(&square, &[(0, 2), (1, 3)], CROSSING);
    }

    #[test]
    fn a_link_over_a_node_counts_more() {
        check(&[(0.0, 0.0), (90.0, 0.0), (45.0, 9.0)], &[(0, 1)], SIGN_CROSSED);
    }

    #[test]
    fn two_nodes_in_one_place_count_most() {
        check(&[(0.0, 0.0), (9.0, 9.0)], &[], OVERLAP);
    }
}
