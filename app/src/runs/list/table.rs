//! The runs as a table, newest first.

use crate::paths;
use crate::prelude::*;
use crate::runs::{ask, badge};
use crate::ui::badge::Badge;
use crate::ui::format::{count, millis, plural};
use crate::ui::states::Empty;
use crate::words;
use domain::run::{RunState, RunSummary};
use domain::{List, Time};

/// The table, or what to do where there is no run.
#[component]
pub fn RunTable(
    /// The runs of this page.
    runs: List<RunSummary>,
    /// Whether the newest run is among them.
    is_first: bool,
) -> impl IntoView {
    let List { items, next, total } = runs;
    if items.is_empty() {
        return view! {
            <Empty title="No run yet">
                <p>"Say above what is wanted, or begin with " <a href=ask("convert 12 miles to kilometres")>"convert 12 miles to kilometres"</a> ". Each run is kept with its steps."</p>
            </Empty>
        };
    }
    // The newest run's day is today's as far as the table knows, on either side alike.
    let now = items.first().map_or(Time(0), |run| run.at);
    let shown = format!("{} of {}", count(items.len() as u64), plural(total, "run", "runs"));
    let newer = (!is_first).then(|| view! { <a href=paths::runs()>"Newest runs"</a> });
    let older = next.map(|next| view! { <a href=format!("{}?after={}", paths::runs(), paths::encode(&next))>"Older runs"</a> });
    view! {
        <section class="section">
            <header><h2>"Runs"</h2><small>"newest first"</small></header>
            <table class="run-table">
                <thead>
                    <tr>
                        <th scope="col" class="when">"begun"</th>
                        <th scope="col">"requirement and answer"</th>
                        <th scope="col" class="number wide">"steps"</th>
                        <th scope="col" class="number wide">"calls"</th>
                        <th scope="col" class="number">"took"</th>
                        <th scope="col" class="wide by">"by"</th>
                    </tr>
                </thead>
                <tbody>{items.into_iter().map(|run| row(run, now)).collect_view()}</tbody>
            </table>
            <p class="foot">{shown}{newer}{older}</p>
        </section>
    }
}

fn row(run: RunSummary, now: Time) -> impl IntoView {
    let state = badge(run.state).map(|(tone, word)| view! { <Badge tone=tone>{word}</Badge> });
    let took = if run.state == RunState::Running { "…".to_owned() } else { millis(run.seconds * 1000.0) };
    view! {
        <tr>
            <td class="when quietly nowrap"><time datetime=run.at.to_string()>{words::moment(run.at, now)}</time></td>
            <th scope="row"><a href=paths::run(&run.id)>{run.requirement}</a><p>{state}<span>{run.outcome}</span></p></th>
            <td class="number wide">{run.steps}</td>
            <td class="number wide">{run.calls}</td>
            <td class="number">{took}</td>
            <td class="wide by">{run.caller}</td>
        </tr>
    }
}
