//! One operation of a document, as the entry of a UTCP manual.

use super::{Document, Edition, METHODS, object, security, word};
use serde_json::{Map, Value, json};

/// The property that holds the body.
const BODY: &str = "body";

/// How most bodies are sent, also where any would do.
const JSON: &str = "application/json";

/// Where any content type would do.
const ANY: &str = "*/*";

/// Header parameters that are none: a document says them elsewhere.
const NO_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// The answers that describe the output, the best first.
const GOOD: [&str; 4] = ["200", "201", "2XX", "default"];

/// One operation of a document.
pub struct Operation<'a> {
    pub document: Document<'a>,
    pub base: &'a str,
    pub path: &'a str,
    pub method: &'a str,
    /// What all operations of the path share.
    pub item: &'a Value,
    pub own: &'a Value,
}

/// The inputs of an operation, gathered from its parameters and its body.
#[derive(Default)]
struct Inputs {
    properties: Map<String, Value>,
    required: Vec<String>,
    headers: Vec<String>,
    body: Option<Body>,
}

/// A body, with how it is sent.
struct Body {
    schema: Value,
    content_type: String,
    is_required: bool,
}

impl Operation<'_> {
    /// The name of its tool.
    pub fn name(&self) -> String {
        name(self.path, self.method, self.own)
    }

    /// Its tool as a UTCP manual has it; the error says why it cannot be called.
    pub fn entry(&self) -> Result<Value, String> {
        if !METHODS.contains(&self.method) {
            return Err(format!("its method {} is not called", self.method.to_ascii_uppercase()));
        }
        let mut inputs = self.parameters()?;
        inputs.body = self.body()?.or(inputs.body);
        let content_type = inputs.body.as_ref().map(|body| body.content_type.clone());
        let header_fields = (!inputs.headers.is_empty()).then(|| json!(inputs.headers));
        let template = object([
            ("call_template_type", Some(json!("http"))),
            ("url", Some(json!(format!("{}{}", self.base, self.path)))),
            ("http_method", Some(json!(self.method.to_ascii_uppercase()))),
            ("body_field", content_type.is_some().then(|| json!(BODY))),
            ("content_type", content_type.map(Value::String)),
            ("header_fields", header_fields),
            ("auth", security::auth(self.document.root, self.own)?),
        ]);
        Ok(json!({
            "name": self.name(),
            "description": self.description(),
            "tags": self.own.get("tags").cloned().unwrap_or_else(|| json!([])),
            "inputs": self.document.references.whole(&inputs.schema())?,
            "outputs": self.output()?.unwrap_or_else(|| json!({})),
            "tool_call_template": template,
        }))
    }

    fn description(&self) -> String {
        let text = |key: &str| self.own.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let said = text("summary").or_else(|| text("description")).unwrap_or_default().to_owned();
        if id(self.own).is_some() {
            return said;
        }
        let named = "Named by its method and path, because the document gives it no operationId.";
        format!("{said} {named}").trim_start().to_owned()
    }

    /// The parameters of the path and of the operation, whose own replace those of the path.
    fn parameters(&self) -> Result<Inputs, String> {
        let lists = [self.item, self.own].into_iter().filter_map(|at| at.get("parameters")?.as_array());
        let mut inputs = Inputs::default();
        for parameter in lists.flatten() {
            inputs.take(self.document.references.follow(parameter)?, self.document.edition)?;
        }
        Ok(inputs)
    }

    fn body(&self) -> Result<Option<Body>, String> {
        let Some(body) = self.own.get("requestBody") else { return Ok(None) };
        let body = self.document.references.follow(body)?;
        let Some(content) = body.get("content").and_then(Value::as_object).filter(|content| !content.is_empty()) else { return Ok(None) };
        let Some((content_type, media)) =
            content.iter().find(|(kind, _)| is_json(kind)).or_else(|| content.iter().find(|(kind, _)| is_text(kind)))
        else {
            let kinds: Vec<_> = content.keys().map(String::as_str).collect();
            return Err(format!("its body is `{}`; JSON, forms and text are sent here", kinds.join("`, `")));
        };
        let schema = media.get("schema").cloned().unwrap_or_else(|| json!({}));
        let needs = self.document.references.follow(&schema).is_ok_and(|schema| schema.get("required").is_some_and(Value::is_array));
        let is_required = body.get("required") == Some(&Value::Bool(true)) || needs;
        let content_type = if content_type == ANY { JSON } else { content_type };
        Ok(Some(Body { schema, content_type: content_type.to_owned(), is_required }))
    }

    fn output(&self) -> Result<Option<Value>, String> {
        let answer = GOOD.into_iter().find_map(|status| self.own.get("responses")?.get(status));
        let Some(answer) = answer else { return Ok(None) };
        let answer = self.document.references.follow(answer)?;
        let media = answer.get("content").and_then(Value::as_object).and_then(|content| content.iter().find(|(kind, _)| is_json(kind)));
        let schema = answer.get("schema").or_else(|| media.and_then(|(_, media)| media.get("schema")));
        schema.map(|schema| self.document.references.whole(schema)).transpose()
    }
}

