//! The rules as a table, those that fire first.

use super::place::Place;
use super::words::{badge, delivery, mark, reason, sentence};
use crate::prelude::*;
use crate::ui::badge::{Badge, Tone};
use crate::ui::format::UNKNOWN;
use crate::ui::sign::Sign;
use crate::ui::states::Empty;
use crate::words;
use domain::Time;
use domain::alert::{Alert, AlertBoard};

/// The table, or what a rule is good for where there is none.
#[component]
pub fn AlertTable(board: AlertBoard, place: Memo<Place>) -> impl IntoView {
    let AlertBoard { at, alerts, .. } = board;
    if alerts.is_empty() {
        return view! {
            <Empty title="No rule yet">
                <p>"A rule looks at the figures of calls every five seconds: how many fail, how slow they are, whether anybody calls. Where one fires, it is on the overview, and its webhook is told."</p>
                <a class="button" href=Place::New.path()>"Make a rule"</a>
            </Empty>
        };
    }
    view! {
        <table class="alert-table">
            <thead>
                <tr>
                    <th scope="col" class="state"><span class="unseen">"state"</span></th>
                    <th scope="col" class="rule">"rule"</th>
                    <th scope="col">"measured"</th>
                    <th scope="col" class="since">"since, UTC"</th>
                    <th scope="col" class="wide told">"last delivery"</th>
                </tr>
            </thead>
            <tbody>{alerts.into_iter().map(|alert| row(alert, at, place)).collect_view()}</tbody>
        </table>
    }
}

fn row(alert: Alert, at: Time, place: Memo<Place>) -> impl IntoView {
    let silenced = alert.is_silenced(at).then(|| view! { <Badge tone=Tone::Plain>"silenced"</Badge> });
    let state = badge(alert.state).map(|(tone, word)| view! { <Badge tone=tone>{word}</Badge> });
    let last = alert.deliveries.first().map_or_else(|| UNKNOWN.to_owned(), delivery);
    let one = Place::One(alert.name.clone());
    let path = one.path();
    let is_chosen = move || place.with(|place| *place == one).then_some("true");
    view! {
        <tr aria-selected=is_chosen>
            <td class="state"><Sign mark=mark(&alert) size=12 label=alert.state.words() /></td>
            <th scope="row"><a href=path>{alert.name.clone()}</a>" "{state}{silenced}<span class="about">{sentence(&alert.rule)}</span></th>
            <td class="measured">{reason(&alert)}</td>
            <td class="since nowrap"><time datetime=alert.since.to_string()>{words::moment(alert.since, at)}</time></td>
            <td class="wide told cut-off" title=last.clone()>{last.clone()}</td>
        </tr>
    }
}
