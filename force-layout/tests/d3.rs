//! The positions that d3-force 3.0.1 gives for the same bodies, forces and ticks.
//!
//! Where the exact sum is meant, theta is 0 on both sides: far bodies are summed up differently here and there.

#![expect(clippy::unreadable_literal, reason = "the numbers are as d3-force prints them")]

use force_layout::forces::{Center, Collide, Kernel, Link, ManyBody, Position};
use force_layout::{Body, Force, Point, Simulation};

const PAIRS: [(usize, usize); 2] = [(0, 1), (0, 2)];

fn three() -> Vec<Body> {
    vec![Body::at(0.0, 0.0), Body::at(30.0, 10.0), Body::at(-20.0, 40.0)]
}

fn check(bodies: Vec<Body>, ticks: usize, forces: &mut [&mut dyn Force], expected: [(f64, f64); 3]) {
    let mut simulation = Simulation::new(bodies, 1);
    for _ in 0..ticks {
        simulation.tick(forces);
    }
    for (body, (x, y)) in simulation.bodies().iter().zip(expected) {
        let apart = (body.x - x).hypot(body.y - y);
        assert!(apart < 1e-6, "{}, {} instead of {x}, {y}", body.x, body.y);
    }
}

fn check_all(bodies: Vec<Body>, ticks: usize, expected: [(f64, f64); 3]) {
    let mut forces: [&mut dyn Force; 5] = [
        &mut Link::new(3, &PAIRS),
        &mut ManyBody::default(),
        &mut Position::default(),
        &mut Collide::new(vec![12.0; 3]),
        &mut Center::default(),
    ];
    check(bodies, ticks, &mut forces, expected);
}

#[test]
fn links() {
    let expected = [(-1.02278778161117, 2.67210610074204), (29.3982169055792, 9.79940563519307), (-17.3526413423569, 34.8563821633229)];
    check(three(), 1, &mut [&mut Link::new(3, &PAIRS)], expected);
}

#[test]
fn many_bodies() {
    let expected = [(-0.351805399544092, -0.527708099316138), (30.7863885401574, 10.0206944352673), (-20.4345831406133, 40.5070136640488)];
    check(three(), 1, &mut [&mut ManyBody::default()], expected);
}

#[test]
fn position() {
    let mut position = Position { target: Point::new(5.0, -5.0), strength_x: 0.2, strength_y: 0.05 };
    let expected = [(0.586342332573486, -0.146585583143372), (27.0682883371326, 9.56024325056988), (-17.0682883371326, 38.6807297517097)];
    check(three(), 1, &mut [&mut position], expected);
}

#[test]
fn collisions() {
    let mut collide = Collide::new(vec![20.0, 25.0, 30.0]);
    collide.iterations = 2;
    let expected = [(-3.72668604755868, -3.75660415097523), (33.0511784174141, 11.0244608818682), (-20.4625689909559, 40.9581706769139)];
    check(three(), 1, &mut [&mut collide], expected);
}

#[test]
fn center() {
    let mut center = Center { target: Point::new(1.0, 2.0), strength: 1.0 };
    let expected = [(-2.33333333333333, -14.6666666666667), (27.6666666666667, -4.66666666666667), (-22.3333333333333, 25.3333333333333)];
    check(three(), 1, &mut [&mut center], expected);
}

#[test]
fn all_forces_for_one_tick() {
    let expected = [(-4.70792651448860, -14.5222686652408), (25.0922451146828, -7.43290892877979), (-19.9478731511565, 16.3513598304111)];
    check_all(three(), 1, expected);
}

#[test]
fn all_forces_for_ten_ticks() {
    let expected = [(-7.10955490988690, -13.9645579927589), (19.7631527944029, -1.17837904565143), (-12.5870595010943, 15.2730911354519)];
    check_all(three(), 10, expected);
}

#[test]
fn bodies_without_a_place() {
    let nowhere = Body::at(f64::NAN, f64::NAN);
    let expected = [(11.5602779046247, 4.14979211302821), (-13.5767927706537, 13.4662825960883), (-1.43985769601403, -18.2909493498569)];
    check_all(vec![nowhere; 3], 1, expected);
}

#[test]
fn a_pinned_body() {
    let mut bodies = three();
    bodies[1].pin(30.0, 10.0);
    let expected = [(-2.81136606784030, -15.4608029320477), (30.0, 10.0), (-21.4321896195924, 7.54545252100953)];
    check_all(bodies, 3, expected);
}

#[test]
fn a_hundred_bodies_summed_exactly_for_thirty_ticks() {
    let pairs: Vec<(usize, usize)> = (0..100).map(|body| (body, (body * 7 + 1) % 100)).collect();
    let exact = Kernel { theta: 0.0, ..Kernel::default() };
    let mut forces: [&mut dyn Force; 4] =
        [&mut Link::new(100, &pairs), &mut ManyBody::new(exact), &mut Collide::new(vec![5.0; 100]), &mut Position::default()];
    let mut simulation = Simulation::new((0..100).map(Body::on_spiral).collect(), 1);
    for _ in 0..30 {
        simulation.tick(&mut forces);
    }
    let expected =
        [(0, 60.7761947527718, -106.793450700337), (17, -155.406855534830, -33.9991738134872), (99, 47.0294321341188, -154.363458124154)];
    for (index, x, y) in expected {
        let body = simulation.bodies()[index];
        assert!((body.x - x).hypot(body.y - y) < 1e-6, "{}, {} instead of {x}, {y}", body.x, body.y);
    }
}
