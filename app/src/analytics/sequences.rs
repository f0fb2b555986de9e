//! What is called next after what, in runs and traces, and how that is known.

use super::scope::Scope;
use crate::prelude::*;
use crate::ui::format;
use domain::call::{Pair, Sequences};

/// The section.
pub fn draw(sequences: &Sequences, scope: &Scope) -> impl IntoView + use<> {
    let Sequences { looked_at, chains, pairs } = sequences;
    let from = format!(
        "From {} of two calls or more, among {} that were looked at.",
        chains_of(*chains),
        format::plural(*looked_at, "call", "calls")
    );
    let none = if *chains == 0 {
        "No run and no trace called one tool after another."
    } else {
        "What is asked for was called neither after another call of its run or trace, nor before one."
    };
    let body = if pairs.is_empty() {
        view! { <p class="quietly">{none}</p> }
    } else {
        view! {
            <table class="dense changes sequences">
                <tbody>{pairs.iter().map(|pair| row(pair, scope)).collect_view()}</tbody>
            </table>
            <p class="quietly">{from}</p>
        }
    };
    view! {
        <section class="section">
            <header><h2>"Called next"</h2><small>"within a run or a trace"</small></header>
            {body}
        </section>
    }
}

fn chains_of(chains: u64) -> String {
    format::plural(chains, "run or trace", "runs and traces")
}

fn row(pair: &Pair, scope: &Scope) -> impl IntoView + use<> {
    let [first, next] = [&pair.first, &pair.next].map(|tool| {
        let (name, path) = (tool.to_string(), scope.of_tool(Some(tool.to_string())).path());
        view! { <a href=path>{name}</a> }
    });
    view! { <tr><th scope="row">{first}" → "{next}</th><td class="number"><b>{format::count(pair.times)}</b></td></tr> }
}
