//! The first arrangement of a graph: several starts are played to their end, and the one whose
//! picture is least cluttered is kept.
//!
//! Forces find a good place near the start, not the best of all. For a graph that fits on a screen
//! a few more tries cost milliseconds and save the reader crossings.

use super::clutter::Picture;
use super::{Layout, start};
use crate::Size;

/// What may be spent on tries: a try costs about nodes × (nodes + links) a tick.
const BUDGET: usize = 15_000;
const MOST_TRIES: usize = 16;
const TICKS: usize = 300;

impl Layout {
    /// Puts the nodes that nobody holds where the best of several tries started.
    pub(super) fn arrange(&mut self) {
        let count = self.nodes.len();
        let cost = count * (count + self.links.len());
        let tries = (BUDGET / cost.max(1)).clamp(1, MOST_TRIES);
        let mut order: Vec<usize> = (0..count).collect();
        let mut best: Option<(f64, Self)> = None;
        for attempt in 0..tries {
            if attempt > 0 {
                self.shuffle(&mut order);
            }
            let mut started = self.clone();
            started.spread(&order);
            if tries == 1 {
                *self = started;
                return;
            }
            let mut played = started.clone();
            played.settle(TICKS);
            let clutter = played.picture().clutter();
            if best.as_ref().is_none_or(|(least, _)| clutter < *least) {
                best = Some((clutter, started));
            }
        }
        if let Some((_, started)) = best {
            *self = started;
        }
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
        self.simulation.reheat(1.0);
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
