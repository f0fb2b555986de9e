//! UTCP manuals.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = domain::manual::read_utcp("geo", text);
});
