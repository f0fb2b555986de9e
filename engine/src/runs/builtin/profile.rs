//! The profile of a tool: its inputs and outputs laid flat, and the words that speak of it.
//!
//! Made once for each definition of a tool and kept for as long as the catalogue holds it.

use super::reading::Role;
use super::words;
use domain::tool::Tool;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// How deep schemas are followed.
const DEPTH_MAX: usize = 5;

/// The most inputs, and the most outputs, that are looked at.
const FIELDS_MAX: usize = 48;

/// What a word in the tool's own name is worth; other places are worth less.
const IN_NAME: f64 = 1.0;
const IN_OUTPUT: f64 = 0.9;
const IN_TAG: f64 = 0.8;
const IN_DESCRIPTION: f64 = 0.6;
const IN_SERVICE: f64 = 0.5;
const IN_INNER_OUTPUT: f64 = 0.4;
const IN_OUTPUT_DESCRIPTION: f64 = 0.3;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any text.
    Text,
    /// A text with the format `date` or `date-time`.
    Day,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    Flag,
    /// A list of numbers.
    Numbers,
    /// A list of texts.
    Texts,
    /// A list of objects.
    Rows,
    /// Something else.
    Other,
}

impl Type {
    /// Whether it is a number of either kind.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Integer)
    }
}

/// One input, with its way through nested objects.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its way, as `["body", "sku"]`.
    pub path: Vec<String>,
    /// What type.
    pub kind: Type,
    /// Stems of its name, idle words too.
    pub name: Vec<String>,
    /// Which of two it asks for.
    pub role: Role,
    /// Stems of its description.
    pub description: Vec<String>,
    /// The description itself.
    pub about: String,
    /// The allowed values, by their folded text, each as it must be written.
    pub choices: HashMap<String, Vec<Value>>,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Whether it has a default.
    pub has_default: bool,
    /// Its example.
    pub example: Option<Value>,
    /// Its own schema.
    pub schema: Value,
}

/// A step on the way to an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// Into the object's property.
    Key(String),
    /// To the first of a list.
    First,
    /// To each of a list.
    Each,
}

/// One output, with its way.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its way.
    pub path: Vec<Hop>,
    /// Its name.
    pub key: String,
    /// What type.
    pub kind: Type,
    /// Stems of its name.
    pub name: Vec<String>,
    /// Stems of its description.
    pub description: Vec<String>,
    /// Whether it only says again what was asked.
    pub is_echo: bool,
}

/// What the planner knows of a tool.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The tool.
    pub tool: Arc<Tool>,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// Its outputs.
    pub outputs: Vec<Output>,
    /// What a stem in a requirement is worth for this tool.
    pub words: HashMap<String, f64>,
}

impl Profile {
    /// Reads a tool.
    pub fn new(tool: Arc<Tool>) -> Self {
        let inputs = inputs(&tool.inputs);
        let mut outputs = Vec::new();
        Outputs { root: &tool.outputs, found: &mut outputs }.walk(&tool.outputs, &mut Vec::new());
        mark_echoes(&mut outputs, &inputs);
        let words = speaking_words(&tool, &outputs);
        Self { tool, inputs, outputs, words }
    }

    /// The outputs of an answer: those the schema tells of, else those that are there.
    pub fn outputs_of(&self, answer: &Value) -> Vec<Output> {
        if !self.outputs.is_empty() {
            return self.outputs.clone();
        }
        let mut outputs = Vec::new();
        of_value(answer, &mut Vec::new(), &mut outputs);
        mark_echoes(&mut outputs, &self.inputs);
        outputs
    }
}

