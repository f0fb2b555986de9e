//! What a JSON text from elsewhere weighs once it is read: some texts take a hundred times their length.

/// Bytes of memory for one value and the room that its list keeps beside it.
const VALUE: usize = 144;

/// Bytes for the place of a list's first values.
const LIST: usize = 4 * VALUE;

/// Bytes for the tables of an object that has a key.
const OBJECT: usize = 640;

/// The memory that the values of a JSON text take, in bytes: an estimate from above, from one look at its marks.
pub fn of(text: &[u8]) -> usize {
    let (mut weight, mut in_string, mut escaped) = (text.len(), false, false);
    for byte in text {
        if in_string {
            in_string = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            continue;
        }
        in_string = *byte == b'"';
        weight += match byte {
            b',' | b':' => VALUE,
            b'[' => LIST,
            b'{' => OBJECT,
            _ => 0,
        };
    }
    weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn check(text: &str, expected: usize) {
        assert_eq!(of(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn only_marks_outside_of_strings_weigh_more_than_their_length() {
        check("", 0);
        check("17", 2);
        check("[1,2]", 5 + LIST + VALUE);
        check(r#"{"a,":1}"#, 8 + OBJECT + VALUE);
        check(r#"["\"[{,"]"#, 9 + LIST);
        check(r#"["\\",1]"#, 8 + LIST + VALUE);
    }

    #[test]
    fn a_value_is_no_larger_than_it_is_taken_for() {
        assert!(2 * size_of::<Value>() <= VALUE, "{}", size_of::<Value>());
    }
}
