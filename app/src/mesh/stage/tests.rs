//! The stage as a person meets it: drag, zoom, walk, select.

use super::*;
use crate::api::Pinned;
use crate::browser::canvas::Ink;
use crate::mesh::hand::End;
use crate::mesh::sample;
use domain::mesh::{Fold, Folded, Grouping, Mesh, Node};
use domain::names::ToolId;
use domain::query::Found;

fn stage() -> Stage {
    let room = Room { size: Size::new(1000.0, 700.0), padding: Padding::all(40.0), is_small: false };
    let mut stage = Stage::new(room);
    stage.set_mesh(&chart());
    stage.set_wish(&chart(), &Place::default());
    rest(&mut stage);
    stage
}

fn chart() -> Shown {
    Shown::of(sample::mesh(), Vec::new())
}

fn rest(stage: &mut Stage) {
    let (mut now, mut out) = (stage.now + 16.0, Vec::new());
    while stage.frame(now, &mut out) {
        now += 16.0;
        assert!(now < 1e6, "it never rests");
    }
}

fn spot(stage: &Stage, name: &str) -> Point {
    stage.places[stage.graph.place(name).expect("a node")]
}

#[test]
fn a_stage_comes_to_rest_with_everything_in_its_room() {
    let stage = stage();
    assert!(stage.places.iter().all(|at| (40.0..=960.0).contains(&at.x) && (40.0..=660.0).contains(&at.y)), "{:?}", stage.places);
}

#[test]
fn the_same_mesh_again_needs_no_second_frame() {
    let mut stage = stage();
    stage.set_mesh(&chart());
    assert!(!stage.frame(1e5, &mut Vec::new()));
}

#[test]
fn a_node_that_was_dragged_stays_where_it_was_dropped() {
    let mut stage = stage();
    let from = spot(&stage, "orders");
    let to = Point::new(from.x + 90.0, from.y - 30.0);
    stage.press(1, from, false);
    stage.drag(1, to);
    assert!(stage.is_dragging());
    assert_eq!(stage.release(1), Some(End::Drop(2)));
    rest(&mut stage);
    assert!(spot(&stage, "orders").distance(to) < 1.0);
    stage.pin(2, false);
    rest(&mut stage);
    assert!(spot(&stage, "orders").distance(to) > 1.0);
}

#[test]
fn a_node_stays_in_the_hand_while_the_mesh_grows() {
    let mut stage = stage();
    let from = spot(&stage, "worker");
    let to = Point::new(from.x - 60.0, from.y - 30.0);
    stage.press(1, from, false);
    let mut grown = sample::mesh();
    let node = Node { id: "a-first".to_owned(), ..grown.nodes[1].clone() };
    grown.nodes.insert(0, node);
    stage.set_mesh(&Shown { mesh: grown, ..chart() });
    stage.drag(1, to);
    stage.release(1);
    rest(&mut stage);
    assert!(spot(&stage, "worker").distance(to) < 1.0);
}

#[test]
fn the_wheel_holds_what_is_under_the_pointer() {
    let mut stage = stage();
    let at = spot(&stage, "pricing");
    stage.wheel(at, -300.0);
    rest(&mut stage);
    assert!(spot(&stage, "pricing").distance(at) < 1e-6 && stage.camera.scale > 1.2);
    stage.fit();
    rest(&mut stage);
    assert!(stage.camera.scale <= 1.0);
}

/// What is drawn, and the middle of the plate on which the minimap stands, if there is one.
fn drawn(stage: &mut Stage) -> (Vec<Draw>, Option<Point>) {
    let mut out = Vec::new();
    stage.frame(stage.now, &mut out);
    let plate = out.iter().find_map(|one| match one {
        Draw::Plate { at, size, ink: Ink::Paper, .. } if size.width > 100.0 => Some(*at),
        _ => None,
    });
    (out, plate)
}