fn speaking_words(tool: &Tool, outputs: &[Output]) -> HashMap<String, f64> {
    let mut speaking = HashMap::new();
    let mut add = |stems: Vec<String>, worth: f64| {
        for stem in stems {
            let known = speaking.entry(stem).or_insert(worth);
            *known = f64::max(*known, worth);
        }
    };
    add(words::stems(tool.id.name()), IN_NAME);
    add(tool.tags.iter().flat_map(|tag| words::stems(tag)).collect(), IN_TAG);
    add(words::stems(&tool.description), IN_DESCRIPTION);
    add(words::stems(tool.id.service()), IN_SERVICE);
    for output in outputs.iter().filter(|output| !output.is_echo) {
        add(output.name.clone(), if output.path.len() == 1 { IN_OUTPUT } else { IN_INNER_OUTPUT });
        add(output.description.clone(), IN_OUTPUT_DESCRIPTION);
    }
    speaking
}

/// A text that an input has given its name is said again, where the tool has something else to say; a number is news.
fn mark_echoes(outputs: &mut [Output], inputs: &[Input]) {
    let names: Vec<&String> = inputs.iter().filter_map(|input| input.path.last()).collect();
    let news = outputs.iter().any(|output| !names.contains(&&output.key));
    for output in outputs {
        let is_text = matches!(output.kind, Type::Text | Type::Day);
        output.is_echo = news && is_text && output.path.len() == 1 && names.contains(&&output.key);
    }
}

/// The inputs of an object's schema, laid flat.
pub fn inputs(schema: &Value) -> Vec<Input> {
    let mut inputs = Vec::new();
    lay_flat(schema, schema, &mut Vec::new(), true, &mut inputs);
    inputs
}

fn lay_flat(root: &Value, schema: &Value, path: &mut Vec<String>, required: bool, found: &mut Vec<Input>) {
    let schema = resolve(root, schema);
    let needed: Vec<&str> = list(schema, "required").iter().filter_map(Value::as_str).collect();
    for (key, outer) in properties(schema) {
        if found.len() >= FIELDS_MAX || path.len() >= DEPTH_MAX {
            return;
        }
        let property = resolve(root, outer);
        let required = required && needed.contains(&key.as_str());
        path.push(key.clone());
        if properties(property).next().is_some() {
            lay_flat(root, property, path, required, found);
        } else {
            found.push(input(root, outer, property, path, required));
        }
        path.pop();
    }
}

/// Reads an input; what is said around a choice counts before what is said in it.
fn input(root: &Value, outer: &Value, schema: &Value, path: &[String], required: bool) -> Input {
    let said = |key: &str| outer.get(key).or_else(|| schema.get(key));
    let about = said("description").and_then(Value::as_str).unwrap_or_default();
    let key = path.last().map_or("", String::as_str);
    let mut choices: HashMap<String, Vec<Value>> = HashMap::new();
    let only = schema.get("const").into_iter();
    for value in list(schema, "enum").iter().chain(only).filter(|value| !value.is_null()) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        choices.entry(words::fold(&text)).or_default().push(value.clone());
    }
    Input {
        name: words::parts(key).iter().map(|part| words::stem(part)).collect(),
        role: role(&words::parts(key)),
        path: path.to_vec(),
        kind: type_of(root, schema),
        description: words::stems(about),
        about: about.to_owned(),
        choices,
        required,
        has_default: said("default").is_some(),
        example: said("example").or_else(|| list(outer, "examples").first()).or_else(|| list(schema, "examples").first()).cloned(),
        schema: schema.clone(),
    }
}

/// Which of two an input asks for, by the parts of its name.
fn role(parts: &[String]) -> Role {
    const FIRST: &[&str] = &["after", "base", "begin", "first", "from", "old", "origin", "since", "source", "start"];
    const SECOND: &[&str] = &["before", "dest", "destination", "end", "last", "new", "second", "target", "to", "until", "wanted"];
    let has = |role: &[&str]| parts.iter().any(|part| role.contains(&part.as_str()));
    match (has(FIRST), has(SECOND)) {
        (true, false) => Role::First,
        (false, true) => Role::Second,
        _ => Role::Open,
    }
}

struct Outputs<'a> {
    root: &'a Value,
    found: &'a mut Vec<Output>,
}

