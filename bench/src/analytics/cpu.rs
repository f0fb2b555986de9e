//! The processor time of this process: what a figure by the clock hides where others work beside it.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// What all threads of this process took so far. A PostgreSQL server's is its own.
pub fn taken() -> Duration {
    let taken = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(taken.tv_sec as u64, taken.tv_nsec as u32)
}
