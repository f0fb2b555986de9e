use super::*;
use proptest::prelude::*;

type Place = (f64, f64);

/// The error of d3-force for two thousand bodies of the cloud.
const MOST: f64 = 0.007_25;

/// A seeded cloud that is denser in the middle.
fn cloud(count: usize, width: f64) -> Vec<Place> {
    let mut random = Lcg::new(7);
    let mut side = || (random.draw() - 0.5) * random.draw() * width;
    (0..count).map(|_| (side(), side())).collect()
}

/// What every body feels, in the bodies' order.
fn felt(field: &mut Field, kernel: &Kernel, places: &[Place]) -> Vec<Place> {
    field.load(places.len(), |body| (within(places[body].0), within(places[body].1)));
    field.sum(kernel, &mut Lcg::new(1));
    let mut felt = vec![(0.0, 0.0); places.len()];
    for (slot, &body) in field.order().iter().enumerate() {
        let (x, y) = field.push(slot);
        felt[body as usize] = (f64::from(x), f64::from(y));
    }
    felt
}

/// The same pair by pair.
fn exact(kernel: &Kernel, places: &[Place]) -> Vec<Place> {
    let on = |own: usize| {
        let others = places.iter().enumerate().filter(|(other, _)| *other != own);
        others.fold((0.0, 0.0), |sum, (_, other)| {
            let (dx, dy) = (other.0 - places[own].0, other.1 - places[own].1);
            let distance = dx.hypot(dy);
            let weight = if distance < kernel.distance_max { 1.0 / (distance * distance.max(kernel.distance_min)) } else { 0.0 };
            (sum.0 + dx * weight, sum.1 + dy * weight)
        })
    };
    (0..places.len()).map(on).collect()
}

/// The root of the mean square of the errors, beside that of the pushes.
fn error(felt: &[Place], exact: &[Place]) -> f64 {
    let square = |(x, y): Place| x * x + y * y;
    let off: f64 = felt.iter().zip(exact).map(|(one, two)| square((one.0 - two.0, one.1 - two.1))).sum();
    let total: f64 = exact.iter().copied().map(square).sum();
    (off / total).sqrt()
}

fn check(kernel: &Kernel, places: &[Place], most: f64) {
    let error = error(&felt(&mut Field::default(), kernel, places), &exact(kernel, places));
    assert!(error < most, "{error}");
}

#[test]
fn the_error_is_below_that_of_d3_force_at_the_same_theta() {
    for (count, error_of_d3) in [(1_000, 0.009_03), (2_000, 0.007_25), (3_000, 0.006_30), (10_000, 0.004_66)] {
        check(&Kernel::default(), &cloud(count, 3_000.0), error_of_d3);
    }
}

#[test]
fn a_smaller_theta_gives_a_smaller_error() {
    check(&Kernel { theta: 0.5, ..Kernel::default() }, &cloud(3_000, 3_000.0), 0.0006);
    check(&Kernel { theta: 0.2, ..Kernel::default() }, &cloud(3_000, 3_000.0), 0.00002);
}

#[test]
fn few_bodies_are_one_leaf_and_exact() {
    for count in 2..=LEAF {
        check(&Kernel::default(), &cloud(count, 100.0), 1e-5);
    }
}

#[test]
fn the_least_and_the_greatest_distance_are_kept_to() {
    check(&Kernel { distance_min: 60.0, ..Kernel::default() }, &cloud(2_000, 3_000.0), MOST);
    check(&Kernel { distance_max: 400.0, ..Kernel::default() }, &cloud(2_000, 3_000.0), 0.012);
    check(&Kernel { distance_min: 60.0, distance_max: 61.0, ..Kernel::default() }, &cloud(2_000, 3_000.0), MOST);
}