#[test]
fn where_not_all_is_in_view_a_minimap_shows_all_and_leads_anywhere() {
    let mut stage = stage();
    assert_eq!(drawn(&mut stage).1, None);
    stage.wheel(Point::new(500.0, 350.0), -600.0);
    let at = drawn(&mut stage).1.expect("a minimap");
    // All of the mesh stands on it, and so its middle is that of the mesh.
    stage.press(1, at, false);
    assert!(!stage.is_free() && !stage.is_dragging());
    stage.drag(1, Point::new(at.x - 900.0, at.y));
    drawn(&mut stage);
    assert!(stage.places.iter().all(|place| place.x >= 500.0), "its left end is in the middle: {:?}", stage.places);
    assert_eq!((stage.release(1), stage.under(at, false)), (None, None));
    stage.fit();
    rest(&mut stage);
    assert_eq!((drawn(&mut stage).1, stage.is_free()), (None, true));
}

#[test]
fn the_minimap_has_a_dot_for_each_node_and_no_name_stands_on_it() {
    let mut stage = stage();
    stage.wheel(Point::new(500.0, 350.0), -600.0);
    let (out, at) = drawn(&mut stage);
    let from = out.iter().position(|one| matches!(one, Draw::Plate { at: plate, .. } if Some(*plate) == at)).expect("a minimap");
    assert_eq!(out[from..].iter().filter(|one| matches!(one, Draw::Disc { .. })).count(), stage.graph.nodes.len());
    assert!(!out[from..].iter().any(|one| matches!(one, Draw::Text { .. })));
}

#[test]
fn what_is_in_view_has_a_frame_that_is_seen_however_little_it_is() {
    let (size, bounds) = (Size::new(1000.0, 700.0), Bounds { min: Point::new(-500.0, -350.0), max: Point::new(500.0, 350.0) });
    let sides = |scale: f64| {
        let camera = Camera { scale, x: 500.0, y: 350.0 };
        let room = Room { size, padding: Padding::all(20.0), is_small: false };
        let [from, _, to, _] = Minimap::of(bounds, camera, room).expect("a minimap").frame(camera, size);
        [to.x - from.x, to.y - from.y].map(|side| (side * 10.0).round() / 10.0)
    };
    assert_eq!((sides(5.0), sides(50.0)), ([27.4, 19.2], [10.0, 10.0]));
}

#[test]
fn a_small_map_has_no_room_for_a_minimap() {
    let mut stage = stage();
    stage.set_room(Room { size: Size::new(820.0, 500.0), padding: Padding::all(20.0), is_small: false });
    stage.wheel(Point::new(400.0, 250.0), -600.0);
    assert_eq!(drawn(&mut stage).1, None);
}

#[test]
fn a_click_on_a_node_names_it_and_one_beside_is_the_grounds() {
    let mut stage = stage();
    let at = spot(&stage, "worker");
    stage.press(1, at, false);
    assert_eq!(stage.release(1), Some(End::Node(4)));
    stage.press(1, Point::new(1.0, 1.0), false);
    assert_eq!(stage.release(1), Some(End::Ground));
}

#[test]
fn the_keyboard_enters_at_the_selection_and_walks_on_from_there() {
    let mut stage = stage();
    stage.set_wish(&chart(), &Place::default().with_node(Some("pricing")));
    assert_eq!(stage.enter(), Some(3));
    let all = [Way::Up, Way::Down, Way::Left, Way::Right];
    assert!(all.into_iter().any(|way| stage.walk(way) == Some(2)), "orders is its only neighbour");
    stage.leave();
    assert_eq!(stage.focus(), None);
}

#[test]
fn a_pulse_keeps_the_frames_coming_until_it_has_arrived() {
    let mut stage = stage();
    stage.pulse("orders", &ToolId::new("pricing", "quote"), false);
    stage.pulse("nobody", &ToolId::new("pricing", "quote"), false);
    assert!(stage.frame(1e5, &mut Vec::new()));
    assert!(stage.frame(1e5 + 599.0, &mut Vec::new()));
    assert!(!stage.frame(1e5 + 600.0, &mut Vec::new()));
}

#[test]
fn a_call_runs_to_the_tool_of_a_service_that_stands_open() {
    let mut stage = stage();
    stage.set_mesh(&Shown { tools: Some(sample::tools()), ..chart() });
    stage.pulse("pricing", &ToolId::new("orders", "quote"), false);
    let line = stage.graph.line("pricing", "orders.quote");
    assert_eq!(stage.pulses.under_way(0.0).map(|(pulse, _)| Some(pulse.line)).collect::<Vec<_>>(), [line]);
}

