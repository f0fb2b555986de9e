//! The last calls of a tool.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{UNKNOWN, bytes, dash, host, millis};
use crate::ui::icon::Icon;
use crate::words;
use domain::call::{Call, Outcome};

/// The calls as a table, newest first.
#[component]
pub fn CallTable(calls: Vec<Call>) -> impl IntoView {
    let Some(newest) = calls.first().map(|call| call.at) else {
        return view! { <p class="quietly before">"Nobody called it yet."</p> };
    };
    view! {
        <table class="calls">
            <thead>
                <tr>
                    <th scope="col">"time"</th>
                    <th scope="col">"caller"</th>
                    <th scope="col" class="wide">"instance"</th>
                    <th scope="col">"outcome"</th>
                    <th scope="col" class="number">"took"</th>
                    <th scope="col" class="number wide">"size"</th>
                </tr>
            </thead>
            <tbody>{calls.into_iter().map(|call| row(call, newest)).collect_view()}</tbody>
        </table>
    }
}

fn row(call: Call, newest: domain::Time) -> impl IntoView {
    let is_good = call.outcome == Outcome::Ok;
    let (icon, class) = if is_good { ("check", "ok-text") } else { ("close", "bad-text") };
    let outcome = call.error.unwrap_or_else(|| call.outcome.words().to_owned());
    let was_answered = call.outcome.was_answered();
    let caller = match call.run {
        Some(run) => view! { <a href=paths::run(&run)>{call.caller}</a> },
        None => call.caller.into_any(),
    };
    view! {
        <tr>
            <td class="quietly nowrap"><a href=paths::call(&call.id)><time datetime=call.at.to_string()>{words::moment(call.at, newest)}</time></a></td>
            <th scope="row">{caller}</th>
            <td class="wide">{dash(call.instance.as_deref(), host)}</td>
            <td class="outcome" title=outcome.clone()><span class=class><Icon name=icon size=12 /></span><span class=(!is_good).then_some("bad-text")>{outcome.clone()}</span></td>
            <td class="number">{millis(call.latency_ms)}</td>
            <td class="number wide">{if was_answered { bytes(call.response_bytes) } else { UNKNOWN.to_owned() }}</td>
        </tr>
    }
}
