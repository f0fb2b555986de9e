//! Where nodes start: known ones where they are, new ones among their neighbours, the rest on the
//! sunflower's spiral, stretched to the room that there is.

use super::measure::Measure;
use crate::turn::{GOLDEN, TWELFTH, both, turned};
use crate::{Body, Size};

/// How far from the mean of its neighbours a new node starts, as a share of a link.
const OFFSET: f64 = 0.6;
/// How many directions are tried for it.
const DIRECTIONS: usize = 12;
/// Among how many the first of them is drawn.
const STARTS: f64 = 360.0;
/// The room that the spiral gives a body to each side: the root of its area, 10² π.
const SPIRAL_SPACING: f64 = 17.724_538_509_055_16;

/// Gives a body to every node that is not yet known.
pub(super) fn place(known: Vec<Option<Body>>, links: &[(usize, usize)], measure: &Measure, mut draw: impl FnMut() -> f64) -> Vec<Body> {
    let mut placed = known;
    for index in 0..placed.len() {
        if placed[index].is_none() {
            let mean = neighbours_mean(index, links, &placed);
            placed[index] = mean.map(|mean| free_place(mean, measure.link_distance * OFFSET, draw(), &placed));
        }
    }
    let seated = |(index, body): (usize, Option<Body>)| body.unwrap_or_else(|| seat(index, measure.spacing));
    placed.into_iter().enumerate().map(seated).collect()
}

/// Returns the place around a middle that is furthest from all bodies; `turn`, from 0 to 1, says where to begin.
fn free_place(middle: Body, offset: f64, turn: f64, placed: &[Option<Body>]) -> Body {
    let first = turned(GOLDEN, (turn * STARTS) as usize);
    let around = |direction: usize| {
        let direction = both(first, turned(TWELFTH, direction));
        Body::at(middle.x + offset * direction.x, middle.y + offset * direction.y)
    };
    let room = |place: &Body| {
        let distances = placed.iter().flatten().map(|body| (body.x - place.x).hypot(body.y - place.y));
        distances.fold(f64::INFINITY, f64::min)
    };
    let freest = (0..DIRECTIONS).map(around).max_by(|one, two| room(one).total_cmp(&room(two)));
    freest.unwrap_or(middle)
}

/// Returns a place on the spiral, stretched to the spacing.
pub(super) fn seat(index: usize, spacing: Size) -> Body {
    let spiral = Body::on_spiral(index);
    Body::at(spiral.x * spacing.width / SPIRAL_SPACING, spiral.y * spacing.height / SPIRAL_SPACING)
}

/// Returns the mean of the placed neighbours, if there is one.
fn neighbours_mean(index: usize, links: &[(usize, usize)], placed: &[Option<Body>]) -> Option<Body> {
    let other_end = |&(source, target): &(usize, usize)| match index {
        _ if source == index => placed[target],
        _ if target == index => placed[source],
        _ => None,
    };
    let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
    for neighbour in links.iter().filter_map(other_end) {
        (x, y, count) = (x + neighbour.x, y + neighbour.y, count + 1.0);
    }
    (count > 0.0).then(|| Body::at(x / count, y / count))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURE: Measure = Measure {
        spacing: Size { width: SPIRAL_SPACING, height: SPIRAL_SPACING },
        link_distance: 100.0,
        repulsion: 1.0,
        pull_x: 1.0,
        pull_y: 1.0,
    };

    fn check(known: Vec<Option<Body>>, links: &[(usize, usize)], expected: &[Body]) {
        let placed = place(known, links, &MEASURE, || 0.0);
        for (body, expected) in placed.iter().zip(expected) {
            let apart = (body.x - expected.x).hypot(body.y - expected.y);
            assert!(apart < 1e-9, "{body:?} instead of {expected:?}");
        }
    }

    #[test]
    fn a_new_node_starts_beside_the_mean_of_its_neighbours() {
        let (left, right) = (Body::at(-80.0, 7.0), Body::at(80.0, 7.0));
        let third = Body::at(0.0, 90.0);
        check(vec![Some(left), None, Some(right), Some(third)], &[(0, 1), (1, 2)], &[left, Body::at(0.0, -53.0), right, third]);
    }

    #[test]
    fn nodes_without_known_neighbours_start_on_the_spiral() {
        check(vec![None, None], &[(0, 1)], &[Body::on_spiral(0), Body::on_spiral(1)]);
    }
}
