//! When requests should go.

use std::thread;
use std::time::{Duration, Instant};

/// The times of one connection's requests: its share of the rate, moved against those of the others.
pub struct Pace {
    /// When the first may go.
    pub begun: Instant,
    /// When none may go any more.
    pub end: Instant,
    /// Requests a second over all connections; without it each goes when the one before it is answered.
    pub rate: Option<f64>,
    /// How many connections share the rate.
    pub connections: u32,
    /// Which of them this is, from 0.
    pub at: u32,
}

impl Pace {
    /// Waits for the time of request `n`; `None` behind the end. One that is late goes at once and is counted from its time.
    pub fn wait_for(&self, n: u32) -> Option<Instant> {
        let now = Instant::now();
        let due = self.due(n).unwrap_or(now);
        if due.max(now) >= self.end {
            return None;
        }
        thread::sleep(due.saturating_duration_since(now));
        Some(due)
    }

    fn due(&self, n: u32) -> Option<Instant> {
        let number = f64::from(n).mul_add(f64::from(self.connections), f64::from(self.at));
        Some(self.begun + Duration::from_secs_f64(number / self.rate?))
    }
}

/// Asks the kernel to wake us when we asked to be woken: by default it may be 50 µs late, which is as much as is measured.
pub fn wake_in_time() {
    // Where it cannot be had, every figure is late by the same.
    let _ = std::fs::write("/proc/self/timerslack_ns", "1");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_take_turns_at_the_rate() {
        let begun = Instant::now();
        let pace = |at| Pace { begun, end: begun, rate: Some(1000.0), connections: 4, at };
        let after = |at, n| pace(at).due(n).map(|due| due.duration_since(begun).as_micros());
        assert_eq!([after(0, 0), after(1, 0), after(3, 0), after(0, 1), after(3, 2)], [0, 1000, 3000, 4000, 11_000].map(Some));
        assert_eq!(Pace { rate: None, ..pace(0) }.due(7), None);
    }

    #[test]
    fn what_is_late_goes_at_once_and_counts_from_its_time() {
        let begun = Instant::now().checked_sub(Duration::from_secs(1)).unwrap();
        let pace = Pace { begun, end: begun + Duration::from_mins(1), rate: Some(1000.0), connections: 1, at: 0 };
        assert_eq!(pace.wait_for(10), Some(begun + Duration::from_millis(10)));
    }

    #[test]
    fn behind_the_end_nothing_goes() {
        let begun = Instant::now();
        let pace = Pace { begun, end: begun + Duration::from_millis(5), rate: Some(100.0), connections: 1, at: 0 };
        assert_eq!(pace.wait_for(1), None);
    }
}
