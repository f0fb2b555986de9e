//! What a tool takes and gives, as tables.

use super::super::schema::{Row, indent, rows};
use crate::prelude::*;
use crate::ui::format::plural;
use domain::tool::{Definition, ToolPage};
use serde_json::Value;

/// The schemas of the input and the output.
#[component]
pub fn Parameters(page: Signal<ToolPage>) -> impl IntoView {
    dynamic(move || page.with(|page| schemas(&page.tool.definition)))
}

fn schemas(tool: &Definition) -> AnyView {
    view! {
        <Schema title="Input" schema=tool.inputs.clone() nothing="The manual names no parameters: an empty object is enough." />
        <Schema title="Output" schema=tool.outputs.clone() nothing="The manual does not say what the answer looks like." />
    }
}

#[component]
fn Schema(title: &'static str, schema: Value, nothing: &'static str) -> impl IntoView {
    let fields = rows(&schema);
    let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    let count = plural(fields.len() as u64, "field", "fields");
    let body = if fields.is_empty() {
        view! { <p class="quietly before">{nothing}</p> }
    } else {
        view! {
            <table class="parameters">
                <thead>
                    <tr>
                        <th scope="col">"name"</th>
                        <th scope="col">"type"</th>
                        <th scope="col">"presence"</th>
                        <th scope="col" class="wide">"what it is"</th>
                    </tr>
                </thead>
                <tbody>{fields.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <section class="section">
            <header><h2>{title}</h2><small>{count}{is_closed.then_some(", no others")}</small></header>
            {body}
        </section>
    }
}

fn row(row: Row) -> impl IntoView {
    let presence = row.presence();
    let about = row.about.clone();
    view! {
        <tr>
            <th scope="row" class=indent(row.depth)>{if row.name.is_empty() { "the whole".to_owned() } else { row.name }}</th>
            <td>{row.kind}<span class="narrow about">{row.about}</span></td>
            <td class="nowrap quietly">{presence}</td>
            <td class="wide">{about}</td>
        </tr>
    }
}
