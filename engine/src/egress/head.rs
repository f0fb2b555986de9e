//! How large the header of an answer may be.

use super::Trouble;
use reqwest::header::HeaderMap;

/// The most fields of an answer's header.
pub const FIELDS_MAX: usize = 100;

/// The most bytes of an answer's header: its names and values.
pub const HEAD_MAX: usize = 64 * 1024;

/// Refuses a header that is larger than anybody needs; the library itself gives up at some 400 KiB of HTTP/1.
pub fn check(headers: &HeaderMap) -> Result<(), Trouble> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > FIELDS_MAX || bytes > HEAD_MAX { Err(Trouble::large_head()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn headers(fields: usize, bytes: usize) -> HeaderMap {
        let name = |at: usize| HeaderName::from_bytes(format!("x-{at:03}").as_bytes()).expect("a name");
        let value = HeaderValue::from_str(&"v".repeat(bytes / fields - "x-000".len())).expect("a value");
        (0..fields).map(|at| (name(at), value.clone())).collect()
    }

    #[test]
    fn a_header_may_be_as_large_as_the_limits_and_no_larger() {
        assert_eq!(check(&headers(FIELDS_MAX, 2000)), Ok(()));
        assert_eq!(check(&headers(1, HEAD_MAX)), Ok(()));
        for large in [headers(FIELDS_MAX + 1, 2020), headers(1, HEAD_MAX + 1)] {
            let words = check(&large).expect_err("too large").words();
            assert_eq!(words, "the answer's header is larger than 65536 bytes or has more than 100 fields");
        }
    }
}