impl Outputs<'_> {
    fn walk(&mut self, schema: &Value, path: &mut Vec<Hop>) {
        let schema = resolve(self.root, schema);
        for (key, property) in properties(schema) {
            if self.found.len() >= FIELDS_MAX || path.len() >= DEPTH_MAX {
                return;
            }
            let property = resolve(self.root, property);
            path.push(Hop::Key(key.clone()));
            self.found.push(output(path, key, type_of(self.root, property), property["description"].as_str().unwrap_or_default()));
            self.walk(property, path);
            self.items(property, path);
            path.pop();
        }
        if path.is_empty() {
            self.items(schema, path);
        }
    }

    fn items(&mut self, schema: &Value, path: &mut Vec<Hop>) {
        let items = resolve(self.root, &schema["items"]);
        if properties(items).next().is_some() && !path.contains(&Hop::Each) && !path.contains(&Hop::First) {
            for hop in [Hop::First, Hop::Each] {
                path.push(hop);
                self.walk(items, path);
                path.pop();
            }
        }
    }
}

fn output(path: &[Hop], key: &str, kind: Type, about: &str) -> Output {
    Output { path: path.to_vec(), key: key.to_owned(), kind, name: words::stems(key), description: words::stems(about), is_echo: false }
}

/// The outputs of an answer whose schema says nothing.
fn of_value(value: &Value, path: &mut Vec<Hop>, found: &mut Vec<Output>) {
    let entries: Vec<(&String, &Value)> = match value {
        Value::Object(map) => map.iter().take(FIELDS_MAX).collect(),
        _ => Vec::new(),
    };
    for (key, value) in entries {
        if found.len() >= FIELDS_MAX || path.len() >= DEPTH_MAX {
            return;
        }
        path.push(Hop::Key(key.clone()));
        found.push(output(path, key, type_of_value(value), ""));
        of_value(value, path, found);
        path.pop();
    }
}

fn type_of_value(value: &Value) -> Type {
    match value {
        Value::String(text) if super::days::read(text).is_some() => Type::Day,
        Value::String(_) => Type::Text,
        Value::Number(number) if number.is_f64() => Type::Number,
        Value::Number(_) => Type::Integer,
        Value::Bool(_) => Type::Flag,
        Value::Array(items) => match items.first() {
            Some(Value::Number(_)) => Type::Numbers,
            Some(Value::String(_)) => Type::Texts,
            Some(Value::Object(_)) => Type::Rows,
            _ => Type::Other,
        },
        Value::Null | Value::Object(_) => Type::Other,
    }
}

/// The type a schema names; of several the first that is not null.
pub fn type_of(root: &Value, schema: &Value) -> Type {
    let named = match &schema["type"] {
        Value::String(name) => Some(name.as_str()),
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        _ => None,
    };
    match (named, schema["format"].as_str()) {
        (Some("string"), Some("date" | "date-time")) => Type::Day,
        (Some("string"), _) => Type::Text,
        (Some("number"), _) => Type::Number,
        (Some("integer"), _) => Type::Integer,
        (Some("boolean"), _) => Type::Flag,
        (Some("array"), _) => match type_of(root, resolve(root, &schema["items"])) {
            Type::Number | Type::Integer => Type::Numbers,
            Type::Text | Type::Day => Type::Texts,
            _ if properties(resolve(root, &schema["items"])).next().is_some() => Type::Rows,
            _ => Type::Other,
        },
        (None, _) if list(schema, "enum").iter().any(Value::is_string) => Type::Text,
        _ => Type::Other,
    }
}

/// Follows a reference inside the schema, and takes the first choice that is not null where there are several.
pub fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut here = schema;
    for _ in 0..DEPTH_MAX {
        let choice = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| {
            let choices = list(here, key).iter();
            choices.filter(|choice| choice["type"] != "null").find(|choice| choice.is_object())
        });
        let next = match here["$ref"].as_str() {
            Some(reference) => reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)),
            None => choice.filter(|_| here.get("type").is_none() && here.get("properties").is_none()),
        };
        match next {
            Some(next) => here = next,
            None => break,
        }
    }
    here
}

/// The properties of an object's schema.
pub fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The list under a keyword.
pub fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
