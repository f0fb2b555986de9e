//! The stage: graph, places, camera, hands and pulses, and how each moves from frame to frame.
//!
//! ```text
//! mesh, wish, pointers, keys → Stage → frame(now) → what is drawn, and whether another frame is needed
//! ```
//! It lives outside of the page's reactive state and knows no browser: the map feeds it and paints what it draws.

mod aim;
mod fade;
mod hold;
mod minimap;
#[cfg(test)]
mod tests;

use super::emphasis::{Emphasis, Wish, found};
use super::graph::Graph;
use super::hand::Hand;
use super::large::MANY;
use super::marks;
use super::page::Shown;
use super::place::Place;
use super::pulses::Pulses;
use super::scene::{self, View};
use super::walk::{self, Way};
use crate::browser::canvas::Draw;
use aim::Aim;
use domain::Time;
use domain::mesh::NodeKind;
use domain::names::ToolId;
pub use fade::Fade;
use force_layout::{Bounds, Camera, Large, Layout, NodeSpec, Options, Padding, Point, Size, fit, pick};
use minimap::Minimap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The most ticks in which a new graph is laid out before it is shown.
const TICKS: usize = 400;
/// The smallest and the largest scale.
const SCALES: (f64, f64) = (0.15, 4.0);
/// How much farther than a node's border a finger may be, and a mouse.
const REACH: (f64, f64) = (14.0, 4.0);
/// The place of what is hidden.
const NOWHERE: Point = Point { x: f64::NAN, y: f64::NAN };
/// By how much a turn of the wheel scales.
const WHEEL: f64 = 0.0016;

/// The moment that is seen, of which none is now, and the one it is compared with.
type Moments = (Option<Time>, Option<Time>);

/// The room the map has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Room {
    /// The canvas.
    pub size: Size,
    /// What is kept free for the parts that lie on it.
    pub padding: Padding,
    /// Whether it is a phone's, where few nodes are named.
    pub is_small: bool,
}

/// Everything the map is made of.
pub struct Stage {
    graph: Graph,
    layout: Layout,
    room: Room,
    camera: Camera,
    aim: Aim,
    hand: Hand,
    pulses: Pulses,
    wish: Wish,
    emphasis: Emphasis,
    focus: Option<usize>,
    /// Where the node in the hand was when it was taken, and whether it was held there.
    taken: (Point, bool),
    /// Where people put nodes, as the layout was last told.
    held: BTreeMap<Rc<str>, Point>,
    /// The moments that are seen.
    moments: Moments,
    /// Where each node was seen last, so that one that comes back is there again.
    spots: BTreeMap<Rc<str>, Point>,
    /// What was seen of other moments, which the sight goes on to hold.
    seen: Option<Bounds>,
    fade: Fade,
    places: Vec<Point>,
    radii: Vec<f64>,
    minimap: Option<Minimap>,
    /// The pointer that steers by the minimap, as it was when the pointer went down.
    steering: Option<(i32, Minimap)>,
    /// Which squares of the minimap a node is in.
    squares: Vec<bool>,
    now: f64,
    /// Whether nothing may move by itself.
    pub still: bool,
}

impl Stage {
    /// An empty stage in a room.
    pub fn new(room: Room) -> Self {
        Self {
            layout: Layout::new(Options { width: free(room).width, height: free(room).height, ..Options::default() }),
            graph: Graph::default(),
            room,
            camera: Camera { scale: 1.0, x: 0.0, y: 0.0 },
            aim: Aim::fit(),
            hand: Hand::default(),
            pulses: Pulses::default(),
            wish: Wish::default(),
            emphasis: Emphasis::default(),
            focus: None,
            taken: (Point::default(), false),
            held: BTreeMap::new(),
            moments: Moments::default(),
            spots: BTreeMap::new(),
            seen: None,
            fade: Fade::default(),
            places: Vec::new(),
            radii: Vec::new(),
            minimap: None,
            steering: None,
            squares: Vec::new(),
            now: 0.0,
            still: false,
        }
    }

    /// Lays large meshes out quickly from now on.
    pub fn enlarge(&mut self, large: Large) {
        self.layout.enlarge(large);
    }

