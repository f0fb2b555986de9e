//! A tool: what it says about itself, and the function that does its work.
//!
//! A tool is declared once. The manual, the route, the OpenAPI operation and the MCP answer are
//! all read off the same [`Entry`], so that what is published cannot drift from what is served.
//! How a request becomes an input is in `http.rs`.

mod failure;
mod schema;

use std::sync::Arc;

use futures::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

pub use failure::Failure;
pub use schema::{Schema, choice, date, flag, integer, list, number, object, of_object, text};

/// The verb of a tool's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Delete,
}

/// What a tool says about itself.
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: &'static str,
    pub sentence: &'static str,
    pub verb: Verb,
    /// The route, with `{input}` where an input is part of the path.
    pub path: &'static str,
    /// The input that travels as the request's body; all others travel in path and query.
    pub body_field: Option<&'static str>,
    pub inputs: Vec<(&'static str, Schema)>,
    pub outputs: Vec<(&'static str, Schema)>,
    pub tags: Vec<&'static str>,
}

type Work = Arc<dyn Fn(Map<String, Value>) -> BoxFuture<'static, Answer> + Send + Sync>;

/// What a tool gives back: its output, or why there is none.
pub type Answer = Result<Value, Failure>;

/// A tool that can be called.
#[derive(Clone)]
pub struct Tool {
    pub entry: Entry,
    work: Work,
}

impl Tool {
    /// Begins a tool that only reads: its inputs travel in path and query.
    pub fn get(name: &'static str, path: &'static str) -> Entry {
        Entry::new(name, Verb::Get, path, None).tagged(&["read-only"])
    }

    /// Begins a tool whose input `body_field` travels as the body.
    pub fn post(name: &'static str, path: &'static str, body_field: &'static str) -> Entry {
        Entry::new(name, Verb::Post, path, Some(body_field))
    }

    /// Begins a tool that removes something.
    pub fn delete(name: &'static str, path: &'static str) -> Entry {
        Entry::new(name, Verb::Delete, path, None).tagged(&["destructive"])
    }

    /// Begins a tool without a route of its own, for services that speak MCP only.
    pub fn bare(name: &'static str) -> Entry {
        Entry::new(name, Verb::Post, "", None)
    }

    /// Does the work for `input`, an object with the properties of the entry's inputs.
    pub fn call(&self, input: Map<String, Value>) -> BoxFuture<'static, Answer> {
        (self.work)(input)
    }
}

impl Entry {
    fn new(name: &'static str, verb: Verb, path: &'static str, body_field: Option<&'static str>) -> Self {
        let (inputs, outputs, tags) = (Vec::new(), Vec::new(), Vec::new());
        Self { name, sentence: "", verb, path, body_field, inputs, outputs, tags }
    }

    /// Says in one sentence what the tool does.
    pub fn says(mut self, sentence: &'static str) -> Self {
        self.sentence = sentence;
        self
    }

    /// Adds an input.
    pub fn takes(mut self, name: &'static str, schema: Schema) -> Self {
        self.inputs.push((name, schema));
        self
    }

    /// Adds a property of the output.
    pub fn gives(mut self, name: &'static str, schema: Schema) -> Self {
        self.outputs.push((name, schema));
        self
    }

    /// Adds tags; `read-only`, `idempotent` and `destructive` say what a call risks.
    pub fn tagged(mut self, tags: &[&'static str]) -> Self {
        self.tags.extend(tags);
        self
    }

    /// Ends the declaration with a function that computes the output from the input alone.
    pub fn computes<I, O>(self, work: fn(&I) -> Result<O, Failure>) -> Tool
    where
        I: DeserializeOwned + 'static,
        O: Serialize + 'static,
    {
        let answer = move |input| output(&work(&read(input)?)?);
        let work: Work = Arc::new(move |input| Box::pin(std::future::ready(answer(input))));
        Tool { entry: self, work }
    }

    /// Ends the declaration with a function that answers at once from something it shares.
    pub fn computes_with<S, I, O>(self, state: &S, work: fn(&S, &I) -> Result<O, Failure>) -> Tool
    where
        S: Clone + Send + Sync + 'static,
        I: DeserializeOwned + 'static,
        O: Serialize + 'static,
    {
        let state = state.clone();
        let answer = move |input| output(&work(&state, &read(input)?)?);
        let work: Work = Arc::new(move |input| Box::pin(std::future::ready(answer(input))));
        Tool { entry: self, work }
    }

    /// Ends the declaration with a function that waits, for a store or for other tools.
    pub fn awaits<S, I, O, F>(self, state: &S, work: fn(S, I) -> F) -> Tool
    where
        S: Clone + Send + Sync + 'static,
        I: DeserializeOwned + 'static,
        O: Serialize,
        F: Future<Output = Result<O, Failure>> + Send + 'static,
    {
        let state = state.clone();
        let work: Work = Arc::new(move |input| {
            let begun = read(input).map(|input| work(state.clone(), input));
            Box::pin(async move { output(&begun?.await?) })
        });
        Tool { entry: self, work }
    }
}

fn read<I: DeserializeOwned>(input: Map<String, Value>) -> Result<I, Failure> {
    serde_json::from_value(Value::Object(input)).map_err(|e| Failure::invalid(e.to_string()))
}

fn output<O: Serialize>(output: &O) -> Answer {
    serde_json::to_value(output).map_err(|e| Failure::internal(e.to_string()))
}
