//! What a call came to: the answer as a tree or raw, or the failure with its cause and the next step.

use super::desk::Desk;
use super::trouble::CallFailed;
use crate::prelude::*;
use crate::ui::badge::{Badge, Tone};
use crate::ui::copy::Copy;
use crate::ui::format::{bytes, host, millis, plural};
use crate::ui::icon::Icon;
use crate::ui::json::JsonTree;
use domain::call::{Attempt, CallAnswer};

/// The longest answer that is drawn; of a longer one the beginning is.
const DRAWN_MAX: usize = 100_000;

/// The answer of the last call.
#[component]
pub fn Answer(desk: Desk) -> impl IntoView {
    let is_raw = RwSignal::new(false);
    let came = desk.call.value();
    let body = move || match came.get() {
        None => view! { <Waiting /> },
        Some(Ok(answer)) => view! { <Good desk=desk answer=answer is_raw=is_raw /> },
        Some(Err(fault)) => view! { <CallFailed failure=fault.0 desk=desk /> },
    };
    view! { <section class="section tool-answer" class:calling=move || desk.call.pending().get() aria-label="Answer">{dynamic(body)}</section> }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <header><h2>"Answer"</h2></header>
        <p class="quietly before">"None yet. Call the tool, and its answer stands here with what it took."</p>
    }
}

#[component]
fn Good(desk: Desk, answer: CallAnswer, is_raw: RwSignal<bool>) -> impl IntoView {
    let text = serde_json::to_string_pretty(&answer.output).unwrap_or_default();
    let cut = text.char_indices().nth(DRAWN_MAX).map(|(end, _)| end);
    let shown = cut.map_or_else(|| text.clone(), |end| text[..end].to_owned());
    let tree = cut.is_none().then(|| answer.output.clone());
    let is_cut = cut.is_some();
    let show_raw = move || is_raw.get() || is_cut;
    let tab = move |raw: bool, word: &'static str| {
        let chosen = move || if is_raw.get() == raw { "true" } else { "false" };
        view! { <button type="button" role="tab" aria-selected=chosen on:click=move |_| is_raw.set(raw)>{word}</button> }
    };
    view! {
        <header>
            <h2>"Answer"</h2>
            <span class="told" aria-live="polite"><Badge tone=Tone::Ok><Icon name="check" size=12 />"ok"</Badge>{told(&answer)}</span>
            <span class="quietly">{dynamic(move || desk.is_edited().then_some("input edited since"))}</span>
        </header>
        <Attempts attempts=answer.attempts />
        <div class="answer-tabs">
            <div class="tabs" role="tablist" aria-label="The answer as">{tab(false, "Tree")}{tab(true, "Raw")}</div>
            <Copy text=text label="Copy" />
        </div>
        <div class="drawn" role="tabpanel" aria-label="The answer" tabindex="0">
            <div hidden=show_raw>{tree.map(|value| view! { <JsonTree value=value /> })}</div>
            <pre hidden=move || !show_raw()>{shown}</pre>
            <p class="quietly" hidden=!is_cut>"The answer is long: this is its beginning. Copy takes the whole."</p>
        </div>
    }
}

fn told(answer: &CallAnswer) -> String {
    let status = if answer.status == 200 { String::new() } else { format!(", status {}", answer.status) };
    format!("{}, {}, from {}{status}", millis(answer.latency_ms), bytes(answer.response_bytes), host(&answer.instance))
}

/// The attempts of a call that took more than one.
#[component]
pub fn Attempts(attempts: Vec<Attempt>) -> impl IntoView {
    (attempts.len() > 1).then(|| view! { <AttemptTable attempts=attempts /> })
}

/// Every attempt with how it ended.
#[component]
pub fn AttemptTable(attempts: Vec<Attempt>) -> impl IntoView {
    let count = plural(attempts.len() as u64, "attempt", "attempts");
    let row = |attempt: Attempt| {
        let is_good = attempt.outcome == domain::call::Outcome::Ok;
        let (icon, class) = if is_good { ("check", "ok-text") } else { ("close", "bad-text") };
        view! {
            <tr>
                <th scope="row" class="mono">{host(&attempt.instance)}</th>
                <td class="outcome"><span class=class><Icon name=icon size=12 /></span>{attempt.error.unwrap_or_else(|| attempt.outcome.words().to_owned())}</td>
                <td class="number">{millis(attempt.latency_ms)}</td>
            </tr>
        }
    };
    view! {
        <table class="attempts">
            <caption class="unseen">{count}</caption>
            <thead><tr><th scope="col">"attempt at"</th><th scope="col">"ended"</th><th scope="col" class="number">"took"</th></tr></thead>
            <tbody>{attempts.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}
