//! The figures of the charts as a table, for those who read.

use crate::prelude::*;
use crate::ui::format;
use crate::words;
use domain::Time;
use domain::charts::{Charts, Point};

/// The table, folded away; the newest step comes first.
pub fn draw(charts: &Charts) -> impl IntoView + use<> {
    let steps = (0..charts.steps.count).rev().zip(charts.points.iter().rev()).filter(|(_, point)| point.calls > 0);
    let rows = steps.map(|(place, point)| row(point, charts.steps.time(place), charts.at)).collect_view();
    view! {
        <details class="in-numbers">
            <summary>"The figures as a table"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="The figures, step by step">
                <table class="dense">
                    <caption class="unseen">"Calls, success and latency step by step, the newest first; steps without calls are left out."</caption>
                    <thead>
                        <tr>
                            <th scope="col">"From"</th>
                            <th scope="col" class="number">"Calls"</th>
                            <th scope="col" class="number">"Failed"</th>
                            <th scope="col" class="number">"Success"</th>
                            <th scope="col" class="number">"p50"</th>
                            <th scope="col" class="number">"p95"</th>
                            <th scope="col" class="number">"p99"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn row(point: &Point, time: Time, now: Time) -> impl IntoView + use<> {
    let latency = [point.latency_ms.p50, point.latency_ms.p95, point.latency_ms.p99];
    let from = words::moment_short(time, now);
    view! {
        <tr>
            <th scope="row">{from}</th>
            <td class="number">{format::count(point.calls)}</td>
            <td class="number">{format::count(point.errors)}</td>
            <td class="number">{format::dash(point.success(), format::share)}</td>
            {latency.map(|value| view! { <td class="number">{format::dash(value, format::millis)}</td> }).into_iter().collect_view()}
        </tr>
    }
}
