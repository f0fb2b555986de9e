//! Lists of MCP servers.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = domain::mcp::read("geo", "http://geo:9000/mcp", text);
});
