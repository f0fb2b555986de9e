//! The UTCP manual in its strict 1.0.1 form: no key that the model does not name, no null.

use serde_json::{Value, json};

use crate::{
    service::Published,
    tool::{Entry, Verb, of_object},
};

/// The manual of what is published, with the tools' URLs under `base_url`.
pub fn utcp(published: &Published, base_url: &str) -> Value {
    let tools: Vec<Value> = published.tools.iter().map(|t| tool(&t.entry, base_url)).collect();
    json!({
        "utcp_version": "1.0.1",
        "manual_version": published.version,
        "tools": tools,
    })
}

fn tool(entry: &Entry, base_url: &str) -> Value {
    json!({
        "name": entry.name,
        "description": entry.sentence,
        "inputs": of_object(&entry.inputs),
        "outputs": of_object(&entry.outputs),
        "tags": entry.tags,
        "tool_call_template": template(entry, base_url),
    })
}

fn template(entry: &Entry, base_url: &str) -> Value {
    let mut template = json!({
        "call_template_type": "http",
        "url": format!("{base_url}{}", entry.path),
        "http_method": method(entry.verb),
    });
    if let Some(field) = entry.body_field {
        template["content_type"] = json!("application/json");
        template["body_field"] = json!(field);
    }
    template
}

fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Delete => "DELETE",
    }
}
