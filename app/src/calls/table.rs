//! Calls as a table, newest first, and the way to older ones.

use super::place;
use crate::paths;
use crate::prelude::*;
use crate::ui::format::{bytes, count, dash, host, millis, plural};
use crate::ui::icon::Icon;
use crate::ui::states::Empty;
use crate::words;
use domain::Time;
use domain::call::{Call, CallPage, CallQuery, Outcome};

/// The table, or why it has no rows.
#[component]
pub fn CallTable(page: CallPage, asked: CallQuery, at: Time) -> impl IntoView {
    let CallPage { items, next, looked_at } = page;
    let newest =
        asked.after.is_some().then(|| view! { <a href=place::path(&CallQuery { after: None, ..asked.clone() })>"Newest calls"</a> });
    let older = next.clone().map(|next| {
        let words = if items.is_empty() { "Look further back" } else { "Older calls" };
        view! { <a href=place::path(&CallQuery { after: Some(next), ..asked.clone() })>{words}</a> }
    });
    if items.is_empty() && next.is_none() {
        return nothing(&asked, newest);
    }
    let told = match items.len() as u64 {
        shown if shown == looked_at => plural(shown, "call", "calls"),
        shown => format!("{} of {} fit", count(shown), plural(looked_at, "call", "calls")),
    };
    view! {
        <table class="call-list">
            <thead hidden=items.is_empty()>
                <tr>
                    <th scope="col" class="when">"time, UTC"</th>
                    <th scope="col">"caller → tool"</th>
                    <th scope="col" class="wide host">"instance"</th>
                    <th scope="col" class="result">"outcome"</th>
                    <th scope="col" class="number took">"took"</th>
                    <th scope="col" class="number wide size">"sent"</th>
                    <th scope="col" class="number wide size">"received"</th>
                    <th scope="col" class="number wide tries">"attempts"</th>
                </tr>
            </thead>
            <tbody>{items.into_iter().map(|call| row(call, at)).collect_view()}</tbody>
        </table>
        <p class="foot">{told}{newest}{older}</p>
    }
}

fn row(call: Call, at: Time) -> impl IntoView {
    let is_good = call.outcome == Outcome::Ok;
    let (icon, class) = if is_good { ("check", "ok-text") } else { ("close", "bad-text") };
    let outcome = call.outcome.words();
    let why = call.error.clone().unwrap_or_else(|| outcome.to_owned());
    let received = dash(received(&call), bytes);
    let instance = dash(call.instance.as_deref(), host);
    let label = format!("Call at {}", words::moment(call.at, at));
    view! {
        <tr>
            <td class="when nowrap"><a href=paths::call(&call.id) aria-label=label><time datetime=call.at.to_string()>{words::moment(call.at, at)}</time></a></td>
            <th scope="row" class="cut-off">
                <span class="quietly">{call.caller}" → "</span><a class="mono" href=paths::tool(call.tool.service(), call.tool.name())>{call.tool.service().to_owned()}"."<wbr />{call.tool.name().to_owned()}</a>
            </th>
            <td class="wide cut-off">{instance}</td>
            <td class="outcome" title=why><span class=class><Icon name=icon size=12 /></span><span class=(!is_good).then_some("bad-text")>{outcome}</span></td>
            <td class="number">{millis(call.latency_ms)}</td>
            <td class="number wide">{bytes(call.request_bytes)}</td>
            <td class="number wide">{received}</td>
            <td class="number wide" class:warn-text=(call.attempts > 1)>{call.attempts}</td>
        </tr>
    }
}

/// How much came back, where that was counted: of an answer that was no good it is not.
pub fn received(call: &Call) -> Option<u64> {
    (call.outcome == Outcome::Ok || call.response_bytes > 0).then_some(call.response_bytes)
}

fn nothing(asked: &CallQuery, newest: Option<AnyView>) -> AnyView {
    let is_narrow = *asked != CallQuery::default();
    if is_narrow {
        return view! {
            <Empty title="No call is like that">
                <p>"None of those that are kept fits all of what is asked."</p>
                <div class="actions">{newest}<a class="button" href=paths::calls()>"Show all calls"</a></div>
            </Empty>
        };
    }
    view! {
        <Empty title="No call yet">
            <p>"A call shows up here as soon as one goes through the gateway."</p>
            <a class="button" href=paths::tools()>"Find a tool to call"</a>
        </Empty>
    }
}
