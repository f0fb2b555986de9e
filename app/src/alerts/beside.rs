//! One alert: how it stands, its rule to change, what may be done with it, and what its webhook was told.

use super::form::AlertForm;
use super::means::{Doings, Means};
use super::place::Place;
use super::words::{badge, delivery, reason};
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::looked_up;
use crate::prelude::*;
use crate::ui::badge::{Badge, Tone};
use crate::ui::states::Empty;
use crate::words;
use domain::Time;
use domain::alert::{Alert, Delivery, RuleFields};

/// The alert; `changes` moves when something was done to it.
#[component]
pub fn Beside(name: String, changes: RwSignal<u32>) -> impl IntoView {
    let live = use_live();
    let ask = Ask::Alert(name.clone());
    // What is being filled in stays as it is while the figures move.
    let still = Asked::new({
        let ask = ask.clone();
        move || (ask.clone(), 0)
    });
    let moving = Asked::new(move || (ask.clone(), live.versions([Topic::Services, Topic::Calls]).wrapping_add(changes.get())));
    let doings = Doings::new(changes);
    let form = move |alert: Alert| {
        let fields = RuleFields::of(&alert.name, &alert.rule);
        let done = Callback::new(move |_| doings.settle(Ok("Kept. It is judged by this from now on.".to_owned())));
        view! { <AlertForm fields=fields is_new=false done=done><a class="button quiet" href=Place::Table.path()>"Close"</a></AlertForm> }
    };
    view! {
        <section class="section">
            <header><h2>{name.clone()}</h2></header>
            {looked_up(moving, 2, head, |_| missing())}
            {looked_up(still, 8, form, |_| ().into_any())}
            <Means name=name doings=doings />
            {looked_up(moving, 2, deliveries, |_| ().into_any())}
        </section>
    }
}

fn missing() -> AnyView {
    view! {
        <Empty title="There is no such alert">
            <p>"It was removed, or its name is another."</p>
            <a class="button" href=Place::Table.path()>"All alerts"</a>
        </Empty>
    }
}

fn head(alert: Alert) -> AnyView {
    let state = badge(alert.state).map(|(tone, word)| view! { <Badge tone=tone>{word}</Badge>" " });
    let silenced = alert.silenced_until.map(|until| {
        view! { <Badge tone=Tone::Plain>"silenced until "{words::moment(until, Time(0))}</Badge>" " }
    });
    view! { <p class="alert-head">{state}{silenced}{reason(&alert)}", "{words::since(alert.since, Time(0))}" UTC"</p> }
}

fn deliveries(alert: Alert) -> AnyView {
    if alert.deliveries.is_empty() {
        return view! { <p class="quietly before">"Nobody was told of it yet."</p> };
    }
    let row = |one: &Delivery| {
        view! { <li><time datetime=one.at.to_string()>{words::moment(one.at, Time(0))}</time><span>{delivery(one)}</span></li> }
    };
    view! {
        <h3 class="deliveries-head">"Deliveries"</h3>
        <ul class="rows deliveries">{alert.deliveries.iter().map(row).collect_view()}</ul>
    }
}
