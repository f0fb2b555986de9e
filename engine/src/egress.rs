//! The egress policy and the only client that fetches addresses others give us.
//!
//! Deny by default: public unicast addresses only, plus what the operator allows. Checked where the connection
//! is made (the resolver hands out permitted addresses only), and for literal addresses, which no resolver sees,
//! before. No redirects, no proxy from the environment, headers and bodies cut at limits, before decoding and after.

mod body;
#[cfg(test)]
mod corpus;
mod fetch;
mod flow;
mod guard;
mod head;
mod policy;
mod response;
mod trouble;
pub mod weight;
mod wire;

pub use fetch::{FAILED_MAX, FETCHES_MAX, Fetched, Outbound};
pub use flow::Flow;
pub use head::{FIELDS_MAX, HEAD_MAX};
pub use policy::{Denied, Policy};
use response::Response;
pub use trouble::Trouble;
#[cfg(test)]
pub use wire::fuzzed;
