//! The text of a tool's input: where it stops being JSON, and how to mend it.

use serde_json::Value;

/// The place where a text stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// Its line, from 1.
    pub line: usize,
    /// Its character in the line, from 1.
    pub column: usize,
    /// Its place in the text, counted as browsers count: in UTF-16 units.
    pub offset: u32,
    /// What is wrong there.
    pub message: String,
    /// What to do.
    pub remedy: &'static str,
}

/// Reads a text as JSON.
pub fn parse(text: &str) -> Result<Value, Syntax> {
    serde_json::from_str(text).map_err(|error| explain(text, &error))
}

/// The same JSON, laid out over lines; `None` where it is none.
pub fn format(text: &str) -> Option<String> {
    parse(text).ok().map(|value| pretty(&value))
}

/// A value as people write it.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn explain(text: &str, error: &serde_json::Error) -> Syntax {
    let whole = error.to_string();
    let said = whole.split(" at line ").next().unwrap_or_default();
    // The reader names the last byte it took, and 0 where it had taken none of the line.
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let line = text[before..].lines().next().unwrap_or_default();
    let byte = (0..=error.column().saturating_sub(1).min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or_default();
    let (message, remedy) = words(text, said);
    Syntax {
        line: error.line().max(1),
        column: line[..byte].chars().count() + 1,
        offset: text[..before + byte].encode_utf16().count() as u32,
        message,
        remedy,
    }
}

fn words(text: &str, said: &str) -> (String, &'static str) {
    let (message, remedy) = match said {
        _ if text.trim().is_empty() => ("There is no input.", "Write a JSON object, {} for none, or fill it from the example."),
        "trailing comma" => ("A comma stands before the end.", "Take the last comma away."),
        "key must be a string" => ("A name is not in quotes.", "Write names as \"name\", in double quotes."),
        "expected `:`" => ("A colon is missing after a name.", "Write a colon between the name and its value."),
        "expected `,` or `}`" => ("A comma or a closing brace is missing.", "Write a comma before the next field, or } after the last."),
        "expected `,` or `]`" => ("A comma or a closing bracket is missing.", "Write a comma before the next item, or ] after the last."),
        "trailing characters" => ("Something stands after the end of the value.", "Take away what follows the last brace."),
        "expected value" => ("A value is missing.", "Write a number, a text in double quotes, true, false, null, a list or an object."),
        "expected ident" => ("This word is no value.", "Write true, false or null, or put a text in double quotes."),
        "EOF while parsing a string" => ("A text is not closed.", "Close it with a double quote."),
        "EOF while parsing an object" => ("An object is not closed.", "Close it with }."),
        "EOF while parsing a list" => ("A list is not closed.", "Close it with ]."),
        "EOF while parsing a value" => ("The value is missing.", "Write a value after the colon or comma."),
        "invalid number" | "number out of range" => {
            ("This number cannot be read.", "Write it with a point, as 12.5, without leading zeros.")
        }
        "invalid escape" => ("This escape is not known.", "Write a backslash as \\\\."),
        "recursion limit exceeded" => ("It is nested too deeply.", "Use at most 127 levels."),
        said if said.starts_with("control character") => ("A text runs over the end of its line.", "Write a line break in a text as \\n."),
        said => return (format!("It is not JSON: {said}."), "Compare it with the example."),
    };
    (message.to_owned(), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, line: usize, column: usize, offset: u32, message: &str) {
        let found = parse(text).expect_err("not JSON");
        assert_eq!((found.line, found.column, found.offset, found.message.as_str()), (line, column, offset, message), "{text}");
    }

    #[test]
    fn a_syntax_error_names_its_place_and_its_remedy() {
        check("", 1, 1, 0, "There is no input.");
        check("{", 1, 1, 0, "An object is not closed.");
        check("{\"a\": 1,}", 1, 9, 8, "A comma stands before the end.");
        check("{a: 1}", 1, 2, 1, "A name is not in quotes.");
        check("{\n  \"a\" 1\n}", 2, 7, 8, "A colon is missing after a name.");
        check("{\"a\": 1\n \"b\": 2}", 2, 2, 9, "A comma or a closing brace is missing.");
        check("{\"ä😀\": x}", 1, 8, 8, "A value is missing.");
        check("{} {}", 1, 4, 3, "Something stands after the end of the value.");
        check("[1, 2", 1, 5, 4, "A list is not closed.");
    }

    #[test]
    fn a_text_is_laid_out_with_its_fields_in_their_order() {
        assert_eq!(format("{\"b\":1,\"a\":[]}").as_deref(), Some("{\n  \"b\": 1,\n  \"a\": []\n}"));
        assert_eq!(format("{"), None);
    }
}
