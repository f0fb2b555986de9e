//! The three forms in which a service says what its tools are: a UTCP manual, an `OpenAPI`
//! document, and MCP's `tools/list`.
//!
//! All are read off the tools' entries; none knows how a tool does its work.

mod mcp;
mod openapi;
mod utcp;

pub use mcp::mcp;
pub use openapi::openapi;
pub use utcp::utcp;
