//! When the charts are drawn anew: calls come by the second, an eye reads a chart by the minute.

/// The least time between two drawings while calls come, in milliseconds.
const BUSY: f64 = 5_000.0;

/// The time after which the range has moved on by itself, in milliseconds.
const IDLE: f64 = 60_000.0;

/// The last drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Beat {
    /// How many there were since the page was loaded.
    pub count: u32,
    /// The version of the calls that it shows.
    version: u32,
    /// The browser's clock then; 0 where it is not known yet.
    at: f64,
}

impl Beat {
    /// What holds with the calls at `version` and the clock at `now`; nothing moves unless the page is live.
    pub fn next(self, version: u32, now: f64, is_live: bool) -> Self {
        let passed = now - self.at;
        let is_due = passed >= IDLE || (version != self.version && passed >= BUSY);
        match (self.at > 0.0, is_live && is_due) {
            (false, _) => Self { at: now, ..self },
            (true, true) => Self { count: self.count + 1, version, at: now },
            (true, false) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many drawings there were after each of the moments, in milliseconds, with the version then.
    fn check(moments: &[(f64, u32, bool)], counts: &[u32]) {
        let mut beat = Beat::default();
        let counted: Vec<u32> = moments
            .iter()
            .map(|(now, version, is_live)| {
                beat = beat.next(*version, *now, *is_live);
                beat.count
            })
            .collect();
        assert_eq!(counted, counts);
    }

    #[test]
    fn the_first_drawing_is_the_servers_and_waits_for_the_clock() {
        check(&[(0.0, 0, false), (1_000.0, 0, false), (2_000.0, 1, true)], &[0, 0, 0]);
    }

    #[test]
    fn new_calls_are_drawn_every_five_seconds_and_none_every_minute() {
        check(&[(1_000.0, 0, true), (5_000.0, 1, true), (6_000.0, 2, true), (7_000.0, 3, true)], &[0, 0, 1, 1]);
        check(&[(1_000.0, 0, true), (60_999.0, 0, true), (61_000.0, 0, true)], &[0, 0, 1]);
    }

    #[test]
    fn a_page_that_is_paused_or_stale_stands_still() {
        check(&[(1_000.0, 0, true), (90_000.0, 7, false), (90_001.0, 7, true)], &[0, 0, 1]);
    }
}
