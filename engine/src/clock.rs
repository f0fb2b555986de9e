//! The clock: the only place that asks what time it is.

use domain::Time;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The wall clock, in unix microseconds.
#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
pub fn now() -> Time {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX))
}

/// The steady clock, for how long things take.
#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
pub fn instant() -> Instant {
    Instant::now()
}

/// Milliseconds from `start` until now.
pub fn millis_since(start: Instant) -> f64 {
    instant().duration_since(start).as_secs_f64() * 1000.0
}