    /// Answers whether a mesh of so many nodes is laid out quickly.
    pub fn is_ready_for(&self, nodes: usize) -> bool {
        nodes < MANY || self.layout.is_large()
    }

    /// Shows another mesh, or the same one later, with its nodes where people put them. A mesh of other moments than the one
    /// before moves nothing that is in both.
    pub fn set_mesh(&mut self, chart: &Shown) {
        let graph = Graph::of(&chart.mesh)
            .with_homes(&chart.homes)
            .with_changes(&chart.node_changes, &chart.edge_changes)
            .with_tools(&chart.mesh, chart.tools.as_ref())
            .with_pins(&chart.pins);
        let moments = (chart.moment, chart.since);
        let is_other = moments != self.moments || moments != Moments::default();
        self.moments = moments;
        let is_first = self.graph.nodes.is_empty();
        if !graph.has_lines_of(&self.graph) {
            self.pulses.clear();
        }
        let (old, new) = (&self.graph.nodes, &graph.nodes);
        if !new.iter().map(|node| &node.name).eq(old.iter().map(|node| &node.name)) {
            // What is held and where the keyboard is stay the same node, whose place may be another one now; of a group that
            // opened the keyboard comes to the first.
            let place = |before: usize| graph.place(&old[before].name);
            let first = |before: usize| self.graph.members(before).find_map(|name| graph.place(name));
            self.hand.follow(place);
            self.focus = self.focus.and_then(|before| place(before).or_else(|| first(before)));
            self.wish = Wish::default();
        }
        if is_other && !is_first {
            self.travel(graph);
            return;
        }
        self.graph = graph;
        self.arrange();
        if is_first {
            // Where nobody put anything it always looks the same: what was put elsewhere goes there from that.
            self.layout.settle(TICKS);
        }
        self.hold();
        if is_first {
            self.layout.settle(TICKS);
        }
    }

    /// Goes to another moment: what was there before stays where it is, or is where it was, and only what is new finds a place.
    fn travel(&mut self, graph: Graph) {
        let spots = self.layout.positions();
        self.spots.extend(self.graph.nodes.iter().map(|node| node.name.clone()).zip(spots.iter().copied()));
        let bounds = self.layout.bounds();
        self.seen = Some(self.seen.map_or(bounds, |seen| seen.union(bounds)));
        if self.graph.nodes.iter().map(|node| &node.name).ne(graph.nodes.iter().map(|node| &node.name)) {
            self.fade = Fade::between(&self.graph, spots, &graph);
        }
        self.graph = graph;
        self.arrange();
        let known = self.graph.nodes.iter().enumerate().filter_map(|(place, node)| Some((place, *self.spots.get(&node.name)?)));
        let known: Vec<(usize, Point)> = known.filter(|(place, _)| !self.layout.is_pinned(*place)).collect();
        known.iter().for_each(|(place, at)| self.layout.pin(*place, at.x, at.y));
        if self.graph.nodes.len() < MANY {
            self.layout.settle(TICKS);
        }
        known.iter().for_each(|(place, _)| self.layout.unpin(*place));
        self.hold();
        self.layout.rest();
    }

    /// Shows what a person asks for: a selected node, a query, the legend's entries.
    pub fn set_wish(&mut self, chart: &Shown, place: &Place) {
        let selected = place.node.as_ref().and_then(|name| self.graph.place(name));
        self.wish = Wish { selected, found: found(chart, &self.graph), hides: place.hides, shown: place.shown.clone() };
        self.emphasis = Emphasis::of(&self.graph, &self.wish);
        // From a node that is nowhere no way leads on.
        self.focus = self.focus.filter(|place| self.emphasis.hidden.get(*place) != Some(&true));
    }

    /// Moves into another room.
    pub fn set_room(&mut self, room: Room) {
        if room == self.room || room.size.width < 1.0 {
            return;
        }
        let is_other = room.is_small != self.room.is_small;
        self.room = room;
        self.layout.resize(free(room).width, free(room).height);
        if is_other {
            self.arrange();
            self.hold();
        }
        if self.aim.is_fit() {
            self.aim = Aim::glide(self.camera, None);
        }
    }

