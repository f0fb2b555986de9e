//! The small template language: `{{name}}` for a value, `{{#list}}…{{/list}}` for each of a list.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::tool::Failure;

/// A parsed template.
#[derive(Debug)]
pub struct Template(Vec<Part>);

#[derive(Debug)]
enum Part {
    Text(String),
    Value(String),
    Each(String, Template),
}

/// What becomes of a placeholder without data.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    Keep,
    #[default]
    Empty,
    Error,
}

impl Template {
    /// Reads a template; the failure names the tag that is wrong.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let mut rest = text;
        let template = Self::until(&mut rest, None)?;
        Ok(template)
    }

    /// Reads up to the tag that closes `section`, or to the end.
    fn until(rest: &mut &str, section: Option<&str>) -> Result<Self, Failure> {
        let mut parts = Vec::new();
        while let Some((before, tag)) = next_tag(rest)? {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            if let Some(name) = tag.strip_prefix('#') {
                parts.push(Part::Each(name.to_owned(), Self::until(rest, Some(name))?));
            } else if let Some(name) = tag.strip_prefix('/') {
                if section == Some(name) {
                    return Ok(Self(parts));
                }
                return Err(Failure::invalid(format!("template: {{{{/{name}}}}} closes nothing")));
            } else {
                parts.push(Part::Value(tag.to_owned()));
            }
        }
        if let Some(name) = section {
            return Err(Failure::invalid(format!("template: {{{{#{name}}}}} is never closed")));
        }
        parts.push(Part::Text((*rest).to_owned()));
        Ok(Self(parts))
    }

    /// The names of the placeholders, those of lists as `list.name`.
    pub fn placeholders(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for part in &self.0 {
            match part {
                Part::Text(_) => {}
                Part::Value(name) => names.push(name.clone()),
                Part::Each(name, inner) => {
                    names.extend(inner.placeholders().iter().map(|held| format!("{name}.{held}")));
                }
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// The text with every placeholder filled.
    pub fn render(&self, data: &Map<String, Value>, missing: Missing) -> Result<String, Failure> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Value(name) => text.push_str(&value(name, data, missing)?),
                Part::Each(name, inner) => {
                    for item in data.get(name).and_then(Value::as_array).into_iter().flatten() {
                        let item = item.as_object().cloned().unwrap_or_default();
                        text.push_str(&inner.render(&item, missing)?);
                    }
                }
            }
        }
        Ok(text)
    }
}

fn value(name: &str, data: &Map<String, Value>, missing: Missing) -> Result<String, Failure> {
    match (data.get(name), missing) {
        (Some(Value::String(word)), _) => Ok(word.clone()),
        (Some(value), _) => Ok(value.to_string()),
        (None, Missing::Keep) => Ok(format!("{{{{{name}}}}}")),
        (None, Missing::Empty) => Ok(String::new()),
        (None, Missing::Error) => Err(Failure::invalid(format!("data holds no '{name}'"))),
    }
}

/// The text up to the next tag, and the tag; moves past both.
fn next_tag<'a>(rest: &mut &'a str) -> Result<Option<(&'a str, &'a str)>, Failure> {
    let Some((before, after)) = rest.split_once("{{") else { return Ok(None) };
    let (tag, after) = after.split_once("}}").ok_or_else(|| Failure::invalid("template: a {{ is never followed by }}"))?;
    *rest = after;
    Ok(Some((before, tag.trim())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(template: &str, expected: Result<&str, &str>) {
        let Value::Object(data) = json!({ "name": "Mira", "n": 2, "rows": [{ "x": 1 }, { "x": 2 }] }) else {
            return;
        };
        let text = Template::parse(template).and_then(|t| t.render(&data, Missing::Error));
        let text = text.map_err(|failure| failure.detail);
        assert_eq!(text.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn placeholders_are_filled() {
        check("plain", Ok("plain"));
        check("{{name}} has {{ n }}", Ok("Mira has 2"));
        check("{{#rows}}<{{x}}>{{/rows}}.", Ok("<1><2>."));
        check("{{#none}}x{{/none}}", Ok(""));
    }

    #[test]
    fn a_broken_template_says_where() {
        check("{{who}}", Err("data holds no 'who'"));
        check("{{#rows}}", Err("template: {{#rows}} is never closed"));
        check("{{/rows}}", Err("template: {{/rows}} closes nothing"));
        check("{{name", Err("template: a {{ is never followed by }}"));
    }

    #[test]
    fn placeholders_are_named_once() {
        let template = Template::parse("{{a}}{{#rows}}{{x}}{{/rows}}{{a}}").unwrap();
        assert_eq!(template.placeholders(), ["a", "rows.x"]);
    }
}
