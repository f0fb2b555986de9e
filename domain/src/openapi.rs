//! `OpenAPI` documents (Swagger 2.0, `OpenAPI` 3.0 and 3.1), read as manuals: each operation is a tool that is called over HTTP.
//!
//! The rules are those of the official UTCP converter, but for these: an operation without an `operationId` is named by its
//! method and path, variables are named by their security scheme, references are followed all the way, and what could not
//! be called as described is left out with its reason.

mod operation;
mod references;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use crate::manual::{Manual, TOOLS_MAX, parse, sort_out};
use crate::service::Rejected;
use operation::Operation;
use references::References;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

/// The methods by which a tool may be called.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The methods that a document may describe besides.
const OTHER_METHODS: [&str; 3] = ["head", "options", "trace"];

/// The generations of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edition {
    /// Swagger 2.0.
    Two,
    /// `OpenAPI` 3.0 and 3.1.
    Three,
}

/// A document, and what all of its operations share.
#[derive(Clone, Copy)]
struct Document<'a> {
    root: &'a Value,
    edition: Edition,
    references: References<'a>,
}

/// Whether a text is an `OpenAPI` document: it names its version in a key of the whole.
pub fn is_document(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        openapi: Option<IgnoredAny>,
        swagger: Option<IgnoredAny>,
    }
    serde_json::from_str::<Head>(text).is_ok_and(|head| head.openapi.is_some() || head.swagger.is_some())
}

/// Reads the document that lies at the URL `at` as a service's manual; the error says why the text is none.
pub fn read(service: &str, at: &str, text: &str) -> Result<Manual, String> {
    let root = parse(text)?;
    let document = Document { root: &root, edition: Edition::of(&root)?, references: References::within(&root) };
    let base = servers::base(&document, at)?;
    let (mut entries, mut left_out) = (Vec::new(), Vec::new());
    for (path, item) in document.paths()? {
        for (method, own) in methods(item) {
            let operation = Operation { document, base: &base, path, method, item, own };
            match operation.entry() {
                Ok(entry) => entries.push(entry),
                Err(reason) => left_out.push(Rejected { tool: operation.name(), reason }),
            }
        }
    }
    if entries.len() > TOOLS_MAX {
        return Err(format!("it describes {} operations; {TOOLS_MAX} is the most a manual may have", entries.len()));
    }
    let mut manual = sort_out(service, &entries);
    manual.rejected.extend(left_out);
    manual.shorten();
    Ok(manual)
}

/// The part of a document that describes the tool of that name.
pub fn part(document: &Value, tool: &str) -> Option<Value> {
    let paths = document.get("paths")?.as_object()?;
    paths.iter().find_map(|(path, item)| {
        let (method, own) = methods(item).find(|(method, own)| operation::name(path, method, own) == tool)?;
        Some(json!({ path: { method: own } }))
    })
}

/// The tools of a document that only we have a name for: their operations have no `operationId`, and other readers pass them over.
pub fn unnamed(document: &Value) -> Vec<String> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| methods(item).map(move |(method, own)| (path, method, own)));
    let without = operations.filter(|(_, _, own)| !own.get("operationId").is_some_and(Value::is_string));
    without.map(|(path, method, own)| operation::name(path, method, own)).collect()
}

impl Edition {
    fn of(root: &Value) -> Result<Self, String> {
        let version = |key: &str| root.get(key).and_then(Value::as_str);
        match (version("openapi"), version("swagger")) {
            (Some(version), _) if version.starts_with("3.0") || version.starts_with("3.1") => Ok(Self::Three),
            (None, Some("2.0")) => Ok(Self::Two),
            (Some(version), _) | (None, Some(version)) => {
                Err(format!("it is an OpenAPI document of version `{version}`; 2.0, 3.0 and 3.1 are read"))
            }
            (None, None) => Err("it is JSON, but no OpenAPI document: it needs `openapi` or `swagger` with its version".to_owned()),
        }
    }
}

impl<'a> Document<'a> {
    fn paths(&self) -> Result<Vec<(&'a str, &'a Value)>, String> {
        let paths = self.root.get("paths").and_then(Value::as_object).ok_or("it is an OpenAPI document without `paths`")?;
        paths.iter().map(|(path, item)| Ok((path.as_str(), self.references.follow(item)?))).collect()
    }
}

/// The operations of a path, those that cannot be called included.
fn methods(item: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    METHODS.into_iter().chain(OTHER_METHODS).filter_map(|method| Some((method, item.get(method)?)))
}

/// A text as it may stand in a name: other characters become `_`, and several of them one.
fn word(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

/// An object of one or more keys, those without a value left out.
fn object<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let kept = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(kept.collect::<Map<_, _>>())
}
