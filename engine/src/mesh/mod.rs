//! The mesh: who is there and who calls whom, folded from calls as they happen, now and at any moment that is kept.
//!
//! ```text
//! gateway → Live::fold → (call event, at most fifty a second) + fresh edges → tick → edge event → pages reload
//!                      └ Recorder, a minute at a time → Moments::look, once a minute → the database
//! ```

mod declared;
mod draw;
mod keeper;
mod live;
mod moments;
mod recorder;
pub(crate) mod store;
pub mod strip;
mod tally;
#[cfg(test)]
pub(crate) mod tests;
mod tools;
mod turns;

pub use draw::draw;
pub use keeper::Keeper;
pub use live::{CALLS_TOLD_PER_SECOND, Live};
pub use moments::{MOMENTS_KEPT, Moment, Moments};
pub use recorder::{EDGES_MAX, OTHERS};
pub use tally::Tally;
pub use tools::tools;

use domain::Time;

/// The unix minute a moment lies in.
const fn minute_of(time: Time) -> i64 {
    time.seconds().div_euclid(60)
}
