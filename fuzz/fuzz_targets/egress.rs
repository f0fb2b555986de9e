//! URLs under the egress policy.
#![no_main]

use engine::egress::Policy;
use url::Url;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(url) = Url::parse(text) {
        let _ = Policy::default().check(&url);
    }
});