#[test]
fn a_phone_lays_the_graph_out_anew_for_its_shape() {
    let mut stage = stage();
    stage.set_room(Room { size: Size::new(390.0, 500.0), padding: Padding::all(20.0), is_small: true });
    rest(&mut stage);
    assert!(stage.places.iter().all(|at| (20.0..=370.0).contains(&at.x) && (20.0..=480.0).contains(&at.y)), "{:?}", stage.places);
}

#[test]
fn a_large_mesh_is_shown_when_the_stage_is_enlarged() {
    let mut stage = stage();
    assert!(stage.is_ready_for(force_layout::MANY - 1) && !stage.is_ready_for(force_layout::MANY));
    stage.enlarge(force_layout::large());
    assert!(stage.is_ready_for(force_layout::MANY));
    let mut grown = sample::mesh();
    let like = grown.nodes[1].clone();
    grown.nodes.extend((0..force_layout::MANY).map(|number| Node { id: format!("more-{number}"), ..like.clone() }));
    stage.set_mesh(&Shown { mesh: grown.clone(), ..chart() });
    rest(&mut stage);
    assert_eq!(stage.places.len(), grown.nodes.len());
    assert!(stage.places.iter().all(|at| at.x.is_finite() && at.y.is_finite()));
}

/// Where a node is on the map when `pins` are set on it.
fn placed(stage: &mut Stage, pins: &[(&str, f64, f64)], name: &str) -> Point {
    let pins: Vec<Pinned> = pins.iter().map(|(node, x, y)| ((*node).to_owned(), *x, *y)).collect();
    stage.set_mesh(&Shown { pins, ..chart() });
    rest(stage);
    stage.spot(stage.graph.place(name).expect("a node")).expect("a place")
}

#[test]
fn a_node_stands_where_somebody_put_it_until_it_is_let_go() {
    let mut stage = stage();
    let free = placed(&mut stage, &[], "orders");
    let put = Point::new(free.x + 200.0, free.y - 90.0);
    assert_eq!(placed(&mut stage, &[("orders", put.x, put.y), ("nobody", 1.0, 1.0)], "orders"), put);
    assert!(placed(&mut stage, &[], "orders").distance(put) > 1.0);
    let mut new = self::stage();
    assert_eq!(placed(&mut new, &[("orders", put.x, put.y)], "orders"), put);
}

#[test]
fn the_registry_goes_back_to_the_middle_when_it_is_let_go() {
    let mut stage = stage();
    assert_eq!(placed(&mut stage, &[("registry", 70.0, 0.0)], "registry"), Point::new(70.0, 0.0));
    assert_eq!(placed(&mut stage, &[], "registry"), Point::default());
}

#[test]
fn what_is_dragged_goes_back_where_the_browser_takes_the_hand() {
    let mut stage = stage();
    let (middle, free) = (spot(&stage, "worker"), stage.spot(4));
    stage.press(1, middle, false);
    stage.drag(1, Point::new(middle.x - 60.0, middle.y));
    assert!(stage.is_held(4) && stage.spot(4) != free);
    stage.let_go();
    assert_eq!((stage.is_free(), stage.is_held(4), stage.spot(4)), (true, false, free));

    let put = Point::new(-150.0, 90.0);
    placed(&mut stage, &[("worker", put.x, put.y)], "worker");
    let middle = spot(&stage, "worker");
    stage.press(1, middle, false);
    stage.drag(1, Point::new(middle.x + 60.0, middle.y));
    stage.let_go();
    assert_eq!((stage.is_held(4), stage.spot(4)), (true, Some(put)));
}

#[test]
fn only_what_somebody_put_somewhere_is_held() {
    let mut stage = stage();
    assert!((0..5).all(|place| !stage.is_held(place)));
    placed(&mut stage, &[("registry", 70.0, 0.0)], "registry");
    let registry = stage.graph.place("registry").expect("a node");
    assert!((0..5).all(|place| stage.is_held(place) == (place == registry)));
}

