//! Fields of a table as RFC 4180 has them.

/// A text as a field. One that a spreadsheet would take for a formula gets a quote before it.
pub fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    let plain = format!("{guard}{text}");
    if plain.contains([',', '"', '\r', '\n']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(field(text), expected);
    }

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_is_never_a_formula() {
        check("geo.distance", "geo.distance");
        check("a,\"b\"", "\"a,\"\"b\"\"\"");
        check("=1+1", "'=1+1");
    }
}
