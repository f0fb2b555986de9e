use super::*;

/// Returns bodies as a seeded cloud of that width.
fn cloud(count: usize, width: f64) -> Vec<Body> {
    let mut random = Lcg::new(7);
    let body = |_| Body::at(random.draw() * width, random.draw() * width);
    (0..count).map(body).collect()
}

fn pushed(theta: f64, mut bodies: Vec<Body>) -> Vec<Body> {
    let kernel = Kernel { theta, ..Kernel::default() };
    let mut many_body = ManyBody::new(kernel);
    many_body.enlarge(crate::large());
    many_body.apply(&mut bodies, 1.0, &mut Lcg::new(1));
    bodies
}

fn check(bodies: &[Body], kernel: Kernel, expected: &[(f64, f64)]) {
    let mut bodies = bodies.to_vec();
    ManyBody::new(kernel).apply(&mut bodies, 0.5, &mut Lcg::new(1));
    for (body, (vx, vy)) in bodies.iter().zip(expected) {
        let close = (body.vx - vx).abs() < 1e-6 && (body.vy - vy).abs() < 1e-6;
        assert!(close, "{body:?} instead of {vx}, {vy}");
    }
}

#[test]
fn two_bodies_push_each_other_by_one_over_their_distance() {
    let bodies = [Body::at(0.0, 0.0), Body::at(3.0, 4.0)];
    let push = [(-1.8, -2.4), (1.8, 2.4)];
    check(&bodies, Kernel::default(), &push);
}

#[test]
fn beyond_the_greatest_distance_nothing_is_felt() {
    let bodies = [Body::at(0.0, 0.0), Body::at(3.0, 4.0)];
    let near = Kernel { distance_max: 5.0, ..Kernel::default() };
    check(&bodies, near, &[(0.0, 0.0), (0.0, 0.0)]);
}

#[test]
fn below_the_least_distance_the_force_grows_no_more() {
    let bodies = [Body::at(0.0, 0.0), Body::at(3.0, 4.0)];
    let soft = Kernel { distance_min: 10.0, ..Kernel::default() };
    let push = [(-0.9, -1.2), (0.9, 1.2)];
    check(&bodies, soft, &push);
}

#[test]
fn the_sum_over_groups_stays_within_its_error_of_the_exact_sum() {
    let exact = pushed(0.0, cloud(1000, 500.0));
    let near = pushed(0.9, cloud(1000, 500.0));
    let error: f64 = exact.iter().zip(&near).map(|(exact, near)| (exact.vx - near.vx).powi(2) + (exact.vy - near.vy).powi(2)).sum();
    let total: f64 = exact.iter().map(|exact| exact.vx.powi(2) + exact.vy.powi(2)).sum();
    let relative = (error / total).sqrt();
    // The error of d3-force on this cloud is 0.0097.
    assert!(relative < 0.0085, "{relative}");
}

#[test]
fn with_theta_zero_many_bodies_are_summed_pair_by_pair() {
    let many = pushed(0.0, cloud(MANY, 500.0));
    let mut pairs = cloud(MANY, 500.0);
    all_pairs::apply(&Kernel::default(), &mut pairs, 1.0, &mut Lcg::new(1));
    for (many, pair) in many.iter().zip(&pairs) {
        assert!((many.vx - pair.vx).abs() < 1e-9 && (many.vy - pair.vy).abs() < 1e-9);
    }
}

#[test]
fn coincident_bodies_are_driven_apart() {
    for count in [2, MANY] {
        let bodies = pushed(0.9, vec![Body::at(5.0, 5.0); count]);
        assert!(bodies.iter().all(|body| body.vx.is_finite() && body.vy.is_finite()));
        assert!(bodies.iter().all(|body| body.vx != 0.0 || body.vy != 0.0));
    }
}
