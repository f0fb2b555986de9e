//! `text` call templates: the output stands in the manual, and nobody is asked.

use super::parts::text;
use super::template::{Answer, not_callable};
use domain::Failure;
use serde_json::Value;

/// The status of an answer that nobody gave.
const STATUS: u16 = 200;

/// A `text` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct TextTemplate {
    content: String,
}

impl TextTemplate {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        match text(template, "content") {
            Some(content) => Ok(Self { content: content.to_owned() }),
            None if template.get("file_path").is_some() => Err(not_callable("its output is a file on its client's machine")),
            None => Err(not_callable("its call template has no `content`")),
        }
    }

    /// The answer.
    pub fn answer(&self) -> Answer {
        Answer { status: STATUS, output: self.content.as_str().into(), bytes: self.content.len() as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_output_stands_in_the_template() {
        let template = TextTemplate::read(&json!({"content": "{\"a\": 1}"})).expect("callable");
        assert_eq!((template.answer().output, template.answer().bytes), (json!("{\"a\": 1}"), 8));
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        let why = |template: &Value| TextTemplate::read(template).expect_err("not callable").detail;
        assert!(why(&json!({"file_path": "/etc/passwd"})).contains("a file on its client's machine"));
        assert!(why(&json!({})).contains("no `content`"));
    }
}
