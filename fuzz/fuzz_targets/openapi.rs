//! `OpenAPI` documents.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = domain::openapi::read("geo", "http://geo:9000/openapi.json", text);
});
