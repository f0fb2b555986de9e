//! The manuals of the backend's services: as many tools, each as large, as the service's path says.

use serde_json::{Map, Value, json};

/// About how many bytes one more property of a tool's input takes.
const PROPERTY: usize = 148;

/// A service of the backend: `/m/{tools}/{size}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// How many tools it has.
    tools: usize,
    /// About how many bytes a tool takes in the manual, beyond what each needs.
    size: usize,
}

impl Shape {
    /// The service that a path begins with, and the rest of the path.
    pub fn of_path(path: &str) -> Option<(Self, &str)> {
        let mut parts = path.strip_prefix("/m/")?.splitn(3, '/');
        let shape = Self { tools: parts.next()?.parse().ok()?, size: parts.next()?.parse().ok()? };
        Some((shape, parts.next()?))
    }

    /// Its UTCP manual, seen as `host`.
    pub fn manual(self, host: &str) -> String {
        let tools: Vec<Value> = (0..self.tools).map(|n| self.tool(host, n)).collect();
        json!({ "utcp_version": "1.0.1", "manual_version": "1.0.0", "tools": tools }).to_string()
    }

    fn tool(self, host: &str, n: usize) -> Value {
        json!({
            "name": format!("order_{n}"),
            "description": format!("Places an order with warehouse {n} and tells what it costs."),
            "tags": ["orders"],
            "inputs": { "type": "object", "properties": self.properties(n), "required": ["order"] },
            "outputs": { "type": "object", "properties": { "total": { "type": "number" } } },
            "tool_call_template": {
                "call_template_type": "http",
                "http_method": "POST",
                "url": format!("http://{host}/m/{}/{}/tool/{n}", self.tools, self.size),
                "body_field": "order",
            },
        })
    }

    fn properties(self, n: usize) -> Map<String, Value> {
        let order = json!({
            "type": "object",
            "properties": { "sku": { "type": "string", "maxLength": 40 }, "qty": { "type": "integer", "minimum": 1 } },
            "required": ["sku", "qty"],
            "additionalProperties": false,
        });
        let more = (0..self.size / PROPERTY).map(|at| {
            let words =
                format!("What warehouse {n} needs to know of an order beside its lines, item {at} of the list that its owner keeps.");
            (format!("detail_{at}"), json!({ "type": "string", "description": words }))
        });
        std::iter::once(("order".to_owned(), order)).chain(more).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_service_and_what_is_asked_of_it() {
        assert_eq!(Shape::of_path("/m/3/0/tool/2"), Some((Shape { tools: 3, size: 0 }, "tool/2")));
        assert_eq!(Shape::of_path("/m/3/x/tool/2"), None);
        assert_eq!(Shape::of_path("/health"), None);
    }

    #[test]
    fn a_manual_has_the_tools_and_the_size_that_were_asked_for() {
        let manual = Shape { tools: 1000, size: 1500 }.manual("127.0.0.1:1");
        assert!((1_900_000..2_100_000).contains(&manual.len()), "{} bytes", manual.len());
        let manual: Value = serde_json::from_str(&manual).unwrap();
        assert_eq!(manual["tools"].as_array().map(Vec::len), Some(1000));
        assert_eq!(manual["tools"][7]["tool_call_template"]["url"], "http://127.0.0.1:1/m/1000/1500/tool/7");
    }
}