    /// Heats the layout up, as at its start.
    pub fn stir(&mut self) {
        self.layout.reheat(1.0);
    }

    /// Lets a call run along its edge.
    pub fn pulse(&mut self, caller: &str, tool: &ToolId, failed: bool) {
        let line = self.graph.line(caller, tool.as_str()).or_else(|| self.graph.line(caller, tool.service()));
        if let Some(line) = line {
            self.pulses.send(line, failed);
        }
    }

    /// Lets a call run along the line at a place of the graph.
    pub fn pulse_on(&mut self, line: usize) {
        self.pulses.send(line, false);
    }

    /// Takes away the calls under way: what is stale must not seem to live.
    pub fn hush(&mut self) {
        self.pulses.clear();
    }

    /// Whether it is a phone's, which has an order of its own.
    pub const fn is_small(&self) -> bool {
        self.room.is_small
    }

    /// Where a node is on the map, whoever looks.
    pub fn spot(&self, place: usize) -> Option<Point> {
        self.layout.positions().get(place).copied()
    }

    /// The wheel turns at a point; on the minimap around the middle.
    pub fn wheel(&mut self, at: Point, delta: f64) {
        let at = if self.is_on_minimap(at) { self.middle() } else { at };
        self.look(scaled(self.camera, (-delta * WHEEL).exp(), at));
    }

    /// Scales around the middle, gently.
    pub fn zoom(&mut self, factor: f64) {
        let goal = scaled(self.aim.goal().unwrap_or(self.camera), factor, self.middle());
        self.aim = Aim::glide(self.camera, Some(goal));
    }

    /// Shows everything.
    pub fn fit(&mut self) {
        self.seen = None;
        self.aim = Aim::glide(self.camera, None);
    }

    /// The keyboard comes onto the map: to the selection, else to the first node.
    pub fn enter(&mut self) -> Option<usize> {
        let is_seen = |place: &usize| self.emphasis.hidden.get(*place) == Some(&false);
        let first = (0..self.graph.nodes.len()).find(is_seen);
        self.focus = self.focus.or(self.wish.selected).filter(is_seen).or(first);
        self.focus
    }

    /// The keyboard leaves the map.
    pub fn leave(&mut self) {
        self.focus = None;
    }

    /// The keyboard walks; tells where it came to, if it moved.
    pub fn walk(&mut self, way: Way) -> Option<usize> {
        let from = self.focus.or_else(|| self.enter())?;
        let to = walk::step(&self.graph, &self.places, from, way)?;
        self.focus = Some(to);
        self.bring_into_view(to);
        Some(to)
    }

    /// The node the keyboard is at.
    pub const fn focus(&self) -> Option<usize> {
        self.focus
    }

    /// The graph.
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The node under a point.
    pub fn under(&self, at: Point, is_finger: bool) -> Option<usize> {
        if self.is_on_minimap(at) {
            return None;
        }
        let more = if is_finger { REACH.0 } else { REACH.1 };
        let sign = scene::sign_scale(self.camera.scale);
        let radii: Vec<f64> = self.radii.iter().map(|radius| radius * sign + more).collect();
        pick(&self.places, &radii, at)
    }

    /// Whether a node is being dragged.
    pub fn is_dragging(&self) -> bool {
        self.hand.dragged().is_some()
    }

    /// Whether no pointer is down.
    pub const fn is_free(&self) -> bool {
        self.hand.is_free() && self.steering.is_none()
    }

    /// Moves everything to `now`, in milliseconds, and draws it; tells whether another frame is needed.
    pub fn frame(&mut self, now: f64, out: &mut Vec<Draw>) -> bool {
        self.now = now;
        let is_moving = !self.layout.is_settled();
        if is_moving {
            // Where nothing may move, the graph is shown when it rests.
            if self.still && !self.is_dragging() {
                self.layout.settle(TICKS);
            } else {
                self.layout.tick();
            }
        }
        let bounds = self.layout.bounds();
        let bounds = self.seen.map_or(bounds, |seen| seen.union(bounds));
        let whole = fit(bounds, self.room.size, self.room.padding);
        let length = if self.still { 0.0 } else { marks::CAMERA_MS };
        let (camera, is_gliding) = self.aim.follow(self.camera, whole, now, length);
        self.camera = camera;
        self.minimap = Minimap::of(bounds, camera, self.room);
        self.pulses.advance(now);
        let is_fading = self.fade.advance(now, self.still);
        self.places.clear();
        self.places.extend(self.layout.positions().iter().map(|place| camera.to_screen(*place)));
        self.draw(out);
        !self.layout.is_settled() || is_gliding || is_fading || !self.pulses.is_empty()
    }

