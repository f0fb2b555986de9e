//! The page of calls: what is asked in words, a form to ask otherwise, and the calls themselves, newest first.
//!
//! What is read stays as it is while new calls come in; that they did is said, with a way to see them.

use super::form::Form;
use super::place;
use super::table::CallTable;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::words;
use domain::Time;
use domain::call::{CallQuery, CallsFound};
use leptos_router::hooks::use_query_map;

/// How many calls a page of the console shows.
const SHOWN: u32 = 50;

/// The page.
#[component]
pub fn CallsPage() -> impl IntoView {
    let live = use_live();
    let params = use_query_map();
    let asked = Memo::new(move |_| params.with(|params| place::read(|key| params.get(key))));
    let presses = RwSignal::new(0_u32);
    // What is asked anew is as new as it was then, whether for a press or for another question.
    let question = Memo::new(move |_| {
        presses.track();
        (asked.get(), untrack(|| live.version(Topic::Calls)))
    });
    let found = Asked::new(move || {
        let (asked, version) = question.get();
        (Ask::Calls(CallQuery { limit: Some(SHOWN), ..asked }), version)
    });
    let is_open = move || asked.with(|asked| asked.to.is_none() && asked.after.is_none());
    let has_new = move || is_open() && question.with(|(_, version)| *version != live.version(Topic::Calls));
    let show = move |_| presses.update(|presses| *presses = presses.wrapping_add(1));
    view! {
        <header class="page-bar">
            <h1>"Calls"</h1>
            <p>"What went through the gateway, newest first; each call is kept for 30 days"</p>
            <div class="actions" aria-live="polite">
                <button type="button" class="button" hidden=move || !has_new() on:click=show>"Show newer calls"</button>
            </div>
        </header>
        <div class="page recorded">
            {loaded(found, 20, move |found: CallsFound| draw(found, asked.get_untracked()))}
        </div>
    }
}

fn draw(found: CallsFound, asked: CallQuery) -> AnyView {
    let at = found.at;
    let is_wrong = !found.wrong.is_empty();
    view! {
        <Form asked=asked.clone() wrong=found.wrong />
        <p class="asked">{span(&asked, at)}{narrowed(&asked)}</p>
        {(!is_wrong).then(|| view! { <CallTable page=found.page asked=asked at=at /> })}
    }
}

/// The range in words, and the ways to another.
fn span(asked: &CallQuery, at: Time) -> AnyView {
    let read = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Time>().ok());
    let from = read(&asked.from).map(|from| words::moment(from, at));
    let to = read(&asked.to).map(|to| words::moment(to, at));
    let range = match (from, to) {
        (None, None) => "Of all times".to_owned(),
        (Some(from), None) => format!("From {from} UTC on"),
        (None, Some(to)) => format!("Until {to} UTC"),
        (Some(from), Some(to)) => format!("From {from} to {to} UTC"),
    };
    let is_ranged = asked.from.is_some() || asked.to.is_some();
    let whole = place::path(&CallQuery { from: None, to: None, after: None, ..asked.clone() });
    let since = |seconds: i64| {
        let from = at.floor_to(60).plus_seconds(-seconds).seconds().to_string();
        place::path(&CallQuery { from: Some(from), to: None, after: None, ..asked.clone() })
    };
    view! {
        <b>{range}</b>
        <a href=since(3600)>"Last hour"</a>
        <a href=since(86_400)>"Last day"</a>
        <a href=since(7 * 86_400)>"Last week"</a>
        <a href=whole hidden=!is_ranged>"All times"</a>
    }
}

/// What the calls are narrowed to beside the form, each with a way to widen them.
fn narrowed(asked: &CallQuery) -> AnyView {
    let parts = [("tool", "of the tool"), ("caller", "by"), ("instance", "at"), ("run", "in the run"), ("trace", "in the trace")];
    let part = |(key, words): (&'static str, &'static str)| {
        let text = place::text(asked, key)?;
        let label = format!("Any {key}");
        let path = place::path(&place::with(asked, key, None));
        Some(view! { <span class="nowrap">{words}" "<code>{text}</code></span><a href=path>{label}</a> })
    };
    parts.into_iter().filter_map(part).collect_view().into_any()
}
