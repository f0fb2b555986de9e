//! The answer of a run, or why there is none, with what nothing was done with.

use crate::prelude::*;
use domain::run::{Doing, Run, RunState};

/// The answer; it is read out when it comes.
#[component]
pub fn Answer(run: Run) -> impl IntoView {
    let left: Vec<String> = run
        .steps
        .iter()
        .rev()
        .find_map(|step| match &step.doing {
            Doing::Answer { not_understood, .. } | Doing::Error { not_understood, .. } => Some(not_understood.clone()),
            _ => None,
        })
        .unwrap_or_default();
    let (title, text) = match (run.state, run.answer) {
        (RunState::Running, _) => ("Under way", "Each step appears here as it happens.".to_owned()),
        (RunState::Waiting, _) => ("Waiting", run.reason),
        (_, Some(answer)) => ("Answer", answer),
        (_, None) => ("No answer", run.reason),
    };
    let none_left = left.is_empty();
    let quoted = |part: String| view! { <q>{part}</q>" " };
    view! {
        <section class="answer" aria-live="polite" aria-label="Answer">
            <h2>{title}</h2>
            <p class="text">{text}</p>
            <p class="left" hidden=none_left>"Not understood, nothing was done with it: " {left.into_iter().map(quoted).collect_view()}</p>
        </section>
    }
}
