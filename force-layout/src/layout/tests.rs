use proptest::prelude::*;

use super::*;

/// A tree with a few more links: 17 nodes, 26 links.
fn mesh() -> (Vec<NodeSpec>, Vec<(usize, usize)>) {
    let nodes = (0..17).map(node).collect();
    let tree = (1..17).map(|child| ((child - 1) / 3, child));
    let more = (0..10).map(|index| (index, (index * 5 + 7) % 17));
    (nodes, tree.chain(more).collect())
}

fn node(index: usize) -> NodeSpec {
    NodeSpec { key: format!("node-{index}"), radius: 15.0, label_width: 60.0, pinned_at: None }
}

fn settled() -> Layout {
    let (nodes, links) = mesh();
    let mut layout = Layout::new(Options::default());
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    layout
}

/// Returns how far the furthest of the nodes that both have has moved.
fn furthest(before: &[Point], after: &[Point]) -> f64 {
    before.iter().zip(after).map(|(before, after)| before.distance(*after)).fold(0.0, f64::max)
}

#[test]
fn an_empty_graph_rests() {
    let mut layout = Layout::new(Options::default());
    layout.set_graph(&[], &[]);
    assert_eq!(layout.settle(10), 0);
    assert_eq!(layout.bounds(), Bounds::default());
}

#[test]
fn the_same_seed_gives_the_same_picture() {
    assert_eq!(settled().positions(), settled().positions());
}

#[test]
fn another_seed_gives_another_picture() {
    let (nodes, links) = mesh();
    let mut layout = Layout::new(Options { seed: 2, ..Options::default() });
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    assert!(furthest(settled().positions(), layout.positions()) > 1.0);
}

#[test]
fn a_settled_graph_has_no_overlaps_and_no_link_on_a_node() {
    let layout = settled();
    let picture = layout.picture();
    assert_eq!(picture.overlaps(), 0);
    for &link in layout.links() {
        let others = (0..17).filter(|node| *node != link.0 && *node != link.1);
        assert_eq!(others.filter(|node| picture.is_sign_crossed(link, *node)).count(), 0);
    }
}

#[test]
fn a_settled_graph_fills_its_viewport_and_stays_within() {
    for (width, height) in [(1000.0, 620.0), (360.0, 420.0)] {
        let (nodes, links) = mesh();
        let bare = |node: NodeSpec| NodeSpec { label_width: 0.0, ..node };
        let nodes: Vec<NodeSpec> = nodes.into_iter().map(bare).collect();
        let mut layout = Layout::new(Options { width, height, ..Options::default() });
        layout.set_graph(&nodes, &links);
        layout.settle(400);
        let size = layout.bounds().size();
        assert!(size.width < width * 1.1 && size.height < height * 1.1, "{size:?}");
        assert!(size.width > width * 0.6 && size.height > height * 0.6, "{size:?}");
    }
}

#[test]
fn a_settled_graph_rests() {
    let mut layout = settled();
    assert!(layout.is_settled());
    let before = layout.positions().to_vec();
    layout.tick();
    assert!(furthest(&before, layout.positions()) < 0.2);
}

#[test]
fn the_same_graph_again_changes_nothing() {
    let mut layout = settled();
    let (nodes, links) = mesh();
    layout.set_graph(&nodes, &links);
    assert!(layout.is_settled());
}

#[test]
fn old_nodes_stay_in_place_when_one_comes_and_drift_little() {
    let mut layout = settled();
    let before = layout.positions().to_vec();
    let (mut nodes, mut links) = mesh();
    nodes.push(node(17));
    links.push((3, 17));
    layout.set_graph(&nodes, &links);
    assert_eq!(before, layout.positions()[..17]);
    assert!(layout.positions()[17].distance(before[3]) < 120.0);
    for _ in 0..300 {
        let last = layout.positions().to_vec();
        layout.tick();
        assert!(furthest(&last[..17], layout.positions()) < 10.0);
    }
    assert!(furthest(&before, layout.positions()) < 80.0);
}

#[test]
fn over_many_seeds_the_middle_drift_is_little() {
    let mut drifts: Vec<f64> = (1..=41).map(drift).collect();
    drifts.sort_by(f64::total_cmp);
    assert!(drifts[20] < 80.0, "{drifts:?}");
}

/// Returns how far the furthest of the old nodes has drifted when all rest beside a new one.
fn drift(seed: u32) -> f64 {
    let (mut nodes, mut links) = mesh();
    let mut layout = Layout::new(Options { seed, ..Options::default() });
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    let before = layout.positions().to_vec();
    nodes.push(node(17));
    links.push((3, 17));
    layout.set_graph(&nodes, &links);
    layout.settle(300);
    furthest(&before, layout.positions())
}

#[test]
fn a_graph_that_is_mostly_new_is_arranged_like_a_new_one() {
    let (nodes, links) = mesh();
    let mut layout = Layout::new(Options::default());
    layout.set_graph(&nodes[..2], &[]);
    layout.settle(400);
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    assert!(layout.picture().clutter() < 8.0);
}

#[test]
fn nodes_keep_their_places_by_key_when_one_goes() {
    let mut layout = settled();
    let before = layout.positions().to_vec();
    let (nodes, _) = mesh();
    layout.set_graph(&nodes[5..], &[(0, 1)]);
    assert_eq!(layout.positions(), &before[5..]);
    assert_eq!(layout.links(), [(0, 1)]);
}

