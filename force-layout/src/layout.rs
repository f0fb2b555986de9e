//! A graph that is laid out and stays put: what a page holds.
//!
//! Positions belong to keys: a graph that is set again keeps every node it already had where it
//! is, and a new node starts among its neighbours. One unit of the world is one pixel at scale 1;
//! the origin is the middle.

mod arrange;
mod clutter;
mod measure;
mod start;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::forces::{Clearance, Extent, Footprint, Kernel, Link, ManyBody, Position};
use crate::{Body, Bounds, Point, Simulation};
use measure::Measure;

/// Heat for a graph that has changed: enough to make room, too little to rearrange.
const CHANGE_HEAT: f64 = 0.15;
/// Heat while a hand moves a node: neighbours follow.
const DRAG_HEAT: f64 = 0.3;
/// From this change of width to height on, a viewport has another shape.
const OTHER_SHAPE: f64 = 1.5;
/// Half the room between the footprints of two nodes.
const GAP: f64 = 4.0;
/// How far from the edge of a node the links of others should pass.
const CLEARANCE: f64 = 12.0;

/// What a layout is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The same seed gives the same picture.
    pub seed: u32,
    /// The width of the viewport; the graph takes on its shape.
    pub width: f64,
    /// The height of the viewport.
    pub height: f64,
    /// How far labels reach below the edge of their node.
    pub label_height: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, width: 1000.0, height: 620.0, label_height: 20.0 }
    }
}

/// A node as the caller knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NodeSpec {
    /// What names the node from one graph to the next; unique within a graph.
    pub key: String,
    /// From the middle to the edge of its sign.
    pub radius: f64,
    /// The width of the label beneath it; 0 where none is drawn.
    pub label_width: f64,
    /// Where the node is held when it first appears; none to let it find its place.
    pub pinned_at: Option<Point>,
}

/// A graph and where its nodes are.
#[derive(Debug, Clone)]
pub struct Layout {
    options: Options,
    measure: Measure,
    nodes: Vec<NodeSpec>,
    links: Vec<(usize, usize)>,
    positions: Vec<Point>,
    simulation: Simulation,
    many_body: ManyBody,
    link: Link,
    position: Position,
    footprint: Footprint,
    clearance: Clearance,
}

impl Layout {
    /// Starts without nodes.
    pub fn new(options: Options) -> Self {
        Self {
            simulation: Simulation::new(Vec::new(), options.seed),
            measure: Measure::new(&options, &[]),
            options,
            nodes: Vec::new(),
            links: Vec::new(),
            positions: Vec::new(),
            many_body: ManyBody::default(),
            link: Link::new(0, &[]),
            position: Position::default(),
            footprint: Footprint::new(Vec::new()),
            clearance: Clearance::new(Vec::new(), Vec::new()),
        }
    }

    /// Replaces the graph. Nodes that were there stay where they are, pins and all.
    ///
    /// Links name nodes by their index; a link to itself, to no node or told twice is left out.
    /// Setting the same graph again changes nothing.
    pub fn set_graph(&mut self, nodes: &[NodeSpec], links: &[(usize, usize)]) {
        let links = distinct(nodes.len(), links);
        if self.nodes == nodes && self.links == links {
            return;
        }
        let keys = self.nodes.iter().map(|node| node.key.clone());
        let old: BTreeMap<String, Body> = keys.zip(self.bodies()).collect();
        self.nodes = nodes.to_vec();
        self.links = links;
        self.tune();
        if old.is_empty() {
            self.begin();
        } else {
            self.carry_on(&old);
        }
    }

    /// Lays the graph out for another viewport; anew if its shape is another one.
    pub fn resize(&mut self, width: f64, height: f64) {
        let Options { width: w, height: h, .. } = self.options;
        if (w, h) == (width, height) {
            return;
        }
        (self.options.width, self.options.height) = (width, height);
        self.tune();
        let change = (width * h) / (height * w);
        if change.max(1.0 / change) > OTHER_SHAPE {
            self.arrange();
        } else {
            self.simulation.reheat(CHANGE_HEAT);
        }
    }

    /// Moves every node by one tick.
    pub fn tick(&mut self) {
        self.simulation.tick(&mut [&mut self.link, &mut self.many_body, &mut self.position, &mut self.clearance, &mut self.footprint]);
        self.read_positions();
    }

    /// Ticks until the graph rests, at most so often; returns how often.
    pub fn settle(&mut self, max_ticks: usize) -> usize {
        (0..max_ticks)
            .take_while(|_| {
                let moves = !self.is_settled();
                if moves {
                    self.tick();
                }
                moves
            })
            .count()
    }

    /// Answers whether the graph rests.
    pub fn is_settled(&self) -> bool {
        self.nodes.is_empty() || self.simulation.is_settled()
    }

    /// Warms the graph up, 1 being as hot as at the start.
    pub fn reheat(&mut self, alpha: f64) {
        self.simulation.reheat(alpha);
    }