/// The name of an operation's tool: what the document calls it, else its method and path.
pub fn name(path: &str, method: &str, own: &Value) -> String {
    match id(own) {
        Some(id) => id.split_whitespace().collect::<Vec<_>>().join("_"),
        None => format!("{method}_{}", word(path)).trim_end_matches('_').to_owned(),
    }
}

fn id(own: &Value) -> Option<&str> {
    own.get("operationId").and_then(Value::as_str).filter(|id| !id.trim().is_empty())
}

impl Inputs {
    fn take(&mut self, parameter: &Value, edition: Edition) -> Result<(), String> {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        let name = text("name").ok_or("one of its parameters has no `name`")?;
        let is_required = parameter.get("required") == Some(&Value::Bool(true));
        match text("in").ok_or_else(|| format!("its parameter `{name}` does not say where it goes: `in` is missing"))? {
            "body" => {
                let schema = parameter.get("schema").cloned().unwrap_or_else(|| json!({}));
                self.body = Some(Body { schema, content_type: JSON.to_owned(), is_required });
                return Ok(());
            }
            "formData" => return Err(format!("its parameter `{name}` is part of a form")),
            "cookie" if is_required => return Err(format!("its parameter `{name}` is a cookie, and none are sent here")),
            "cookie" => return Ok(()),
            "header" if NO_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => return Ok(()),
            "header" => self.headers.push(name.to_owned()),
            _ => {}
        }
        self.required.retain(|known| known != name);
        self.required.extend(is_required.then(|| name.to_owned()));
        self.properties.insert(name.to_owned(), property(parameter, edition));
        Ok(())
    }

    /// The schema of the whole input.
    fn schema(&self) -> Value {
        let (mut properties, mut required) = (self.properties.clone(), self.required.clone());
        if let Some(body) = &self.body {
            properties.insert(BODY.to_owned(), body.schema.clone());
            required.extend(body.is_required.then(|| BODY.to_owned()));
        }
        let required = (!required.is_empty()).then(|| json!(required));
        object([("type", Some(json!("object"))), ("properties", Some(Value::Object(properties))), ("required", required)])
    }
}

/// The schema of a parameter, with what is said of it.
fn property(parameter: &Value, edition: Edition) -> Value {
    let content = parameter.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
    let schema = match edition {
        Edition::Three => parameter.get("schema").or_else(|| content.and_then(|media| media.get("schema"))).cloned(),
        Edition::Two => parameter.as_object().map(|map| {
            let own = map.iter().filter(|(key, _)| !matches!(key.as_str(), "name" | "in" | "required" | "description"));
            Value::Object(own.map(|(key, value)| (key.clone(), value.clone())).collect())
        }),
    };
    let mut schema = schema.unwrap_or_else(|| json!({}));
    if let (Some(description), Some(object)) = (parameter.get("description"), schema.as_object_mut()) {
        object.entry("description").or_insert_with(|| description.clone());
    }
    schema
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind == JSON || kind.ends_with("+json") || kind == ANY
}

fn is_text(content_type: &str) -> bool {
    content_type.starts_with("text/") || content_type.starts_with("application/x-www-form-urlencoded")
}
