//! Characters that hide what a text says, from people and from models: they have no place in what a manual tells.

use serde_json::Value;

/// Whether a character cannot be seen where it stands and changes what is: controls, marks that turn the direction of
/// writing, and tags. Joiners stay, for scripts and emoji are written with them.
fn hides(c: char) -> bool {
    let is_layout = matches!(c, '\n' | '\r' | '\t');
    (c.is_control() && !is_layout)
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character may not stand in a name, in which nothing may be unseen.
pub fn is_unfit_for_names(c: char) -> bool {
    let is_unseen = matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{3164}');
    hides(c) || is_unseen || c.is_whitespace()
}

/// The first character of a text that hides something, as `U+202E`.
pub fn hidden(text: &str) -> Option<String> {
    text.chars().find(|c| hides(*c)).map(name)
}

/// Where a schema hides something, as a JSON pointer within it, with the character: in the name of a property, in a title or a description.
pub fn hidden_in_schema(schema: &Value) -> Option<(String, String)> {
    match schema {
        Value::Object(map) => map.iter().find_map(|(key, value)| {
            let told = matches!(key.as_str(), "title" | "description").then(|| value.as_str().and_then(hidden)).flatten();
            let here = hidden(key).or(told).map(|found| (String::new(), found));
            let (pointer, found) = here.or_else(|| hidden_in_schema(value))?;
            Some((format!("/{}{pointer}", plain(key)), found))
        }),
        Value::Array(list) => list.iter().enumerate().find_map(|(index, value)| {
            let (pointer, found) = hidden_in_schema(value)?;
            Some((format!("/{index}{pointer}"), found))
        }),
        _ => None,
    }
}

/// A text without what hides, short enough to be named in a reason.
pub fn plain(text: &str) -> String {
    text.chars().take(super::TOOL_NAME_MAX).map(|c| if is_unfit_for_names(c) && c != ' ' { '\u{fffd}' } else { c }).collect()
}

fn name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(hidden(text).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn what_turns_or_conceals_a_text_is_found_and_scripts_stay() {
        check("reads\u{202e}setirw", Some("U+202E"));
        check("\u{0}", Some("U+0000"));
        check("\u{1b}[2J", Some("U+001B"));
        check("ends\u{e0041}", Some("U+E0041"));
        check("lines\nand\ttabs", None);
        check("می\u{200c}خواهم 👩\u{200d}🚀 שלום", None);
    }

    #[test]
    fn a_schema_tells_where_it_hides_something() {
        let schema = json!({"properties": {"a": {"enum": ["\u{0}"]}, "b/c": {"description": "x\u{2066}"}}});
        assert_eq!(hidden_in_schema(&schema), Some(("/properties/b/c/description".to_owned(), "U+2066".to_owned())));
        assert_eq!(
            hidden_in_schema(&json!({"properties": {"a\u{7}": {}}})),
            Some(("/properties/a\u{fffd}".to_owned(), "U+0007".to_owned()))
        );
    }

    #[test]
    fn nothing_in_a_name_is_unseen() {
        assert!(['\u{200b}', ' ', '\u{0}', '\u{202e}', '\u{3164}'].into_iter().all(is_unfit_for_names));
        assert!(!"wetter.über_北-1/x".chars().any(is_unfit_for_names));
    }
}
