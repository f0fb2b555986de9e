//! The results: each with its sentence, why it was found and how well it fits.

use super::super::marks::{Piece, mark};
use super::super::search::Search;
use super::walk::Walk;
use crate::paths;
use crate::prelude::*;
use crate::ui::badge::{Badge, Tone};
use crate::ui::format::{count, fixed, plural};
use crate::ui::sign::Sign;
use crate::ui::spark::Meter;
use crate::ui::states::Empty;
use crate::words;
use domain::tool::{Catalogue, Risk, ToolState, ToolSummary, Why};

/// The results of a search.
#[component]
pub fn Results(catalogue: Signal<Catalogue>, search: Memo<Search>, walk: Walk) -> impl IntoView {
    let rows = move || {
        let tools = catalogue.with(|catalogue| catalogue.found.items.clone());
        walk.over(&tools);
        tools.iter().enumerate().map(|(place, tool)| row(place, tool, walk)).collect_view()
    };
    let is_empty = Memo::new(move |_| catalogue.with(|catalogue| catalogue.found.items.is_empty()));
    let body = move || {
        if is_empty.get() {
            return dynamic(move || nothing(catalogue.with(|catalogue| catalogue.all), &search.get())).into_any();
        }
        view! {
            <div class="results-head" aria-hidden="true">
                <span>{dynamic(move || if has_words(search) { "Tool, and why it matches" } else { "Tool" })}</span>
                <span class="wide">{dynamic(move || has_words(search).then_some("Fit"))}</span>
            </div>
            <ol>{dynamic(rows)}</ol>
            <footer>{dynamic(move || footer(&catalogue.get(), &search.get()))}</footer>
        }
    };
    view! { <section class="results" aria-label="Tools found">{dynamic(body)}</section> }
}

fn has_words(search: Memo<Search>) -> bool {
    search.with(|search| !search.words.trim().is_empty())
}

fn row(place: usize, tool: &ToolSummary, walk: Walk) -> impl IntoView + use<> {
    let link = walk.links.with_value(|links| links.get(place).copied()).unwrap_or_default();
    let id = tool.id.clone();
    let is_current = move || walk.place() == place;
    let terms: Vec<&str> = tool.why.iter().map(|why| why.term.as_str()).collect();
    view! {
        <li class:current=is_current>
            <Sign mark=words::mark(tool.health) label=tool.health.word() />
            <a href=paths::tool(&tool.service, &tool.name) node_ref=link aria-current=move || is_current().then_some("true") on:focus=move |_| walk.stand(place, id.clone())>
                <span>{tool.service.clone()}"."</span>
                <b>{pieces(mark(&tool.name, terms.iter().copied()))}</b>
            </a>
            {badge(tool.risk, tool.state)}
            <p>{pieces(mark(&tool.description, terms.iter().copied()))}</p>
            {(!tool.why.is_empty()).then(|| view! { <p class="why">{why(&tool.why)}</p> })}
            {tool.score.map(|score| view! { <div class="fit"><Meter share=score width=56 /><small>{fixed(score, 2)}</small></div> })}
        </li>
    }
}

fn pieces(pieces: Vec<Piece>) -> impl IntoView {
    let piece = |Piece { text, hit }| {
        if hit {
            view! { <u>{text}</u> }
        } else {
            text.into_any()
        }
    };
    pieces.into_iter().map(piece).collect_view()
}

/// What sets a tool apart; that it is active or reads only goes without saying.
pub fn badge(risk: Risk, state: ToolState) -> impl IntoView {
    let risk = (risk == Risk::Destructive).then(|| view! { <Badge tone=Tone::Bad>{risk.words()}</Badge> });
    let state = match state {
        ToolState::Active => None,
        ToolState::Changed => Some("changed"),
        ToolState::Quarantined => Some("held for review"),
        ToolState::Gone => Some("gone"),
    };
    (risk, state.map(|state| view! { <Badge tone=Tone::Warn>{state}</Badge> }))
}

fn why(found: &[Why]) -> impl IntoView + use<> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for Why { field, term } in found {
        match fields.iter_mut().find(|(known, _)| known == field) {
            Some((_, terms)) => terms.push(term.clone()),
            None => fields.push((field.clone(), vec![term.clone()])),
        }
    }
    let terms = |terms: Vec<String>| terms.into_iter().map(|term| view! { " " <u>{term}</u> }).collect_view();
    fields.into_iter().map(|(field, hits)| view! { <span>{field}{terms(hits)}</span> }).collect_view()
}

fn footer(catalogue: &Catalogue, search: &Search) -> impl IntoView + use<> {
    let (shown, total) = (catalogue.found.items.len() as u64, catalogue.found.total);
    let told = if shown == total {
        format!("All {} shown.", count(total))
    } else {
        format!("{} of {} shown.", count(shown), plural(total, "tool", "tools"))
    };
    let more = catalogue.found.next.clone().map(|next| view! { <a class="button" href=search.from(Some(next)).path()>"Show the next"</a> });
    let first = search.after.is_some().then(|| view! { <a class="button quiet" href=search.from(None).path()>"Back to the first"</a> });
    view! {
        <span>{told}</span>
        {more}
        {first}
        <span class="keys-line wide"><kbd>"↑"</kbd><kbd>"↓"</kbd>" walk, "<kbd>"↵"</kbd>" opens, "<kbd>"T"</kbd>" tries."</span>
    }
}

fn nothing(all: u64, search: &Search) -> impl IntoView + use<> {
    if all == 0 {
        return view! {
            <Empty title="No tools yet">
                <p>"Tools come from the manuals of services. Register one, and its tools are here:"</p>
                <pre>
                    "curl -X POST $URL/registry/services -H 'content-type: application/json' \\\n  -d '{\"name\":\"my-service\",\"base_url\":\"http://127.0.0.1:8003\"}'"
                </pre>
                <a class="button primary" href=format!("{}?register=1", paths::services())>"Register a service"</a>
            </Empty>
        };
    }
    let words = search.words.trim().to_owned();
    let title = if words.is_empty() { "No tool has all of these".to_owned() } else { format!("No tool matches “{words}”") };
    let is_narrowed = search.with_words("").is_narrow();
    let wider = (is_narrowed && !words.is_empty())
        .then(|| view! { <a class="button" href=Search::default().with_words(&words).path()>"Search all tools"</a> });
    view! {
        <Empty title=title>
            <p>
                {if is_narrowed { "The filters at the left leave nothing. Take one away, or use other words." } else { "Search for what the tool does, as “convert”, or for its service, as “orders”." }}
            </p>
            <div class="actions">{wider}<a class="button" href=paths::tools()>{format!("Show all {}", plural(all, "tool", "tools"))}</a></div>
        </Empty>
    }
}