    /// Returns where the nodes are, in the order in which they were given.
    pub fn positions(&self) -> &[Point] {
        &self.positions
    }

    /// Returns the nodes in the order in which they were given.
    pub fn nodes(&self) -> &[NodeSpec] {
        &self.nodes
    }

    /// Returns the links, each once.
    pub fn links(&self) -> &[(usize, usize)] {
        &self.links
    }

    /// Holds a node at a place of the world and lets the others make room.
    pub fn pin(&mut self, index: usize, x: f64, y: f64) {
        let Some(body) = self.simulation.body_mut(index) else {
            return;
        };
        if (body.fx, body.fy) != (Some(x), Some(y)) {
            body.pin(x, y);
            self.positions[index] = Point::new(body.x, body.y);
            self.simulation.reheat(DRAG_HEAT);
        }
    }

    /// Lets a node go.
    pub fn unpin(&mut self, index: usize) {
        if !self.is_pinned(index) {
            return;
        }
        if let Some(body) = self.simulation.body_mut(index) {
            body.unpin();
        }
        self.simulation.reheat(DRAG_HEAT);
    }

    /// Answers whether a node is held.
    pub fn is_pinned(&self, index: usize) -> bool {
        let body = self.simulation.bodies().get(index);
        body.is_some_and(Body::is_pinned)
    }

    /// Returns the box around all nodes and their labels; without nodes, a point.
    pub fn bounds(&self) -> Bounds {
        let box_around = |(place, extent): (&Point, &Extent)| Bounds {
            min: Point::new(place.x - extent.across, place.y - extent.above),
            max: Point::new(place.x + extent.across, place.y + extent.below),
        };
        let drawn = self.positions.iter().zip(&self.footprint.extents);
        drawn.map(box_around).reduce(Bounds::union).unwrap_or_default()
    }

    /// Starts a graph of which nothing is known.
    fn begin(&mut self) {
        let body = |node: &NodeSpec| pinned(node).unwrap_or_default();
        self.simulation.set_bodies(self.nodes.iter().map(body).collect());
        self.arrange();
    }

    /// Starts the nodes that are new and leaves the others where they are.
    fn carry_on(&mut self, old: &BTreeMap<String, Body>) {
        let known = |node: &NodeSpec| old.get(&node.key).copied().or_else(|| pinned(node));
        let known = self.nodes.iter().map(known).collect();
        let draw = || self.simulation.draw();
        let bodies = start::place(known, &self.links, &self.measure, draw);
        self.simulation.set_bodies(bodies);
        self.simulation.reheat(CHANGE_HEAT);
        self.read_positions();
    }

    fn bodies(&self) -> impl Iterator<Item = Body> {
        self.simulation.bodies().iter().copied()
    }

    /// Fits the forces to the nodes, the links and the viewport.
    fn tune(&mut self) {
        let extents = extents(&self.options, &self.nodes);
        let measure = Measure::new(&self.options, &extents);
        self.measure = measure;
        self.many_body.kernel = Kernel { strength: -measure.repulsion, distance_min: measure.link_distance / 4.0, ..Kernel::default() };
        self.link = Link::new(self.nodes.len(), &self.links);
        self.link.distance = measure.link_distance;
        self.position.strength_x = measure.pull_x;
        self.position.strength_y = measure.pull_y;
        self.clearance.pairs.clone_from(&self.links);
        let clear = |node: &NodeSpec| node.radius + CLEARANCE;
        self.clearance.distances = self.nodes.iter().map(clear).collect();
        self.footprint.extents = extents;
    }

    fn read_positions(&mut self) {
        let places = self.simulation.bodies().iter();
        self.positions.clear();
        self.positions.extend(places.map(|body| Point::new(body.x, body.y)));
    }
}

/// Returns the body of a node that is held from the start.
fn pinned(node: &NodeSpec) -> Option<Body> {
    node.pinned_at.map(|place| {
        let mut body = Body::default();
        body.pin(place.x, place.y);
        body
    })
}

/// Returns how far each node is drawn, half the gap to its neighbour included.
fn extents(options: &Options, nodes: &[NodeSpec]) -> Vec<Extent> {
    let extent = |node: &NodeSpec| {
        let label = if node.label_width > 0.0 { options.label_height } else { 0.0 };
        Extent { across: node.radius.max(node.label_width / 2.0) + GAP, above: node.radius + GAP, below: node.radius + label + GAP }
    };
    nodes.iter().map(extent).collect()
}

/// Returns the links between two of `count` nodes, each pair once, whichever way it points.
fn distinct(count: usize, links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut seen = BTreeSet::new();
    let joins_two = |&(source, target): &(usize, usize)| {
        source != target && source.max(target) < count && seen.insert((source.min(target), source.max(target)))
    };
    links.iter().copied().filter(joins_two).collect()
}
