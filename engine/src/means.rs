//! How others are reached: over HTTP, and over MCP, which is HTTP with more to say.

use crate::Error;
use crate::egress::{Outbound, Policy};
use crate::gateway::Tap;
use crate::mcp::Mcp;

/// What requests of all kinds are made with.
#[derive(Clone, Debug)]
pub struct Means {
    /// HTTP.
    pub outbound: Outbound,
    /// MCP.
    pub mcp: Mcp,
    /// Who hears the pieces of an answer as they come.
    pub tap: Tap,
}

impl Means {
    /// Means that keep to `policy`.
    pub fn new(policy: Policy) -> Result<Self, Error> {
        let outbound = Outbound::new(policy)?;
        Ok(Self { mcp: Mcp::new(outbound.clone()), outbound, tap: Tap::default() })
    }
}
