//! Traffic: how calls are spread over the instances of a service, and kept from those that fail or have enough to do.
//!
//! ```text
//! a service's Spread   whose turn it is, how much may be repeated, who is an outlier
//! an instance's Gate   circuit, slots, load: who may pass, and what came of it
//! ```
//! The machines in the files beside are pure: time and chance are given to them. Here they are only put under a lock.

mod budget;
mod circuit;
mod gate;
mod load;
mod outlier;
mod pick;
mod slots;
mod spread;
mod window;

pub use budget::{BUDGET_PERCENT, MIN_RETRIES};
pub use circuit::Transition;
pub use gate::{End, Gate, Pass, Shut};
pub use pick::Candidate;
pub use slots::{WAIT_MAX, WAITING_MAX};
pub use spread::Spread;
