//! Speed is not bought with quality: pictures are held against those of d3-force with an exact sum, seed by seed. Nothing here
//! depends on how fast a machine is.

use bench_layout::graphs::{Graph, mesh_like, scale_free};
use bench_layout::quality::{edge_variation, stresses};
use force_layout::forces::{Center, Kernel, Link, ManyBody};
use force_layout::{Body, Crowd, Simulation};

/// Many, because one seed says little: any two ways to sum end in two pictures, each a few percent better or worse.
const SEEDS: std::ops::Range<u32> = 42..59;
const NODES: usize = 300;
/// d3-force's schedule.
const TICKS: usize = 300;

type Made = fn(usize, u32) -> Graph;

fn spiral() -> Vec<Body> {
    (0..NODES).map(Body::on_spiral).collect()
}

/// Normalised stress, Kruskal's stress and the variation of the links' lengths.
fn judged(graph: &Graph, places: &[[f64; 2]]) -> [f64; 3] {
    let (stress, kruskal) = stresses(graph, places);
    [stress, kruskal, edge_variation(graph, places)]
}

fn exactly(graph: &Graph) -> [f64; 3] {
    let (mut link, mut many) = (Link::new(NODES, &graph.links), ManyBody::new(Kernel { theta: 0.0, ..Kernel::default() }));
    let mut simulation = Simulation::new(spiral(), 1);
    for _ in 0..TICKS {
        simulation.tick(&mut [&mut link, &mut many, &mut Center::default()]);
    }
    judged(graph, &simulation.bodies().iter().map(|body| [body.x, body.y]).collect::<Vec<_>>())
}

fn places(crowd: &Crowd) -> Vec<[f64; 2]> {
    crowd.places().map(|place| [place.x, place.y]).collect()
}

fn as_crowd(graph: &Graph) -> [f64; 3] {
    let mut crowd = Crowd::new(&spiral(), &graph.links, 1);
    (0..TICKS).for_each(|_| crowd.tick());
    judged(graph, &places(&crowd))
}

/// From nothing to rest, in fewer ticks.
fn arranged(graph: &Graph) -> [f64; 3] {
    let mut crowd = Crowd::new(&spiral(), &graph.links, 1);
    crowd.arrange(&graph.links);
    let mut ticks = 0;
    while !crowd.heat.is_settled() {
        crowd.tick();
        ticks += 1;
    }
    assert!(ticks <= 101, "{ticks}");
    judged(graph, &places(&crowd))
}

/// Holds the median over the seeds of each measure, beside that of the exact sum, against the most that it may be.
fn check(made: Made, drawn: fn(&Graph) -> [f64; 3], most: [f64; 3]) {
    let graphs: Vec<Graph> = SEEDS.map(|seed| made(NODES, seed)).collect();
    let ratios: Vec<[f64; 3]> = graphs
        .iter()
        .map(|graph| {
            let (own, exact) = (drawn(graph), exactly(graph));
            std::array::from_fn(|measure| own[measure] / exact[measure])
        })
        .collect();
    for measure in 0..3 {
        let mut sorted: Vec<f64> = ratios.iter().map(|ratio| ratio[measure]).collect();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted[sorted.len() / 2] <= most[measure], "measure {measure}: {ratios:?}");
    }
}

#[test]
fn a_crowd_is_as_good_a_picture_as_the_exact_sum_gives() {
    check(mesh_like, as_crowd, [1.01, 1.01, 1.02]);
    check(scale_free, as_crowd, [1.01, 1.01, 1.02]);
}

#[test]
fn an_arranged_crowd_is_as_good_a_picture_in_a_third_of_the_ticks() {
    check(mesh_like, arranged, [1.01, 1.01, 1.02]);
    check(scale_free, arranged, [1.01, 1.01, 1.02]);
}
