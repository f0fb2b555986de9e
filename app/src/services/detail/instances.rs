//! The instances of a service.

use crate::prelude::*;
use crate::ui::format::{UNKNOWN, count};
use crate::ui::sign::Sign;
use crate::words;
use domain::service::{Circuit, Instance};
use domain::{Health, Time};

/// The instances as a table.
#[component]
pub fn Instances(instances: Vec<Instance>, now: Time) -> impl IntoView {
    let total = instances.len();
    let body = if instances.is_empty() {
        view! { <p class="quietly before">"No instance is registered any more; the service goes when its last lease has ended."</p> }
    } else {
        view! {
            <table class="instances">
                <thead>
                    <tr>
                        <th scope="col"><span class="unseen">"health"</span></th>
                        <th scope="col">"base URL"</th>
                        <th scope="col" class="wide">"reason"</th>
                        <th scope="col">"since"</th>
                        <th scope="col">"circuit"</th>
                        <th scope="col" class="number wide">"weight"</th>
                        <th scope="col" class="number">"in flight"</th>
                        <th scope="col" class="number wide">"lease until"</th>
                    </tr>
                </thead>
                <tbody>{instances.into_iter().map(|instance| row(instance, now)).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <section class="section">
            <header><h2>"Instances"</h2><small>{total}</small></header>
            {body}
        </section>
    }
}

fn row(instance: Instance, now: Time) -> impl IntoView {
    let lease = instance.lease_until.map_or_else(|| UNKNOWN.to_owned(), |until| words::moment(until, now));
    let class = match instance.circuit {
        Circuit::Closed => "",
        Circuit::Open => "bad-text",
        Circuit::HalfOpen => "warn-text",
    };
    let is_well = instance.health == Health::Healthy;
    view! {
        <tr>
            <td><Sign mark=words::mark(instance.health) label=instance.health.word() /></td>
            <th scope="row" class="mono">{instance.base_url}{(!is_well).then(|| view! { <span class="narrow about">{instance.reason.clone()}</span> })}</th>
            <td class="wide">{instance.reason.clone()}</td>
            <td class="nowrap">{words::since(instance.since, now).trim_start_matches("since ").to_owned()}</td>
            <td class=class>{instance.circuit.words()}</td>
            <td class="number wide">{instance.weight}</td>
            <td class="number">{count(instance.in_flight.into())}</td>
            <td class="number wide">{lease}</td>
        </tr>
    }
}
