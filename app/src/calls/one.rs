//! One call: what came of it in a sentence, all that is known of it, and what it belongs to.

use super::table::received;
use crate::api::{Ask, Asked};
use crate::loaded::looked_up;
use crate::paths;
use crate::prelude::*;
use crate::ui::copy::Copy;
use crate::ui::format::{bytes, count, dash, fixed, millis, plural};
use crate::ui::icon::Icon;
use crate::ui::sign::Sign;
use crate::words;
use domain::Failure;
use domain::call::{Call, Outcome};
use leptos_router::hooks::use_params_map;

/// The page of a call; another call is another page.
#[component]
pub fn CallPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let call = Asked::new(move || (Ask::Call(id.get()), 0));
    looked_up(call, 10, page, move |failure| unknown(id.get_untracked(), failure))
}

fn page(call: Call) -> AnyView {
    let tool = paths::tool(call.tool.service(), call.tool.name());
    let id = call.id.clone();
    view! {
        <header class="page-bar one-call-bar">
            <div>
                <nav aria-label="Where this is"><a href=paths::calls()>"Calls"</a>" / "<code>{id.clone()}</code><Copy text=Signal::stored(id) label="Copy the id" bare=true /></nav>
                <h1 class="mono">{call.tool.to_string()}</h1>
            </div>
            <div class="actions"><a class="button" href=tool>"Open tool"</a></div>
        </header>
        <div class="page one-call">
            <p class="came">
                <Sign mark=words::outcome_mark(call.outcome) size=14 label=call.outcome.words() />
                {sentence(&call)}
            </p>
            {call.error.clone().map(|error| view! { <p class="why">{error}</p> })}
            {facts(&call)}
            {others(&call)}
        </div>
    }
}

/// Who called, and what came of it.
fn sentence(call: &Call) -> String {
    let took = millis(call.latency_ms);
    let came = match call.outcome {
        Outcome::Ok => format!("it answered within {took}"),
        Outcome::Invalid | Outcome::Denied => format!("nothing was sent: {}", call.outcome.words()),
        outcome => format!("after {took}: {}", outcome.words()),
    };
    format!("{} called it; {came}.", call.caller)
}

fn facts(call: &Call) -> AnyView {
    let instance = dash(call.instance.clone(), |instance| instance);
    let attempts = match call.attempts {
        0 => "none: nothing was sent".to_owned(),
        attempts => plural(attempts.into(), "attempt", "attempts"),
    };
    let run = call.run.clone().map(|run| view! { <dt>"Run"</dt><dd><a class="mono" href=paths::run(&run)>{run.clone()}</a></dd> });
    let trace = call.trace.clone().map(|trace| {
        let path = paths::calls_with(&[("query", &format!("trace = {trace}"))]);
        view! { <dt>"Trace"</dt><dd><a class="mono" href=path>{trace}</a></dd> }
    });
    let tokens = (call.input_tokens.is_some() || call.output_tokens.is_some()).then(|| {
        let both = format!("{} read, {} written", dash(call.input_tokens, count), dash(call.output_tokens, count));
        view! { <dt>"Tokens"</dt><dd>{both}</dd> }
    });
    let cost = call.cost_usd.map(|usd| view! { <dt>"Cost"</dt><dd>{format!("${}", fixed(usd, 4))}</dd> });
    view! {
        <dl class="facts">
            <dt>"Came in"</dt><dd><time datetime=call.at.to_string()>{call.at.to_string()}</time></dd>
            <dt>"Caller"</dt><dd>{call.caller.clone()}</dd>
            <dt>"Instance"</dt><dd class="mono">{instance}</dd>
            <dt>"Outcome"</dt><dd>{call.outcome.words()}{call.status.map(|status| format!(", status {status}"))}</dd>
            <dt>"Took"</dt><dd>{millis(call.latency_ms)}</dd>
            <dt>"Attempts"</dt><dd>{attempts}</dd>
            <dt>"Sent"</dt><dd>{bytes(call.request_bytes)}</dd>
            <dt>"Received"</dt><dd>{dash(received(call), bytes)}</dd>
            {run}{trace}{tokens}{cost}
        </dl>
    }
}

/// Where calls like it are.
fn others(call: &Call) -> AnyView {
    let (from, to) = (call.at.plus_seconds(-60).to_string(), call.at.plus_seconds(60).to_string());
    view! {
        <nav class="actions" aria-label="Calls like it">
            <a class="button" href=paths::calls_with(&[("tool", call.tool.as_str())])>"Calls of this tool"</a>
            <a class="button" href=paths::calls_with(&[("caller", &call.caller)])>"Calls by "{call.caller.clone()}</a>
            <a class="button" href=paths::calls_with(&[("from", &from), ("to", &to)])>"Calls within a minute of it"</a>
        </nav>
    }
}

fn unknown(id: String, failure: Failure) -> AnyView {
    view! {
        <header class="page-bar"><h1>"No such call"</h1></header>
        <div class="page">
            <section class="failed">
                <h2><Icon name="warning" />"There is no call "<code>{id}</code></h2>
                <p>{failure.detail}</p>
                <div class="actions"><a class="button" href=paths::calls()>"All calls"</a></div>
            </section>
        </div>
    }
}