#[test]
fn what_is_in_the_hand_stays_there_whoever_puts_it_elsewhere() {
    let mut stage = stage();
    let from = spot(&stage, "worker");
    stage.press(1, from, false);
    stage.drag(1, Point::new(from.x - 60.0, from.y));
    let held = stage.spot(4);
    stage.set_mesh(&Shown { pins: vec![("worker".to_owned(), 0.0, 300.0)], ..chart() });
    assert_eq!((stage.is_dragging(), stage.spot(4)), (true, held));
}

#[test]
fn a_small_map_has_an_order_of_its_own() {
    let mut stage = stage();
    let put = Point::new(300.0, 300.0);
    placed(&mut stage, &[("orders", put.x, put.y)], "orders");
    stage.set_room(Room { size: Size::new(390.0, 500.0), padding: Padding::all(20.0), is_small: true });
    rest(&mut stage);
    assert!(stage.spot(2).expect("a place").distance(put) > 1.0);
}

#[test]
fn the_keyboard_is_at_a_group_when_its_node_is_folded_and_at_the_first_of_it_when_it_opens() {
    let mut stage = stage();
    stage.focus = Some(4);
    let fold = Fold { by: Grouping::Tag, open: String::new() };
    let Folded { mesh, homes, .. } = sample::mesh().folded(&fold);
    stage.set_mesh(&Shown { mesh, homes, ..chart() });
    assert_eq!(stage.focus().map(|at| &*stage.graph.nodes[at].name), Some("tag = core"));
    stage.set_mesh(&chart());
    assert_eq!(stage.focus().map(|at| &*stage.graph.nodes[at].name), Some("orders"));
}

#[test]
fn what_is_hidden_is_under_no_hand_and_on_no_way() {
    let mut stage = stage();
    let (pricing, worker) = (spot(&stage, "pricing"), spot(&stage, "worker"));
    assert!(stage.enter().is_some_and(|place| ![2, 3].contains(&place)));
    let found = Some(Found { nodes: vec![2, 3], ..Found::default() });
    stage.set_wish(&Shown { found, ..chart() }, &Place { hides: true, ..Place::default() });
    rest(&mut stage);
    assert_eq!(stage.focus(), None);
    assert_eq!((stage.under(pricing, false), stage.under(worker, false)), (Some(3), None));
    assert_eq!(stage.enter(), Some(2));
    let ways = [Way::Up, Way::Down, Way::Left, Way::Right];
    let reached: Vec<usize> = ways.into_iter().chain(ways).filter_map(|way| stage.walk(way)).collect();
    assert!(!reached.is_empty() && reached.iter().all(|at| [2, 3].contains(at)), "{reached:?}");
}

/// `worker` was not there yet, and somebody else was who is gone.
fn earlier() -> Mesh {
    let mut mesh = sample::mesh();
    mesh.nodes[4].id = "ancestor".to_owned();
    mesh.edges.retain(|edge| edge.target != "worker");
    mesh
}

#[test]
fn at_another_moment_everything_stays_where_it_is() {
    let mut stage = stage();
    let spots = |stage: &Stage| ["registry", "orchestrator", "orders", "pricing"].map(|name| spot(stage, name));
    let (before, worker) = (spots(&stage), spot(&stage, "worker"));
    let then = Some(Time::from_seconds(600));
    stage.set_mesh(&Shown { mesh: earlier(), moment: then, ..chart() });
    assert!(stage.frame(1e5, &mut Vec::new()), "who goes fades");
    rest(&mut stage);
    let shown = stage.seen.map(|seen| seen.union(stage.layout.bounds()));
    stage.set_mesh(&chart());
    rest(&mut stage);
    assert_eq!(stage.seen.map(|seen| seen.union(stage.layout.bounds())), shown, "the sight holds what was seen");
    stage.fit();
    rest(&mut stage);
    for (before, after) in before.into_iter().chain([worker]).zip(spots(&stage).into_iter().chain([spot(&stage, "worker")])) {
        assert!(before.distance(after) < 1e-6, "{before:?} {after:?}");
    }
}

#[test]
fn where_nothing_may_move_another_moment_is_there_at_once() {
    let mut stage = stage();
    stage.still = true;
    stage.set_mesh(&Shown { mesh: earlier(), moment: Some(Time::from_seconds(600)), ..chart() });
    assert!(!stage.frame(1e5, &mut Vec::new()));
}