#[test]
fn an_outlier_costs_no_more_than_one_look_at_each_leaf() {
    let mut places = cloud(2_000, 3_000.0);
    places[77] = (4e8, -3e8);
    check(&Kernel::default(), &places, MOST);
    let mut field = Field::default();
    felt(&mut field, &Kernel::default(), &places);
    let with = field.walk.work();
    places[77] = (0.0, 0.0);
    let mut field = Field::default();
    felt(&mut field, &Kernel::default(), &places);
    let (without, looks) = (field.walk.work(), walk::LEAF_WORK * 2_000 / LEAF);
    assert!(with < without + looks * 2, "{with} beside {without}");
}

#[test]
fn coincident_bodies_are_driven_apart_without_looking_at_each_pair() {
    let mut field = Field::default();
    let felt = felt(&mut field, &Kernel::default(), &vec![(5.0, 5.0); 5_000]);
    assert!(felt.iter().all(|push| push.0.hypot(push.1) > 1e-3 && push.0.is_finite() && push.1.is_finite()));
    assert_eq!(field.walk.near.len(), 5_000_usize.div_ceil(LEAF));
}

#[test]
fn an_old_order_is_as_exact_as_a_new_one_and_is_given_up_when_it_costs_too_much() {
    let mut field = Field::default();
    let places = cloud(2_000, 3_000.0);
    felt(&mut field, &Kernel::default(), &places);
    let order = field.order().to_vec();
    let nudged: Vec<Place> = places.iter().map(|(x, y)| (x * 1.01, y + x * 0.01)).collect();
    assert!(error(&felt(&mut field, &Kernel::default(), &nudged), &exact(&Kernel::default(), &nudged)) < MOST);
    assert_eq!(field.order(), order);
    let work = field.walk.work();
    let mixed: Vec<Place> = (0..2_000).map(|body| places[body * 7 % 2_000]).collect();
    assert!(error(&felt(&mut field, &Kernel::default(), &mixed), &exact(&Kernel::default(), &mixed)) < MOST);
    assert_ne!(field.order(), order);
    assert!(field.walk.work() < work * 5 / 4, "{} after {work}", field.walk.work());
}

#[test]
fn bodies_that_have_calmed_down_are_ordered_with_more_care() {
    let mut field = Field::default();
    let places = cloud(2_000, 3_000.0);
    let mut work = Vec::new();
    for tick in 0..40 {
        let drift = f64::from(tick) * 0.004;
        let places: Vec<Place> = places.iter().map(|(x, y)| (x + y * drift, y + (x * 0.01).sin() * drift * 300.0)).collect();
        let order = field.order().to_vec();
        felt(&mut field, &Kernel::default(), &places);
        if order != field.order() {
            work.push(field.walk.work());
        }
    }
    assert!(work.len() > 1 && work.len() < 10 && work[1] < work[0], "{work:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_place_and_no_law_gives_a_push_that_is_no_number(
        places in prop::collection::vec((prop_oneof![any::<f64>(), -100.0..100.0_f64, Just(3.0)], -100.0..100.0_f64), 0..200),
        theta in 0.0..2.0_f64,
        least in prop_oneof![Just(0.0), 0.0..100.0_f64],
        most in prop_oneof![Just(f64::INFINITY), 0.0..1e6_f64],
    ) {
        let places: Vec<Place> = places.into_iter().map(|(x, y)| (if x.is_nan() { 0.0 } else { x }, y)).collect();
        let kernel = Kernel { theta, distance_min: least, distance_max: most, ..Kernel::default() };
        let felt = felt(&mut Field::default(), &kernel, &places);
        prop_assert!(felt.iter().all(|push| push.0.is_finite() && push.1.is_finite()), "{:?}", felt);
    }

    #[test]
    fn the_same_places_give_the_same_pushes(seed: u32, count in 1..400_usize) {
        let mut random = Lcg::new(seed);
        let places: Vec<Place> = (0..count).map(|_| (random.draw() * 100.0, (random.draw() * 9.0).floor())).collect();
        let once = felt(&mut Field::default(), &Kernel::default(), &places);
        prop_assert_eq!(once, felt(&mut Field::default(), &Kernel::default(), &places));
    }
}
