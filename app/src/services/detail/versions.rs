//! The versions of a manual, what each changed, and what is held back until somebody approves it.

use crate::api::{approve_tool, hold_changes};
use crate::paths;
use crate::prelude::*;
use crate::ui::badge::{Badge, Tone};
use crate::ui::format::{plural, short_id};
use crate::words;
use domain::Time;
use domain::manual::diff::{Change, ChangeKind};
use domain::review::{Edition, Held, Review};

/// The switch, what waits for approval, and the versions, newest first.
#[component]
pub fn Versions(service: String, review: Review, now: Time) -> impl IntoView {
    let trouble = RwSignal::new(String::new());
    let hold = review.hold_changes;
    let switch = Action::new(move |(): &()| {
        let service = service.clone();
        async move { trouble.set(hold_changes(service, !hold).await.err().map(|fault| fault.0.detail).unwrap_or_default()) }
    });
    let state = if hold { "A tool that changes waits for approval." } else { "A tool that changes is taken over at once." };
    let held = review.held.into_iter().map(|held| waiting(held, trouble)).collect_view();
    view! {
        <section class="section">
            <header><h2>"Versions"</h2><small>"newest first"</small></header>
            <p class="hold">
                <span>{state}</span>
                <button type="button" class="button" aria-pressed=hold.to_string() on:click=move |_| { switch.dispatch(()); }>"Hold changes"</button>
            </p>
            <p class="note bad" role="alert" hidden=move || trouble.with(String::is_empty)>{trouble}</p>
            <ul class="rows held">{held}</ul>
            <ol class="rows editions">{review.versions.into_iter().map(|version| edition(version, now)).collect_view()}</ol>
        </section>
    }
}

/// A tool that waits, and the button that approves what is shown of it.
fn waiting(Held { tool, digest, changes }: Held, trouble: RwSignal<String>) -> AnyView {
    let id = tool.to_string();
    let approve = Action::new(move |(): &()| {
        let (id, digest) = (id.clone(), digest.clone());
        async move { trouble.set(approve_tool(id, digest).await.err().map(|fault| fault.0.detail).unwrap_or_default()) }
    });
    let label = format!("Approve {}", tool.name());
    view! {
        <li>
            <div>
                <a class="mono" href=paths::tool(tool.service(), tool.name())>{tool.name().to_owned()}</a>
                <Badge tone=Tone::Warn>"held for review"</Badge>
                <button type="button" class="button" aria-label=label on:click=move |_| { approve.dispatch(()); }>"Approve"</button>
            </div>
            <ul>{changes.into_iter().map(|change| line(change, false)).collect_view()}</ul>
        </li>
    }
}

fn edition(Edition { digest, fetched_at, in_use, first, changes, more }: Edition, now: Time) -> AnyView {
    let told = match (first, changes.is_empty()) {
        (true, _) => view! { <span class="quietly">"the first that is known"</span> },
        (_, true) => view! { <span class="quietly">"no tool changed"</span> },
        _ => {
            let rest = (more > 0).then(|| view! { <li class="quietly">{plural(more.into(), "further change", "further changes")}</li> });
            view! {
                <details open=in_use>
                    <summary>{plural(changes.len() as u64 + u64::from(more), "change", "changes")}</summary>
                    <ul>{changes.into_iter().map(|change| line(change, true)).collect_view()}{rest}</ul>
                </details>
            }
        }
    };
    view! {
        <li>
            <div>
                <time datetime=fetched_at.to_string()>{words::moment(fetched_at, now)}</time>
                <code title=digest.clone()>{short_id(&digest)}</code>
                {in_use.then(|| view! { <Badge>"in use"</Badge> })}
            </div>
            {told}
        </li>
    }
}

fn line(change: Change, named: bool) -> AnyView {
    let tone = match change.kind {
        ChangeKind::Breaking | ChangeKind::Gone => Tone::Bad,
        ChangeKind::Widened | ChangeKind::Added | ChangeKind::Described => Tone::Plain,
    };
    let place = if named { format!("{}{}", change.tool, change.pointer) } else { change.pointer };
    view! { <li><Badge tone=tone>{change.kind.word()}</Badge>" "<code>{place}</code>" "<span>{change.words}</span></li> }
}
