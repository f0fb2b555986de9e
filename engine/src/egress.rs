//! The egress policy and the only client that fetches addresses others give us.
//!
//! Deny by default: public unicast addresses only, plus what the operator allows. Checked where the connection
//! is made (the resolver hands out permitted addresses only), and for literal addresses, which no resolver sees,
//! before. No redirects, no proxy from the environment, bodies cut at a limit after decoding.

mod fetch;
mod flow;
mod policy;

pub use fetch::{Fetched, Outbound, Trouble};
pub use flow::Flow;
pub use policy::{Denied, Policy};