#[test]
fn a_pinned_node_does_not_move_and_a_freed_one_does() {
    let mut layout = settled();
    layout.pin(4, 300.0, 200.0);
    layout.settle(400);
    assert_eq!(layout.positions()[4], Point::new(300.0, 200.0));
    layout.unpin(4);
    layout.settle(400);
    assert!(layout.positions()[4].distance(Point::new(300.0, 200.0)) > 1.0);
}

#[test]
fn a_pin_outlives_a_change_of_the_graph() {
    let mut layout = settled();
    layout.pin(4, 300.0, 200.0);
    let (nodes, links) = mesh();
    layout.set_graph(&nodes[1..], &links[..3]);
    layout.settle(400);
    assert!(layout.is_pinned(3));
    assert_eq!(layout.positions()[3], Point::new(300.0, 200.0));
}

#[test]
fn a_node_can_be_held_from_the_start() {
    let (mut nodes, links) = mesh();
    nodes[0].pinned_at = Some(Point::new(10.0, 20.0));
    let mut layout = Layout::new(Options::default());
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    assert_eq!(layout.positions()[0], Point::new(10.0, 20.0));
}

#[test]
fn a_pin_of_an_unknown_node_is_ignored() {
    let mut layout = settled();
    layout.pin(99, 0.0, 0.0);
    layout.unpin(99);
    assert!(layout.is_settled());
}

#[test]
fn another_shape_of_the_viewport_gives_another_shape_of_the_graph() {
    let mut layout = settled();
    assert!(layout.bounds().size().width > layout.bounds().size().height);
    layout.resize(400.0, 900.0);
    layout.settle(400);
    assert!(layout.bounds().size().width < layout.bounds().size().height);
}

/// A tree of that many nodes with more links across.
fn many(count: usize) -> (Vec<NodeSpec>, Vec<(usize, usize)>) {
    let tree = (1..count).map(|child| ((child - 1) / 3, child));
    let across = (0..count).step_by(4).map(|index| (index, (index * 7 + 1) % count));
    ((0..count).map(node).collect(), tree.chain(across).collect())
}

fn enlarged(count: usize) -> Layout {
    let (nodes, links) = many(count);
    let mut layout = Layout::new(Options::default());
    layout.enlarge(crate::large());
    layout.set_graph(&nodes, &links);
    layout
}

#[test]
fn many_nodes_are_arranged_at_once_and_then_make_room() {
    let mut layout = enlarged(400);
    let arranged = layout.positions().to_vec();
    assert!(layout.settle(400) < 200);
    let apart = layout.measure.link_distance;
    let moved = arranged.iter().zip(layout.positions()).map(|(one, two)| one.distance(*two)).sum::<f64>() / 400.0;
    assert!(moved < apart / 2.0, "{moved} beside {apart}");
    let size = layout.bounds().size();
    assert!((1.2..2.2).contains(&(size.width / size.height)), "{size:?}");
    assert!(layout.picture().overlaps() * 20 < 400, "{}", layout.picture().overlaps());
}

#[test]
fn of_many_nodes_those_that_are_held_stay_and_old_ones_do_not_leap() {
    let (mut nodes, mut links) = many(400);
    nodes[7].pinned_at = Some(Point::new(10.0, 20.0));
    let mut layout = Layout::new(Options::default());
    layout.enlarge(crate::large());
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    assert_eq!(layout.positions()[7], Point::new(10.0, 20.0));
    let before = layout.positions().to_vec();
    nodes.push(node(400));
    links.push((3, 400));
    layout.set_graph(&nodes, &links);
    assert_eq!(before, layout.positions()[..400]);
    for _ in 0..50 {
        let last = layout.positions().to_vec();
        layout.tick();
        assert!(furthest(&last[..400], layout.positions()) < 40.0);
    }
}

#[test]
fn many_nodes_have_the_same_picture_for_the_same_seed() {
    let settled = || {
        let mut layout = enlarged(300);
        layout.settle(400);
        layout.positions().to_vec()
    };
    assert_eq!(settled(), settled());
}

#[test]
fn a_layout_of_few_nodes_is_the_same_when_it_was_enlarged() {
    let (nodes, links) = mesh();
    let mut layout = Layout::new(Options::default());
    layout.enlarge(crate::large());
    layout.set_graph(&nodes, &links);
    layout.settle(400);
    assert_eq!(layout.positions(), settled().positions());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_graph_and_no_pin_breaks_a_position(
        radii in prop::collection::vec(prop_oneof![0.0..200.0_f64, any::<f64>()], 0..120),
        is_large: bool,
        links in prop::collection::vec((0..100_usize, 0..100_usize), 0..90),
        pins in prop::collection::vec((0..100_usize, any::<f64>(), any::<f64>()), 0..4),
        (width, height) in (0.0..3000.0_f64, 0.0..3000.0_f64),
        seed: u32,
    ) {
        let spec = |(index, radius): (usize, &f64)| NodeSpec { radius: *radius, ..node(index % 110) };
        let nodes: Vec<NodeSpec> = radii.iter().enumerate().map(spec).collect();
        let mut layout = Layout::new(Options { seed, width, height, ..Options::default() });
        if is_large {
            layout.enlarge(crate::large());
        }
        layout.set_graph(&nodes, &links);
        for (index, x, y) in pins {
            layout.pin(index, x, y);
            layout.settle(5);
        }
        layout.set_graph(&nodes[nodes.len() / 2..], &links);
        layout.settle(20);
        prop_assert!(layout.positions().iter().all(|place| place.x.is_finite() && place.y.is_finite()));
    }
}
