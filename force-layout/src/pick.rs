//! Which node is under a point.

use crate::Point;

/// Returns the nearest node whose disc holds the point; all are in the same units.
///
/// Widen the radii for a finger.
pub fn pick(positions: &[Point], radii: &[f64], point: Point) -> Option<usize> {
    positions
        .iter()
        .zip(radii)
        .map(|(position, radius)| (position.distance(point), radius))
        .enumerate()
        .filter(|(_, (distance, radius))| distance <= radius)
        .min_by(|(_, (near, _)), (_, (far, _))| near.total_cmp(far))
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(point: (f64, f64), expected: Option<usize>) {
        let positions = [Point::new(0.0, 0.0), Point::new(12.0, 0.0)];
        let picked = pick(&positions, &[10.0, 10.0], Point::new(point.0, point.1));
        assert_eq!(picked, expected);
    }

    #[test]
    fn a_point_in_a_disc_picks_its_node() {
        check((-10.0, 0.0), Some(0));
        check((22.0, 0.0), Some(1));
    }

    #[test]
    fn of_two_discs_the_nearer_is_picked() {
        check((5.0, 0.0), Some(0));
        check((7.0, 0.0), Some(1));
    }

    #[test]
    fn a_point_beside_all_discs_picks_nothing() {
        check((0.0, 10.1), None);
        check((f64::NAN, 0.0), None);
    }
}
