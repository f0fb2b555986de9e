//! The first arrangement of a graph: several starts are played to their end, and the one whose
//! picture is least cluttered is kept.
//!
//! Forces find a good place near the start, not the best of all. For a graph that fits on a screen
//! a few more tries cost milliseconds and save the reader crossings. A graph too large for tries is
//! arranged as points, if the layout was enlarged for that; otherwise it starts on the spiral.

use super::clutter::Picture;
use super::{Layout, start};
use crate::large::Forces;
use crate::{Body, Large, Size};

/// What may be spent on tries: a try costs about nodes × (nodes + links) a tick.
const BUDGET: usize = 30_000;
const MOST_TRIES: usize = 20;
/// A try cools faster than the graph that is shown.
const TICKS: usize = 200;
/// What of the heat goes at each of them: 1 − 0.001^(1/200).
const ALPHA_DECAY: f64 = 0.033_949_121_010_186_656;
/// Heat to finish what a try has begun.
const FINISHING_HEAT: f64 = 0.3;
/// Heat to part the nodes of a graph that was arranged as points: enough to make room, too little to rearrange.
const PARTING_HEAT: f64 = 0.05;
/// In so many ticks they are parted.
const PARTING_TICKS: usize = 20;
/// What of the heat goes at each of them: 1 − (0.001 / 0.05)^(1/20).
const PARTING_DECAY: f64 = 0.177_66;

impl Layout {
    /// Arranges the nodes that nobody holds anew: the best of several tries, still warm.
    pub fn arrange(&mut self) {
        let count = self.nodes.len();
        let cost = count * (count + self.links.len());
        let tries = (BUDGET / cost.max(1)).min(MOST_TRIES);
        let mut order: Vec<usize> = (0..count).collect();
        self.spread(&order);
        let mut best: Option<(f64, Vec<Body>)> = None;
        for _ in 0..tries {
            let clutter = self.play();
            if best.as_ref().is_none_or(|(least, _)| clutter < *least) {
                best = Some((clutter, self.simulation.bodies().to_vec()));
            }
            self.shuffle(&mut order);
            self.spread(&order);
        }
        match (best, self.large) {
            (Some((_, bodies)), _) => self.finish(bodies, FINISHING_HEAT),
            (None, Some(large)) => {
                let bodies = self.in_a_crowd(large);
                self.finish(bodies, PARTING_HEAT);
                self.part();
            }
            (None, None) => {}
        }
    }

    /// Shows bodies that have their places but for the room that signs and labels take.
    fn finish(&mut self, bodies: Vec<Body>, alpha: f64) {
        self.simulation.set_bodies(bodies);
        self.simulation.heat.alpha = alpha;
        self.read_positions();
    }

    /// Arranges the nodes as points.
    fn in_a_crowd(&self, large: Large) -> Vec<Body> {
        let mut bodies = self.simulation.bodies().to_vec();
        let forces = Forces { kernel: self.many_body.kernel, link_distance: self.link.distance, position: self.position.clone() };
        (large.arrange)(&mut bodies, &self.links, &forces, self.options.seed);
        bodies
    }

    /// Makes room for signs and labels, fast: many nodes take long at each tick.
    fn part(&mut self) {
        let shown = self.simulation.heat.decay;
        self.simulation.heat.decay = PARTING_DECAY;
        self.settle(PARTING_TICKS);
        self.simulation.heat.decay = shown;
    }

    /// Plays a start to its end, fast, and returns how cluttered the picture is.
    fn play(&mut self) -> f64 {
        let shown = self.simulation.heat.decay;
        self.simulation.heat.decay = ALPHA_DECAY;
        self.settle(TICKS);
        self.simulation.heat.decay = shown;
        self.picture().clutter()
    }

    /// Spreads the free nodes over the room in that order and heats them up.
    fn spread(&mut self, order: &[usize]) {
        for (index, seat) in order.iter().enumerate() {
            let seat = start::seat(*seat, self.measure.spacing);
            if let Some(body) = self.simulation.body_mut(index)
                && !body.is_pinned()
            {
                *body = seat;
            }
        }
        self.simulation.heat.alpha = 1.0;
        self.read_positions();
    }

    /// Shuffles after Fisher and Yates.
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let other = (self.simulation.draw() * (last + 1) as f64) as usize;
            order.swap(last, other);
        }
    }

    /// Returns what would be drawn now.
    pub(super) fn picture(&self) -> Picture<'_> {
        Picture {
            places: &self.positions,
            extents: &self.footprint.extents,
            clearances: &self.clearance.distances,
            links: &self.links,
            bounds: self.bounds(),
            viewport: Size::new(self.options.width, self.options.height),
        }
    }
}
