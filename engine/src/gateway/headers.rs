//! Headers of a tool's request: those that its call template sets, and those that an input fills.

use super::parts::plain;
use super::template::not_callable;
use domain::Failure;
use domain::failure::Violation;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Value;

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

/// A property of an input that is sent as a header.
#[derive(Clone, Debug)]
pub struct Field {
    /// The property.
    pub property: String,
    name: HeaderName,
}

/// The headers that a call template always sends.
pub fn fixed(template: &Value) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let headers = template.get("headers").and_then(Value::as_object).into_iter().flatten();
    let texts = headers.filter_map(|(name, value)| Some((name, value.as_str()?)));
    let read = texts.map(|(key, text)| {
        let text =
            HeaderValue::from_str(text).map_err(|_| not_callable(&format!("its header `{key}` has a value that no header can hold")))?;
        Ok((name(key)?, text))
    });
    read.collect()
}

/// The properties of an input that a call template sends as headers.
pub fn fields(template: &Value) -> Result<Vec<Field>, Failure> {
    let list = template.get("header_fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    list.map(|property| Ok(Field { property: property.to_owned(), name: name(property)? })).collect()
}

/// The headers that an input gives.
pub fn given(fields: &[Field], input: &Value) -> Result<Vec<(HeaderName, HeaderValue)>, Failure> {
    let named = fields.iter().filter_map(|field| Some((field, input.get(&field.property)?)));
    named.map(|(field, given)| Ok((field.name.clone(), value(&field.property, &plain(given))?))).collect()
}

/// A header's value that an input gives in its property `field`.
fn value(field: &str, text: &str) -> Result<HeaderValue, Failure> {
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
