//! JSON to look at: objects and arrays fold, long ones start folded.

use crate::prelude::*;
use serde_json::Value;

/// How deep a tree is open at first.
const OPEN_DEPTH: usize = 2;
/// How many entries an object or array may have to be open at first.
const OPEN_ENTRIES: usize = 24;

/// A foldable tree of `value`.
#[component]
pub fn JsonTree(
    /// What is shown.
    value: Value,
) -> impl IntoView {
    view! { <div class="json">{draw(None, value, 0)}</div> }
}

fn draw(key: Option<String>, value: Value, depth: usize) -> AnyView {
    let is_list = value.is_array();
    let entries: Vec<(String, Value)> = match value {
        Value::Object(map) if !map.is_empty() => map.into_iter().collect(),
        Value::Array(list) if !list.is_empty() => list.into_iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        leaf => return draw_leaf(key, &leaf).into_any(),
    };
    let size = if is_list { format!("[{}]", entries.len()) } else { format!("{{{}}}", entries.len()) };
    let open = depth < OPEN_DEPTH && entries.len() <= OPEN_ENTRIES;
    let children: Vec<AnyView> = entries.into_iter().map(|(key, value)| draw(Some(key), value, depth + 1)).collect();
    view! {
        <details open=open>
            <summary>{key.map(|key| view! { <b>{key}</b> })}<span class="size">{size}</span></summary>
            <div>{children}</div>
        </details>
    }
}

fn draw_leaf(key: Option<String>, value: &Value) -> impl IntoView + use<> {
    view! {
        <div class="leaf">
            {key.map(|key| view! { <b>{key}</b> })}
            <span class=kind(value)>{value.to_string()}</span>
        </div>
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Null => "null",
        _ => "plain",
    }
}
