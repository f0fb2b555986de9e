//! Pulses: each call under way along its edge for a moment.

use super::marks;

/// One call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulse {
    /// The place of its edge.
    pub line: usize,
    /// Whether it failed.
    pub failed: bool,
    began: Option<f64>,
}

/// The calls that are under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulses(Vec<Pulse>);

impl Pulses {
    /// Sends one off with the next frame; where too many are under way it is left out.
    pub fn send(&mut self, line: usize, failed: bool) {
        if self.0.len() < marks::PULSES_MAX {
            self.0.push(Pulse { line, failed, began: None });
        }
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Answers whether none is under way.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Starts those that were sent and takes away those that arrived; `now` is in milliseconds.
    pub fn advance(&mut self, now: f64) {
        for pulse in &mut self.0 {
            pulse.began.get_or_insert(now);
        }
        self.0.retain(|pulse| pulse.share(now) < 1.0);
    }

    /// Each pulse with the share of its way that lies behind it.
    pub fn under_way(&self, now: f64) -> impl Iterator<Item = (Pulse, f64)> {
        self.0.iter().map(move |pulse| (*pulse, pulse.share(now)))
    }
}

impl Pulse {
    fn share(self, now: f64) -> f64 {
        self.began.map_or(0.0, |began| (now - began) / marks::PULSE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pulse_takes_its_time_from_its_first_frame() {
        let mut pulses = Pulses::default();
        pulses.send(7, true);
        pulses.advance(1000.0);
        assert_eq!(pulses.under_way(1300.0).map(|(pulse, share)| (pulse.line, pulse.failed, share)).collect::<Vec<_>>(), [(7, true, 0.5)]);
        pulses.advance(1599.0);
        assert!(!pulses.is_empty());
        pulses.advance(1600.0);
        assert!(pulses.is_empty());
    }

    #[test]
    fn a_storm_of_calls_is_bounded() {
        let mut pulses = Pulses::default();
        (0..1000).for_each(|_| pulses.send(0, false));
        assert_eq!(pulses.under_way(0.0).count(), marks::PULSES_MAX);
    }
}
