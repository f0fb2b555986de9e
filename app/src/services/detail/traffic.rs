//! How a service's calls travel: told as facts, changed by a short form.

use crate::api::{ChangeTraffic, Fault, change_traffic};
use crate::prelude::*;
use crate::ui::format::count;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use domain::traffic::{Balancer, Breaker, CONCURRENCY, RETRIES, TIMEOUT_MS, Traffic as Rules};
use leptos::html;
use leptos::server_fn::ServerFn as _;
use std::ops::RangeInclusive;

/// A field for a number.
#[derive(Clone)]
struct NumberField {
    name: &'static str,
    label: &'static str,
    range: RangeInclusive<u32>,
}

const NUMBERS: [NumberField; 3] = [
    NumberField { name: "timeout_ms", label: "Deadline, ms", range: TIMEOUT_MS },
    NumberField { name: "retries", label: "Retries", range: RETRIES },
    NumberField { name: "max_concurrency", label: "At once, each", range: CONCURRENCY },
];

/// What was chosen in the form, and what came of it: they outlive what is drawn anew at each event.
#[derive(Clone, Copy)]
pub struct Changing {
    chosen: RwSignal<Option<Balancer>>,
    change: Action<(String, Rules), Result<(), Fault>>,
}

impl Changing {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        let change = Action::new(|(service, rules): &(String, Rules)| {
            let (service, Rules { balancer, timeout_ms, retries, max_concurrency, .. }) = (service.clone(), *rules);
            change_traffic(service, balancer, timeout_ms, retries, max_concurrency)
        });
        Self { chosen: RwSignal::new(None), change }
    }
}

/// The facts and the form.
#[component]
pub fn Traffic(service: String, rules: Rules, changing: Changing) -> impl IntoView {
    view! {
        <section class="section">
            <header><h2>"Traffic"</h2></header>
            <dl class="facts">
                <dt>"Spread"</dt><dd>{words(rules.balancer)}</dd>
                <dt>"Deadline"</dt><dd>{time(rules.timeout_ms)}{rules.per_try_timeout_ms.map(|one| format!(", {} an attempt", time(one)))}</dd>
                <dt>"Retries"</dt><dd>{rules.retries}", where a call may be repeated"</dd>
                <dt>"At once"</dt><dd>{count(rules.max_concurrency.into())}" calls an instance"</dd>
                <dt>"Circuit"</dt><dd>{circuit(&rules.breaker)}</dd>
            </dl>
            <Change service=service rules=rules changing=changing />
        </section>
    }
}

#[component]
fn Change(service: String, rules: Rules, changing: Changing) -> impl IntoView {
    let Changing { chosen, change } = changing;
    let spread = NodeRef::<html::Select>::new();
    let inputs = NUMBERS.map(|_| NodeRef::<html::Input>::new());
    let name = service.clone();
    let send = Callback::new(move |()| {
        let [timeout_ms, retries, max_concurrency] = inputs.map(number);
        let balancer = selected(spread).unwrap_or(rules.balancer);
        change.dispatch((name.clone(), Rules { balancer, timeout_ms, retries, max_concurrency, ..rules }));
    });
    let shown = chosen.get_untracked().unwrap_or(rules.balancer);
    let option = move |balancer: Balancer| {
        view! { <option value=balancer.word() selected=balancer == shown>{words(balancer)}</option> }
    };
    let values = [rules.timeout_ms, rules.retries, rules.max_concurrency];
    let fields =
        NUMBERS.into_iter().zip(inputs).zip(values).map(|((field, input), value)| view! { <Number field=field input=input value=value /> });
    view! {
        <details class="raw">
            <summary>"Change how its calls travel"</summary>
            <PostForm url=ChangeTraffic::url() class="traffic" label="Change how its calls travel" send=send>
                <input type="hidden" name="service" value=service />
                <div class="field">
                    <label for="balancer">"Spread"</label>
                    <select id="balancer" name="balancer" node_ref=spread on:change=move |_| chosen.set(selected(spread))>{Balancer::ALL.map(option)}</select>
                </div>
                {fields.collect_view()}
                <div class="actions"><button type="submit" class="button">"Save"</button></div>
                <div aria-live="polite">{dynamic(move || change.value().get().map(told))}</div>
            </PostForm>
        </details>
    }
}

#[component]
fn Number(field: NumberField, input: NodeRef<html::Input>, value: u32) -> impl IntoView {
    let NumberField { name, label, range } = field;
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input id=name name=name node_ref=input type="number" required=true min=*range.start() max=*range.end() value=value />
        </div>
    }
}

fn selected(spread: NodeRef<html::Select>) -> Option<Balancer> {
    Balancer::from_word(&spread.get_untracked()?.value())
}

fn number(input: NodeRef<html::Input>) -> u32 {
    input.get_untracked().and_then(|input| input.value().parse().ok()).unwrap_or_default()
}

fn told(answer: Result<(), Fault>) -> AnyView {
    match answer {
        Ok(()) => view! { <p class="ok-text">"Saved. The next call travels so."</p> }.into_any(),
        Err(fault) => {
            let wrong: Vec<_> = fault.0.errors.into_iter().map(|wrong| format!(" {}: {}.", wrong.message, wrong.remedy)).collect();
            view! { <p class="field-error"><Icon name="warning" size=14 />{fault.0.detail}{wrong}</p> }.into_any()
        }
    }
}

/// The words people read for a balancer.
const fn words(balancer: Balancer) -> &'static str {
    match balancer {
        Balancer::RoundRobin => "round robin",
        Balancer::Weighted => "by weight",
        Balancer::LeastConnections => "least connections",
        Balancer::PeakEwma => "fastest of two (peak EWMA)",
    }
}

fn circuit(rules: &Breaker) -> String {
    let Breaker { consecutive_5xx, failure_percentage_threshold, failure_percentage_request_volume, .. } = rules;
    let share = format!("{failure_percentage_threshold}\u{202f}% of {failure_percentage_request_volume}");
    let times = format!("for {} to {}", time(rules.base_ejection_time_ms), time(rules.max_ejection_time_ms));
    format!("opens at {consecutive_5xx} failures in a row or {share} in {}, {times}", time(rules.interval_ms))
}

fn time(millis: u32) -> String {
    match millis {
        minutes if minutes % 60_000 == 0 => format!("{}\u{202f}min", minutes / 60_000),
        seconds if seconds % 1_000 == 0 => format!("{}\u{202f}s", seconds / 1_000),
        millis => format!("{millis}\u{202f}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(millis: u32, expected: &str) {
        assert_eq!(time(millis), expected);
    }

    #[test]
    fn a_time_is_told_in_its_largest_whole_unit() {
        check(250, "250\u{202f}ms");
        check(30_000, "30\u{202f}s");
        check(1_500, "1500\u{202f}ms");
        check(300_000, "5\u{202f}min");
    }
}
