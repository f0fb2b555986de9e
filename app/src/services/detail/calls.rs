//! The last calls of a service's tools.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{dash, host, millis};
use crate::ui::icon::Icon;
use crate::words;
use domain::Time;
use domain::call::{Call, Outcome};

/// The calls as a table, newest first.
#[component]
pub fn Calls(service: String, calls: Vec<Call>, now: Time) -> impl IntoView {
    let body = if calls.is_empty() {
        view! { <p class="quietly before">"Nobody called it through the gateway yet."</p> }
    } else {
        view! {
            <table class="calls">
                <thead>
                    <tr>
                        <th scope="col">"time"</th>
                        <th scope="col">"tool"</th>
                        <th scope="col" class="wide">"caller"</th>
                        <th scope="col" class="wide">"instance"</th>
                        <th scope="col">"outcome"</th>
                        <th scope="col" class="number">"took"</th>
                    </tr>
                </thead>
                <tbody>{calls.into_iter().map(|call| row(call, now)).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <section class="section">
            <header><h2>"Recent calls"</h2><a href=paths::calls_with(&[("service", &service)])>"All calls"</a></header>
            {body}
        </section>
    }
}

fn row(call: Call, now: Time) -> impl IntoView {
    let is_good = call.outcome == Outcome::Ok;
    let (icon, class) = if is_good { ("check", "ok-text") } else { ("close", "bad-text") };
    let outcome = call.error.unwrap_or_else(|| call.outcome.words().to_owned());
    view! {
        <tr>
            <td class="quietly nowrap"><a href=paths::call(&call.id)><time datetime=call.at.to_string()>{words::moment(call.at, now)}</time></a></td>
            <th scope="row" class="mono"><a href=paths::tool(call.tool.service(), call.tool.name())>{call.tool.name().to_owned()}</a></th>
            <td class="wide">{call.caller}</td>
            <td class="wide">{dash(call.instance.as_deref(), host)}</td>
            <td class="outcome" title=outcome.clone()><span class=class><Icon name=icon size=12 /></span><span class=(!is_good).then_some("bad-text")>{outcome.clone()}</span></td>
            <td class="number">{millis(call.latency_ms)}</td>
        </tr>
    }
}
