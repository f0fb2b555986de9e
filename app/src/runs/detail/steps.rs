//! The steps of a run: number, sign, words, and where on the time axis each one stands.

use super::axis::Axis;
use super::offered::offered;
use crate::paths;
use crate::prelude::*;
use crate::ui::format::{millis, plural};
use crate::ui::icon::Icon;
use crate::ui::json::JsonTree;
use crate::ui::sign::{KindSign, Mark, Shape, Sign};
use domain::names::ToolId;
use domain::run::{Doing, Offer, Run, Step};
use serde_json::Value;

/// How much of an input or an output stands in its line, in characters.
const BRIEF_MAX: usize = 72;

/// How much of an answer stands in its line: the whole of it stands below.
const SAID_MAX: usize = 110;

/// The table.
#[component]
pub fn Steps(run: Run) -> impl IntoView {
    let axis = Axis::of(&run);
    let rows = run.steps.iter().map(|step| row(&run, step, axis)).collect_view();
    view! {
        <table class="steps" aria-label="Steps">
            <thead>
                <tr>
                    <th scope="col" class="n"><span class="unseen">"number"</span></th>
                    <th scope="col" class="kind"><span class="unseen">"kind"</span></th>
                    <th scope="col">"step"</th>
                    <th scope="col" class="time">{axis.head()}<span class="unseen">"when"</span></th>
                    <th scope="col" class="number took">"took"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(run: &Run, step: &Step, axis: Axis) -> AnyView {
    let class = bar(&step.doing);
    let (sign, words, below) = parts(step.doing.clone());
    view! {
        <tr>
            <td class="n">{step.n}</td>
            <td class="kind">{sign}</td>
            <th scope="row" class="what">{words}</th>
            <td class="time">{axis.row(run, step, class)}</td>
            <td class="number took">{took(step.duration_ms)}</td>
        </tr>
        {below.map(|below| view! { <tr class="below"><td colspan="5">{below}</td></tr> })}
    }
}

/// How the bar of a step is filled.
const fn bar(doing: &Doing) -> &'static str {
    match doing {
        Doing::Turn { .. } => "turn",
        Doing::Call { error: Some(_), .. } => "bad",
        Doing::Call { .. } => "call",
        Doing::Candidates { .. } | Doing::Answer { .. } | Doing::Error { .. } => "plain",
    }
}

/// The sign of a step, its words, and what unfolds below it.
fn parts(doing: Doing) -> (AnyView, AnyView, Option<AnyView>) {
    match doing {
        Doing::Turn { text } => (diamond(), said("Turn", text), None),
        Doing::Candidates { query, offered: offers } => {
            let text = tally(&query, &offers);
            (view! { <Icon name="search" size=14 /> }, said("Candidates", text), (!offers.is_empty()).then(|| offered(offers)))
        }
        Doing::Call { tool, input, output, error, .. } => {
            let mark = if error.is_some() { Mark::Unhealthy } else { Mark::Healthy };
            let sign = view! { <span class:called=error.is_none()><Sign mark=mark size=10 /></span> };
            (sign, call(&tool, input, output, error), None)
        }
        Doing::Answer { text, .. } => (view! { <Icon name="check" size=14 /> }, said("Answer", cut(&text, SAID_MAX)), None),
        Doing::Error { message, .. } => (view! { <Icon name="warning" size=14 /> }, said("End", cut(&message, SAID_MAX)), None),
    }
}

fn diamond() -> AnyView {
    view! { <KindSign shape=Shape::Diamond mark=Mark::Healthy size=12 /> }
}

fn said(kind: &'static str, text: String) -> AnyView {
    view! { <p class="said">{kind}" "<span>{text}</span></p> }
}

fn tally(query: &str, offers: &[Offer]) -> String {
    let chosen = offers.iter().filter(|offer| offer.chosen).count();
    let offered = plural(offers.len() as u64, "tool", "tools");
    if query.is_empty() { format!("{offered} offered") } else { format!("for “{query}”: {offered} offered, {chosen} chosen") }
}

fn call(tool: &ToolId, input: Value, output: Option<Value>, error: Option<String>) -> AnyView {
    let came = match (&output, &error) {
        (_, Some(error)) => error.clone(),
        (Some(output), None) => brief(&news(&input, output)),
        (None, None) => "no output".to_owned(),
    };
    let class = if error.is_some() { "bad-text" } else { "came" };
    let failed = error.map(|error| view! { <p class="bad-text">{error}</p> });
    view! {
        <div class="call">
            <a class="mono" href=paths::tool(tool.service(), tool.name())>{tool.to_string()}</a>
            <details>
                <summary><span class="mono">{brief(&input)}</span>" → "<span class=class>{came}</span></summary>
                <div class="both">
                    <section><h3>"Input"</h3><JsonTree value=input /></section>
                    <section><h3>"Output"</h3>{failed}{output.map(|output| view! { <JsonTree value=output /> })}</section>
                </div>
            </details>
        </div>
    }
}

/// What an output says beside texts that the input has given.
fn news(input: &Value, output: &Value) -> Value {
    match output {
        Value::Object(map) => map
            .iter()
            .filter(|(key, value)| !(value.is_string() && input.get(key).is_some()))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
        other => other.clone(),
    }
}

fn took(duration_ms: f64) -> String {
    if duration_ms < 0.05 { format!("< {}", millis(0.1)) } else { millis(duration_ms) }
}

/// A value in one short line.
fn brief(value: &Value) -> String {
    let text = match value {
        Value::Object(map) => {
            let parts: Vec<String> = map.iter().map(|(key, value)| format!("{key}: {}", short(value))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
        other => short(other),
    };
    cut(&text, BRIEF_MAX)
}

fn short(value: &Value) -> String {
    match value {
        Value::Array(items) if items.len() > 6 || items.iter().any(|item| item.is_object() || item.is_array()) => {
            format!("[{}]", plural(items.len() as u64, "entry", "entries"))
        }
        Value::Object(map) => format!("{{{}}}", plural(map.len() as u64, "field", "fields")),
        other => cut(&other.to_string(), BRIEF_MAX),
    }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { format!("{}…", text.chars().take(most).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_told_in_one_short_line() {
        assert_eq!(brief(&json!({"value": 12, "from": "miles"})), r#"{ value: 12, from: "miles" }"#);
        assert_eq!(brief(&json!({"cities": [{}, {}], "one": {"a": 1}})), "{ cities: [2 entries], one: {1 field} }");
        let (input, output) = (json!({"from": "Paris"}), json!({"from": "Paris, France", "kilometres": 877.5}));
        assert_eq!(brief(&news(&input, &output)), "{ kilometres: 877.5 }");
        assert!(brief(&json!("é".repeat(200))).chars().count() <= BRIEF_MAX + 1);
    }
}