    /// Draws the nodes at other places of the map than the layout's.
    pub fn draw_at(&mut self, places: impl Iterator<Item = Point>, out: &mut Vec<Draw>) {
        let camera = self.camera;
        self.places.clear();
        self.places.extend(places.map(|place| camera.to_screen(place)));
        self.draw(out);
    }

    fn draw(&mut self, out: &mut Vec<Draw>) {
        let camera = self.camera;
        // What is hidden is nowhere: nothing leads there, and nothing is under a hand.
        self.places.iter_mut().zip(&self.emphasis.hidden).filter(|(_, hidden)| **hidden).for_each(|(place, _)| *place = NOWHERE);
        let gone: Vec<Point> = self.fade.gone.iter().map(|(_, spot)| camera.to_screen(*spot)).collect();
        let view = View {
            graph: &self.graph,
            places: &self.places,
            emphasis: &self.emphasis,
            selected: self.wish.selected,
            focus: self.focus,
            scale: self.camera.scale,
            room: Some(self.room.size),
            few_names: self.room.is_small,
            pulses: &self.pulses,
            fade: &self.fade,
            gone: &gone,
            now: self.now,
            still: self.still,
        };
        out.clear();
        scene::draw(&view, out);
        self.draw_minimap(out);
    }

    /// Gives the graph to the layout: leases hold nothing together, and a name takes room only where it is shown.
    fn arrange(&mut self) {
        let is_small = self.room.is_small;
        let specs: Vec<NodeSpec> = self
            .graph
            .nodes
            .iter()
            .map(|node| NodeSpec {
                key: node.name.to_string(),
                radius: marks::outline(node.kind).reach(),
                label_width: if is_small { marks::FEW } else { node.label.chars().count() as f64 * marks::LETTER },
                pinned_at: (node.kind == NodeKind::Registry).then(Point::default),
            })
            .collect();
        self.radii = specs.iter().map(|spec| spec.radius).collect();
        let parts = self.graph.parts.iter().copied();
        let links: Vec<(usize, usize)> = self.graph.lines.iter().map(|line| (line.from, line.to)).chain(parts).collect();
        self.layout.set_graph(&specs, &links);
        self.emphasis = Emphasis::of(&self.graph, &self.wish);
    }

    fn middle(&self) -> Point {
        Point::new(self.room.size.width / 2.0, self.room.size.height / 2.0)
    }

    fn look(&mut self, camera: Camera) {
        (self.camera, self.aim) = (camera, Aim::Free);
    }

    /// Moves the camera just so far that a node is in the part of the map that nothing lies on.
    fn bring_into_view(&mut self, place: usize) {
        let (at, Room { size, padding, .. }) = (self.places[place], self.room);
        let into = |value: f64, low: f64, high: f64| value.clamp(low, high.max(low)) - value;
        let (dx, dy) = (into(at.x, padding.left, size.width - padding.right), into(at.y, padding.top, size.height - padding.bottom));
        if dx != 0.0 || dy != 0.0 {
            self.aim = Aim::glide(self.camera, Some(self.camera.panned(dx, dy)));
        }
    }
}

fn scaled(camera: Camera, factor: f64, around: Point) -> Camera {
    camera.zoomed((camera.scale * factor).clamp(SCALES.0, SCALES.1), around)
}

/// The part of a room that is kept free for the graph.
fn free(room: Room) -> Size {
    let Room { size, padding, .. } = room;
    Size::new((size.width - padding.left - padding.right).max(120.0), (size.height - padding.top - padding.bottom).max(120.0))
}
