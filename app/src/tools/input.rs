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
        _ if text.trim().is_empty() => ("there is no input", "write a JSON object, {} for none, or fill it from the example"),
        "trailing comma" => ("a comma stands before the end", "take the last comma away"),
        "key must be a string" => ("a name is not in quotes", "write names as \"name\", in double quotes"),
        "expected `:`" => ("a colon is missing after a name", "write a colon between the name and its value"),
        "expected `,` or `}`" => ("a comma or a closing brace is missing", "write a comma before the next field, or } after the last"),
        "expected `,` or `]`" => ("a comma or a closing bracket is missing", "write a comma before the next item, or ] after the last"),
        "trailing characters" => ("something stands after the end of the value", "take away what follows the last brace"),
        "expected value" => ("a value is missing", "write a number, a text in double quotes, true, false, null, a list or an object"),
        "expected ident" => ("this word is no value", "write true, false or null, or put a text in double quotes"),
        "EOF while parsing a string" => ("a text is not closed", "close it with a double quote"),
        "EOF while parsing an object" => ("an object is not closed", "close it with }"),
        "EOF while parsing a list" => ("a list is not closed", "close it with ]"),
        "EOF while parsing a value" => ("the value is missing", "write a value after the colon or comma"),
        "invalid number" | "number out of range" => ("this number cannot be read", "write it with a point, as 12.5, without leading zeros"),
        "invalid escape" => ("this escape is not known", "write a backslash as \\\\"),
        "recursion limit exceeded" => ("it is nested too deeply", "use at most 127 levels"),
        said if said.starts_with("control character") => ("a text runs over the end of its line", "write a line break in a text as \\n"),
        said => return (format!("it is not JSON, {said}"), "compare it with the example"),
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
        check("", 1, 1, 0, "there is no input");
        check("{", 1, 1, 0, "an object is not closed");
        check("{\"a\": 1,}", 1, 9, 8, "a comma stands before the end");
        check("{a: 1}", 1, 2, 1, "a name is not in quotes");
        check("{\n  \"a\" 1\n}", 2, 7, 8, "a colon is missing after a name");
        check("{\"a\": 1\n \"b\": 2}", 2, 2, 9, "a comma or a closing brace is missing");
        check("{\"ä😀\": x}", 1, 8, 8, "a value is missing");
        check("{} {}", 1, 4, 3, "something stands after the end of the value");
        check("[1, 2", 1, 5, 4, "a list is not closed");
    }

    #[test]
    fn a_text_is_laid_out_with_its_fields_in_their_order() {
        assert_eq!(format("{\"b\":1,\"a\":[]}").as_deref(), Some("{\n  \"b\": 1,\n  \"a\": []\n}"));
        assert_eq!(format("{"), None);
    }
}
