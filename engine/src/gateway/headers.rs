//! Headers of a tool's request: those that its call template sets, and those that an input fills.

use super::template::not_callable;
use domain::Failure;
use domain::failure::Violation;
use reqwest::header::{HeaderName, HeaderValue};

/// Headers that say how the request itself travels: they are the gateway's to write, whatever a manual says.
const OURS: [&str; 13] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A header's name as a call template gives it; a failure says why the tool is not callable.
pub fn name(name: &str) -> Result<HeaderName, Failure> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| not_callable("it sets a header whose name is none"))?;
    if OURS.contains(&header.as_str()) {
        return Err(not_callable(&format!("it sets the header `{header}`, which is the gateway's own")));
    }
    Ok(header)
}

/// A header's value that an input gives in its property `field`.
pub fn value(field: &str, text: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_str(text).map_err(|_| {
        let violation = Violation {
            pointer: format!("/input/{}", field.replace('~', "~0").replace('/', "~1")),
            message: format!("`{field}` is sent as a header, and no header can hold it"),
            remedy: "leave out line breaks and other control characters".to_owned(),
        };
        Failure::violations("The input does not fit into the tool's request; the tool was not called.", vec![violation])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_way_itself_are_not_a_manuals_to_set() {
        for own in OURS {
            let why = name(&own.to_ascii_uppercase()).expect_err("refused").detail;
            assert!(why.contains(&format!("`{own}`, which is the gateway's own")), "{why}");
        }
        assert!(name("X-Request-Id").is_ok() && name("a b").is_err() && name("x\r\ny").is_err() && name("").is_err());
    }

    #[test]
    fn no_value_breaks_out_of_its_header() {
        for evil in ["a\r\nx-admin: 1", "a\nb", "a\rb", "a\0b", "a\u{7f}b"] {
            let failure = value("X/Req", evil).expect_err("refused");
            assert_eq!(failure.errors[0].pointer, "/input/X~1Req", "{evil:?}");
        }
        assert!(value("X-Req", "a b\u{e9}").is_ok());
    }
}
