use super::*;
use proptest::prelude::*;

/// A grid of that many columns and rows.
fn grid(columns: usize, rows: usize) -> Vec<(usize, usize)> {
    let right = (0..columns * rows).filter(|node| node % columns + 1 < columns).map(|node| (node, node + 1));
    let down = (0..columns * (rows - 1)).map(|node| (node, node + columns));
    right.chain(down).collect()
}

#[test]
fn a_grid_is_unfolded() {
    let places = places(600, &grid(30, 20));
    let corners = [0, 29, 599, 570].map(|corner| places[corner]);
    let sides: Vec<f64> = (0..4).map(|corner| corners[corner].distance(corners[(corner + 1) % 4])).collect();
    let (long, short) = (sides[0] + sides[2], sides[1] + sides[3]);
    assert!((long / short - 1.5).abs() < 0.15, "{sides:?}");
    assert!((sides[0] / sides[2] - 1.0).abs() < 0.25 && (sides[1] / sides[3] - 1.0).abs() < 0.25, "{sides:?}");
    assert!(places[0].distance(places[599]) > sides[0]);
}

#[test]
fn a_path_is_straight_and_its_links_are_one_long() {
    let path: Vec<(usize, usize)> = (1..100).map(|node| (node - 1, node)).collect();
    let places = places(100, &path);
    assert!((places[0].distance(places[99]) - 99.0).abs() < 10.0);
}

#[test]
fn a_graph_of_two_halves_shows_both() {
    let mut links = grid(10, 10);
    links.extend(grid(10, 10).iter().map(|(source, target)| (source + 100, target + 100)));
    let places = places(200, &links);
    let middle =
        |nodes: &[Point]| Point::new(nodes.iter().map(|at| at.x).sum::<f64>() / 100.0, nodes.iter().map(|at| at.y).sum::<f64>() / 100.0);
    assert!(middle(&places[..100]).distance(middle(&places[100..])) > 2.0);
}

#[test]
fn what_is_held_stays() {
    let mut bodies = vec![Body::default(); 3];
    bodies[1].pin(70.0, 80.0);
    seat(&mut bodies, &[(0, 1), (1, 2)], 30.0);
    assert_eq!((bodies[1].x, bodies[1].y), (70.0, 80.0));
    assert!(bodies[0] != Body::default() && bodies[2] != Body::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_graph_has_a_start_and_always_the_same(count in 0..130_usize, links in prop::collection::vec((0..140_usize, 0..140_usize), 0..200)) {
        let once = places(count, &links);
        prop_assert_eq!(once.len(), count);
        prop_assert!(once.iter().all(|place| place.x.is_finite() && place.y.is_finite()), "{:?}", once);
        prop_assert_eq!(once, places(count, &links));
    }
}
