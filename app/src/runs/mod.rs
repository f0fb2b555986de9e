//! The orchestration console: what is wanted, the runs there were, and the page of one.

mod detail;
mod list;

pub use detail::RunPage;
pub use list::RunsPage;

use crate::paths;
use crate::ui::badge::Tone;
use domain::run::RunState;

/// What a state other than `answered` is shown as; an answer speaks for itself.
fn badge(state: RunState) -> Option<(Tone, &'static str)> {
    match state {
        RunState::Answered => None,
        RunState::Running => Some((Tone::Plain, "running")),
        RunState::Waiting => Some((Tone::Warn, "waiting")),
        RunState::Budget => Some((Tone::Warn, "budget spent")),
        RunState::Refused => Some((Tone::Warn, "refused")),
        RunState::Cancelled => Some((Tone::Plain, "cancelled")),
        RunState::Failed => Some((Tone::Bad, "failed")),
        RunState::Interrupted => Some((Tone::Bad, "interrupted")),
    }
}

/// The console with a requirement in its field.
fn ask(requirement: &str) -> String {
    format!("{}?ask={}", paths::runs(), paths::encode(requirement))
}
