//! A graph that is laid out and stays put: what a page holds.
//!
//! Positions belong to keys: a graph that is set again keeps every node it already had where it
//! is, and a new node starts among its neighbours. One unit of the world is one pixel at scale 1;
//! the origin is the middle.

mod arrange;
mod clutter;
mod measure;
mod spec;
mod start;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::forces::{Clearance, Extent, Footprint, Kernel, Link, ManyBody, Position};
use crate::{Body, Bounds, Large, Point, Simulation};
use measure::Measure;
pub use spec::{NodeSpec, Options};

/// Heat for a graph that has changed: enough to make room, too little to rearrange.
const CHANGE_HEAT: f64 = 0.1;
/// Heat while a hand moves a node: neighbours follow.
const DRAG_HEAT: f64 = 0.3;
/// From this change of width to height on, a viewport has another shape.
const OTHER_SHAPE: f64 = 1.5;

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
    large: Option<Large>,
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
            large: None,
        }
    }

    /// Lays many nodes out quickly from now on; see `MANY`.
    pub fn enlarge(&mut self, large: Large) {
        self.large = Some(large);
        self.many_body.enlarge(large);
    }

    /// Answers whether many nodes are laid out quickly.
    pub fn is_large(&self) -> bool {
        self.large.is_some()
    }

    /// Replaces the graph. Nodes that were there stay where they are, pins and all.
    ///
    /// Where fewer than half of the nodes were there before, the graph counts as another one and
    /// all nodes that nobody holds are arranged anew.
    /// Links name nodes by their index; a link to itself, to no node or told twice is left out.
    /// Setting the same graph again changes nothing.
    pub fn set_graph(&mut self, nodes: &[NodeSpec], links: &[(usize, usize)]) {
        let links = spec::distinct(nodes.len(), links);
        if self.nodes == nodes && self.links == links {
            return;
        }
        let keys = self.nodes.iter().map(|node| node.key.clone());
        // Each by itself: what is collected is sorted first, by code that a browser would have to load.
        let mut old = BTreeMap::new();
        old.extend(keys.zip(self.simulation.bodies().iter().copied()));
        self.nodes = nodes.to_vec();
        self.links = links;
        self.tune();
        let known = |node: &NodeSpec| old.get(&node.key).copied();
        let known: Vec<Option<Body>> = self.nodes.iter().map(known).collect();
        if known.iter().flatten().count() * 2 < known.len() {
            self.begin(&known);
        } else {
            self.carry_on(&known);
        }
    }

    /// Lays the graph out for another viewport; anew if its shape is another one.
    pub fn resize(&mut self, width: f64, height: f64) {
        let (old_width, old_height) = (self.options.width, self.options.height);
        if (old_width, old_height) == (width, height) {
            return;
        }
        (self.options.width, self.options.height) = (width, height);
        self.tune();
        let change = (width * old_height) / (height * old_width);
        if change.max(1.0 / change) > OTHER_SHAPE {
            self.arrange();
        } else {
            self.simulation.heat.warm(CHANGE_HEAT);
        }
    }

    /// Moves every node by one tick.
    pub fn tick(&mut self) {
        self.simulation.tick(&mut [&mut self.link, &mut self.many_body, &mut self.position, &mut self.clearance, &mut self.footprint]);
        self.read_positions();
    }

    /// Ticks until the graph rests, at most so often; returns how often.
    pub fn settle(&mut self, max_ticks: usize) -> usize {
        let mut ticks = 0;
        while ticks < max_ticks && !self.is_settled() {
            self.tick();
            ticks += 1;
        }
        ticks
    }

    /// Answers whether the graph rests.
    pub fn is_settled(&self) -> bool {
        self.nodes.is_empty() || self.simulation.heat.is_settled()
    }

    /// Leaves every node where it is, until something warms the graph up again.
    pub fn rest(&mut self) {
        self.simulation.heat.end();
    }

    /// Warms the graph up, 1 being as hot as at the start.
    pub fn reheat(&mut self, alpha: f64) {
        self.simulation.heat.warm(alpha);
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
            self.simulation.heat.warm(DRAG_HEAT);
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
        self.simulation.heat.warm(DRAG_HEAT);
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

    /// Starts a graph of which little is known: only what is held stays.
    fn begin(&mut self, known: &[Option<Body>]) {
        let bodies = self.known_or_pinned(known).map(Option::unwrap_or_default);
        self.simulation.set_bodies(bodies.collect());
        self.arrange();
    }

    /// Starts the nodes that are new and leaves the others where they are.
    fn carry_on(&mut self, known: &[Option<Body>]) {
        let known = self.known_or_pinned(known).collect();
        let draw = || self.simulation.draw();
        let bodies = start::place(known, &self.links, &self.measure, draw);
        self.simulation.set_bodies(bodies);
        self.simulation.heat.warm(CHANGE_HEAT);
        self.read_positions();
    }

    fn known_or_pinned(&self, known: &[Option<Body>]) -> impl Iterator<Item = Option<Body>> {
        known.iter().zip(&self.nodes).map(|(body, node)| body.or_else(|| node.pinned_body()))
    }

    /// Fits the forces to the nodes, the links and the viewport.
    fn tune(&mut self) {
        let extents: Vec<Extent> = self.nodes.iter().map(|node| node.extent(&self.options)).collect();
        let measure = Measure::new(&self.options, &extents);
        self.measure = measure;
        self.many_body.kernel = Kernel { strength: -measure.repulsion, distance_min: measure.link_distance / 4.0, ..Kernel::default() };
        self.link = Link::new(self.nodes.len(), &self.links);
        self.link.distance = measure.link_distance;
        self.position.strength_x = measure.pull_x;
        self.position.strength_y = measure.pull_y;
        self.clearance.pairs.clone_from(&self.links);
        self.clearance.distances = self.nodes.iter().map(NodeSpec::clearance).collect();
        self.footprint.extents = extents;
    }

    fn read_positions(&mut self) {
        let places = self.simulation.bodies().iter();
        self.positions.clear();
        self.positions.extend(places.map(|body| Point::new(body.x, body.y)));
    }
}
