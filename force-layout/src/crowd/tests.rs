use super::*;
use crate::Simulation;
use crate::forces::{Link, ManyBody};
use proptest::prelude::*;

/// A tree with more links across, from seeds.
fn graph(count: usize) -> (Vec<Body>, Vec<(usize, usize)>) {
    let tree = (1..count).map(|child| ((child - 1) / 3, child));
    let across = (0..count).map(|index| (index, (index * 7 + 1) % count)).filter(|link| link.0 != link.1);
    ((0..count).map(Body::on_spiral).collect(), tree.chain(across.step_by(5)).collect())
}

fn check(crowd: &Crowd, bodies: &[Body], most: f64) {
    let places: Vec<Point> = crowd.places().collect();
    assert_eq!(places.len(), bodies.len());
    for (place, body) in places.iter().zip(bodies) {
        let apart = (place.x - body.x).hypot(place.y - body.y);
        assert!(apart < most, "{place:?} instead of {body:?}");
    }
}

#[test]
fn a_tick_is_what_the_forces_do_one_after_the_other() {
    let (bodies, links) = graph(300);
    let kernel = Kernel { theta: 0.1, ..Kernel::default() };
    let mut crowd = Crowd::new(&bodies, &[], 1);
    crowd.kernel = kernel;
    let mut simulation = Simulation::new(bodies.clone(), 1);
    for _ in 0..3 {
        crowd.tick();
        simulation.tick(&mut [&mut ManyBody::new(kernel), &mut Center::default()]);
    }
    check(&crowd, simulation.bodies(), 0.01);
    let one = [links[0], links[200]];
    let mut crowd = Crowd::new(&bodies, &one, 1);
    (crowd.kernel, crowd.center) = (kernel, None);
    crowd.position = Some(Position { target: Point::new(5.0, -5.0), strength_x: 0.2, strength_y: 0.05 });
    let mut position = crowd.position.clone().unwrap_or_default();
    let mut simulation = Simulation::new(bodies, 1);
    for _ in 0..3 {
        crowd.tick();
        simulation.tick(&mut [&mut Link::new(300, &one), &mut ManyBody::new(kernel), &mut position]);
    }
    check(&crowd, simulation.bodies(), 0.01);
}

#[test]
fn bodies_keep_their_index_while_they_change_their_slot() {
    let (bodies, links) = graph(500);
    let mut crowd = Crowd::new(&bodies, &links, 1);
    let mut orders = 0;
    for tick in 0..100 {
        let (before, slots) = (crowd.places().collect::<Vec<Point>>(), crowd.slots.clone());
        crowd.tick();
        orders += usize::from(slots != crowd.slots);
        let farthest = crowd.places().zip(before).map(|(now, then)| now.distance(then)).fold(0.0, f64::max);
        assert!(farthest < if tick < 40 { 200.0 } else { 20.0 }, "{farthest} in tick {tick}");
    }
    assert!((2..100).contains(&orders), "{orders}");
}

#[test]
fn bodies_that_are_held_do_not_move_and_others_do() {
    let (mut bodies, links) = graph(200);
    bodies[3].fx = Some(70.0);
    let mut crowd = Crowd::new(&bodies, &links, 1);
    crowd.pin(5, 300.0, 200.0);
    crowd.pin(900, 0.0, 0.0);
    crowd.pin(6, f64::NAN, 0.0);
    (0..20).for_each(|_| crowd.tick());
    let [third, fifth, sixth] = [3, 5, 6].map(|index| crowd.body(index).expect("a body"));
    assert_eq!((third.x, third.fx, third.fy), (70.0, Some(70.0), None));
    assert!((third.y - bodies[3].y).abs() > 1.0);
    assert_eq!((fifth.x, fifth.y), (300.0, 200.0));
    assert!(!sixth.is_pinned());
    crowd.unpin(5);
    (0..20).for_each(|_| crowd.tick());
    assert!(crowd.body(5).is_some_and(|body| body.x < 290.0 && !body.is_pinned()));
}

#[test]
fn another_graph_goes_on_from_where_bodies_are() {
    let (bodies, links) = graph(300);
    let mut crowd = Crowd::new(&bodies, &links, 1);
    (0..300).for_each(|_| crowd.tick());
    let settled: Vec<Body> = (0..300).filter_map(|index| crowd.body(index)).collect();
    let mut more = settled.clone();
    more.push(Body::at(settled[4].x + 20.0, settled[4].y));
    crowd.heat.warm(0.1);
    crowd.set_graph(&more, &[links, vec![(4, 300)]].concat());
    check(&crowd, &more, 1e-3);
    crowd.tick();
    for (place, body) in crowd.places().zip(&settled) {
        assert!(place.distance(Point::new(body.x, body.y)) < 10.0);
    }
}

#[test]
fn springs_are_the_same_after_they_were_ordered() {
    let (bodies, links) = graph(100);
    let springs = Springs::new(100, &links);
    let mut ordered = springs.clone();
    ordered.follow(&(0..100).collect::<Vec<u32>>());
    let pulled = |springs: &Springs| {
        let mut movers: Vec<Mover> = bodies.iter().enumerate().map(|(index, body)| mover(index, body)).collect();
        springs.pull(&mut movers, 30.0, 1e-4, &mut Lcg::new(1));
        movers.iter().map(|mover| (mover.vx, mover.vy)).collect::<Vec<_>>()
    };
    for (one, two) in pulled(&springs).iter().zip(pulled(&ordered)) {
        assert!((one.0 - two.0).abs() < 1e-4 && (one.1 - two.1).abs() < 1e-4);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_graph_breaks_a_place_and_the_same_one_gives_the_same_places(
        places in prop::collection::vec((prop_oneof![any::<f64>(), -50.0..50.0_f64, Just(0.0)], prop_oneof![Just(0.0), -50.0..50.0_f64]), 0..150),
        links in prop::collection::vec((0..160_usize, 0..160_usize), 0..200),
        pin in (0..160_usize, any::<f64>(), any::<f64>()),
        seed: u32,
    ) {
        let bodies: Vec<Body> = places.iter().map(|(x, y)| Body::at(*x, *y)).collect();
        let played = || {
            let mut crowd = Crowd::new(&bodies, &links, seed);
            crowd.pin(pin.0, pin.1, pin.2);
            (0..25).for_each(|_| crowd.tick());
            crowd.places().collect::<Vec<_>>()
        };
        let once = played();
        prop_assert!(once.iter().all(|place| place.x.is_finite() && place.y.is_finite()));
        prop_assert_eq!(once, played());
    }
}
